"""Cities, offsets, clocks and days, as readers type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.prepare.calendar import zone_of
from bot.advice.prepare.places import PlaceReader
from bot.knowledge import Knowledge

NOON = datetime(2026, 11, 25, 12, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> PlaceReader:
    return PlaceReader(knowledge.prepare)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("berlni", "Europe/Berlin"),
        ("munich", "Europe/Berlin"),
        ("NYC", "America/New_York"),
        ("new york!", "America/New_York"),
        ("Austin, TX", "America/Chicago"),
        ("sf", "America/Los_Angeles"),
        ("são paulo", "America/Sao_Paulo"),
        ("Bangalore", "Asia/Kolkata"),
        ("Tbilisi", "Asia/Tbilisi"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
        ("UTC+2", "UTC+02:00"),
        ("gmt -3:30", "UTC-03:30"),
        ("+0530", "UTC+05:30"),
        ("−8", "UTC-08:00"),
        ("Atlantis", None),
        ("utc+25", None),
        ("7", None),
        ("", None),
        ("what is drift?", None),
    ],
)
def test_a_place_is_known_by_its_city_or_offset(
    reader: PlaceReader, said: str, zone: str | None
) -> None:
    assert reader.zone(said) == zone


@pytest.mark.parametrize(
    ("said", "minute"),
    [
        ("19:30", 19 * 60 + 30),
        ("7 pm", 19 * 60),
        ("7:05 a.m.", 7 * 60 + 5),
        ("12am", 0),
        ("12 PM", 12 * 60),
        ("at 9h", 9 * 60),
        ("it's 14.35 now", 14 * 60 + 35),
        ("24:00", None),
        ("13 pm", None),
        ("0 am", None),
        ("19:75", None),
        ("19", None),
        ("soon", None),
    ],
)
def test_a_time_of_day_is_read(reader: PlaceReader, said: str, minute: int | None) -> None:
    assert reader.minute(said) == minute


def test_an_hour_alone_is_a_time_only_where_one_is_asked_for(reader: PlaceReader) -> None:
    assert reader.minute("8", bare=True) == 8 * 60
    assert reader.minute("30", bare=True) is None


@pytest.mark.parametrize(
    ("said", "offset"),
    [
        ("13:07", 60),
        ("7:09 am", -300),
        ("17:36", 330),
        ("17:52", 345),
        ("12:07", 0),
        ("noon", None),
    ],
)
def test_a_clock_tells_the_offset(reader: PlaceReader, said: str, offset: int | None) -> None:
    assert reader.offset(said, NOON) == offset


@given(st.integers(-47, 48), st.integers(0, 24 * 60 - 1), st.integers(-5, 5))
def test_a_clock_a_few_minutes_off_tells_the_same_offset(
    reader: PlaceReader, quarters: int, minute: int, wrong: int
) -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minute)
    shown = at + timedelta(minutes=quarters * 15 + wrong)
    assert reader.offset(f"{shown:%H:%M}", at) == quarters * 15


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("monday", (0,)),
        ("Mon and Thu", (0, 3)),
        ("sat, sun", (5, 6)),
        ("thursdays on mon", (0, 3)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("Weekdays", (0, 1, 2, 3, 4)),
        ("someday", ()),
        ("monday or never", ()),
        ("", ()),
    ],
)
def test_days_are_read(reader: PlaceReader, said: str, days: tuple[int, ...]) -> None:
    assert reader.days(said) == days


def test_places_that_share_a_clock_do_so_by_the_season(reader: PlaceReader) -> None:
    july = datetime(2026, 7, 1, 12, tzinfo=UTC)
    for at, shared in ((NOON, False), (july, True)):
        offset = ZoneInfo("America/Los_Angeles").utcoffset(at.replace(tzinfo=None))
        assert offset is not None
        zones = {place.zone for place in reader.at_offset(int(offset.total_seconds() / 60), at)}
        assert ("America/Phoenix" in zones) == shared


@given(st.text(max_size=40))
def test_any_text_is_read_without_complaint(reader: PlaceReader, text: str) -> None:
    zone = reader.zone(text)
    assert zone is None or zone_of(zone) is not None
    assert isinstance(reader.days(text), tuple)
    assert (reader.minute(text, bare=True) or 0) < 24 * 60
    offset = reader.offset(text, NOON)
    assert offset is None or offset % 15 == 0
