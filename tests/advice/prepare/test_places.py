"""Cities and offsets, as readers type them."""

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
    ("shown", "offset"), [(787, 60), (429, -300), (1056, 330), (1072, 345), (727, 0), (720, 0)]
)
def test_a_clock_tells_the_offset(reader: PlaceReader, shown: int, offset: int) -> None:
    assert reader.offset(shown, NOON) == offset


@given(st.integers(-47, 48), st.integers(0, 24 * 60 - 1), st.integers(-5, 5))
def test_a_clock_a_few_minutes_off_tells_the_same_offset(
    reader: PlaceReader, quarters: int, minute: int, wrong: int
) -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minute)
    shown = at + timedelta(minutes=quarters * 15 + wrong)
    assert reader.offset(shown.hour * 60 + shown.minute, at) == quarters * 15


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
