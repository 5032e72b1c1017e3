"""The next nudge is in the future, on a picked day, at the picked local time; whatever the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.advice.prepare.calendar import next_nudge, offset_at, offset_name, zone_of

ZONES = sorted(available_timezones() - {"localtime"})
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday

moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.sets(st.integers(0, 6), min_size=1)
minutes = st.integers(0, 24 * 60 - 1)


def skipped_by_the_clock(local: datetime) -> bool:
    """Whether no clock there ever shows this."""
    there = local.astimezone(UTC).astimezone(local.tzinfo)
    return there.replace(tzinfo=None) != local.replace(tzinfo=None)


@given(moments, st.sampled_from(ZONES), days, minutes)
@example(datetime(2026, 3, 28, 20, tzinfo=UTC), "Europe/Berlin", {6}, 2 * 60 + 30)  # skipped
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), "Europe/Berlin", {6}, 2 * 60 + 30)  # twice
@example(datetime(2011, 12, 29, 12, tzinfo=UTC), "Pacific/Apia", {4}, 10 * 60)  # no such Friday
@example(datetime(2026, 4, 4, 12, tzinfo=UTC), "Australia/Lord_Howe", {6}, 105)  # half an hour
def test_the_next_nudge_is_ahead_on_a_picked_day_at_the_picked_time(
    after: datetime, name: str, picked: set[int], minute: int
) -> None:
    zone = ZoneInfo(name)
    due = next_nudge(after, zone, picked, minute)
    assert due is not None
    assert due.tzinfo is UTC
    assert after < due <= after + timedelta(days=15)
    local = due.astimezone(zone)
    assert local.weekday() in picked
    wanted = local.replace(hour=minute // 60, minute=minute % 60, second=0, fold=0)
    if skipped_by_the_clock(wanted):
        assert wanted.replace(tzinfo=None) < local.replace(tzinfo=None)
        assert local.replace(tzinfo=None) - wanted.replace(tzinfo=None) <= timedelta(hours=1)
    else:
        assert (local.hour, local.minute) == (minute // 60, minute % 60)


@given(moments, st.sampled_from(ZONES), days, minutes)
def test_nothing_picked_lies_between_now_and_the_next_nudge(
    after: datetime, name: str, picked: set[int], minute: int
) -> None:
    zone = ZoneInfo(name)
    due = next_nudge(after, zone, picked, minute)
    assert due is not None
    day = after.astimezone(zone).date()
    while day < due.astimezone(zone).date():
        at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
        missed = day.weekday() in picked and at > after and not skipped_by_the_clock(at)
        assert not missed
        day += timedelta(days=1)


@given(moments, st.sampled_from(ZONES), days, minutes)
def test_one_nudge_a_picked_day(after: datetime, name: str, picked: set[int], minute: int) -> None:
    zone, seen = ZoneInfo(name), []
    for _ in range(4):
        due = next_nudge(after, zone, picked, minute)
        assert due is not None
        seen.append(due.astimezone(zone).date())
        after = due
    assert len(set(seen)) == 4


def test_an_hour_that_summer_time_skips_comes_an_hour_later() -> None:
    due = next_nudge(datetime(2026, 3, 28, 20, tzinfo=UTC), ZoneInfo("Europe/Berlin"), {6}, 150)
    assert due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 there


def test_an_hour_that_comes_twice_counts_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = next_nudge(datetime(2026, 10, 24, 20, tzinfo=UTC), berlin, {6}, 150)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_nudge(first, berlin, {6}, 150) == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)


def test_the_local_hour_stays_when_the_offset_changes() -> None:
    new_york = ZoneInfo("America/New_York")
    before = next_nudge(datetime(2026, 10, 31, 12, tzinfo=UTC), new_york, {5}, 19 * 60)
    assert before == datetime(2026, 10, 31, 23, tzinfo=UTC)
    after = next_nudge(before, new_york, {5}, 19 * 60)
    assert after == datetime(2026, 11, 8, 0, tzinfo=UTC)


def test_without_a_day_there_is_none() -> None:
    assert next_nudge(NOON, UTC, (), 600) is None


@given(st.integers(-12 * 60, 14 * 60))
def test_an_offset_is_named_and_read_back(offset: int) -> None:
    zone = zone_of(offset_name(offset))
    assert zone is not None
    assert offset_at(zone, NOON) == offset


@pytest.mark.parametrize("name", ["", "Nowhere/City", "../../etc/passwd", "UTC+5", "America", "\0"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_of(name) is None
