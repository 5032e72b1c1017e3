"""Days, times and places of nudges, in any words and any order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.prepare.calendar import zone_of
from bot.advice.prepare.places import PlaceReader
from bot.advice.prepare.wishes import WishReader
from bot.knowledge import Knowledge

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> WishReader:
    return WishReader(knowledge.prepare, PlaceReader(knowledge.prepare))


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("19:30", "19:30"),
        ("7 pm", "19:00"),
        ("7:05 a.m.", "07:05"),
        ("12am", "00:00"),
        ("12 PM", "12:00"),
        ("at 9h", "09:00"),
        ("9h30", "09:30"),
        ("0930", "09:30"),
        ("1845", "18:45"),
        ("it's 14.35 now", "14:35"),
        ("half past nine", "09:30"),
        ("half past 9 in the evening", "21:30"),
        ("half nine", "09:30"),
        ("quarter to 8", "07:45"),
        ("a quarter to eight pm", "19:45"),
        ("quarter past 6 in the morning", "06:15"),
        ("ten past nine", "09:10"),
        ("twenty to 9", "08:40"),
        ("9 in the evening", "21:00"),
        ("8 at night", "20:00"),
        ("nine in the morning please", "09:00"),
        ("nine thirty", "09:30"),
        ("seven o'clock", "07:00"),
        ("around 8 o’clock in the evening", "20:00"),
        ("19 uhr", "19:00"),
        ("noon", "12:00"),
        ("at midnight", "00:00"),
        ("19:30 in the evening", "19:30"),
        ("24:00", None),
        ("0 am", None),
        ("19:75", None),
        ("7 or 8 pm", None),
        ("soon", None),
    ],
)
def test_a_time_of_day_is_read(reader: WishReader, said: str, clock: str | None) -> None:
    minute = reader.read(said).minute
    assert (minute is not None and f"{minute // 60:02}:{minute % 60:02}") == (clock or False)


@pytest.mark.parametrize(("said", "alone"), [("8", True), ("8 pm", False), ("8:00", False)])
def test_an_hour_alone_is_known_to_be_alone(reader: WishReader, said: str, alone: bool) -> None:
    assert reader.read(said).hour_alone == alone


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("monday", (0,)),
        ("Mon and Thu", (0, 3)),
        ("sat, sun", (5, 6)),
        ("thursdays on mon", (0, 3)),
        ("every day", EVERY_DAY),
        ("every morning", EVERY_DAY),
        ("Weekdays", (0, 1, 2, 3, 4)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("monday to friday", (0, 1, 2, 3, 4)),
        ("tue – thu", (1, 2, 3)),
        ("fri till mon", (0, 4, 5, 6)),
        ("mon fri", (0, 4)),
        ("someday", ()),
        ("", ()),
    ],
)
def test_days_are_read(reader: WishReader, said: str, days: tuple[int, ...]) -> None:
    assert reader.read(said).days == days


@pytest.mark.parametrize("order", list(permutations(["tue thu", "8am", "berlin"])))
def test_days_a_time_and_a_place_come_in_any_order(reader: WishReader, order: list[str]) -> None:
    wish = reader.read(" ".join(order))
    assert (wish.days, wish.minute, wish.zone, wish.rest) == ((1, 3), 480, "Europe/Berlin", "")


@pytest.mark.parametrize(
    ("said", "days", "minute", "zone"),
    [
        ("every evening at 8, I am in New York", EVERY_DAY, 1200, "America/New_York"),
        ("weekdays 7:30 utc+2", (0, 1, 2, 3, 4), 450, "UTC+02:00"),
        ("Tuesdays and Fridays at half past nine, Lagos", (1, 4), 570, "Africa/Lagos"),
        ("please remind me on sunday at 10 in the morning, buenos aires", (6,), 600, None),
    ],
)
def test_a_whole_wish_is_read(
    reader: WishReader, said: str, days: tuple[int, ...], minute: int, zone: str | None
) -> None:
    wish = reader.read(said)
    assert (wish.days, wish.minute) == (days, minute)
    assert wish.zone == (zone or "America/Argentina/Buenos_Aires")


@given(st.text(max_size=60))
def test_any_text_is_read_without_complaint(reader: WishReader, text: str) -> None:
    wish = reader.read(text)
    assert wish.zone is None or zone_of(wish.zone) is not None
    assert set(wish.days) <= set(EVERY_DAY)
    assert 0 <= (wish.minute or 0) < 24 * 60
