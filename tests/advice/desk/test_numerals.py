"""Numbers in words are read as the figures they are; other words stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.desk.numerals import Numerals
from bot.knowledge import Knowledge


@pytest.fixture(scope="module")
def numerals(knowledge: Knowledge) -> Numerals:
    return Numerals(knowledge.desk.reading)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("two hundred and five thousand base", "205000 base"),
        ("base one ninety, fifteen percent bonus", "base 190, 15 percent bonus"),
        ("at two point five billion", "at 2500000000"),
        ("half a million", "500000"),
        ("point one percent", "0.1 percent"),
        ("twenty-five k", "25 k"),
        ("two hundred thousand and twenty five thousand", "200000 and 25000"),
        ("twenty", "20"),
        ("rsu half a percent", "rsu 0.5 percent"),
        ("half percent", "0.5 percent"),
        ("quarter %", "0.25 %"),
        ("a tenth of a percent", "0.1 percent"),
        ("one-tenth of one percent", "0.1 percent"),
        ("three quarters of a percent", "0.75 percent"),
        ("quarter of a million base", "250000 base"),
        ("zero and a half percent", "0.5 percent"),
        ("1/4 percent", "0.25 percent"),
        ("1⁄2 percent", "0.5 percent"),
        ("half million", "500000"),
        ("two and a half billion", "2500000000"),
        ("15% per quarter, half of the time", None),
        ("one time bonus over four years, not that one", None),
        ("two offers at five companies, 2 billion", None),
    ],
)
def test_numbers_in_words_become_figures(numerals: Numerals, text: str, read: str | None) -> None:
    assert numerals(text) == (read or text)


def spelt(number: int, knowledge: Knowledge) -> str:
    """A number of up to six digits in English."""
    word = {value: name for name, value in knowledge.desk.reading.numerals.items()}
    if number >= 1000:
        rest = f" {spelt(number % 1000, knowledge)}" if number % 1000 else ""
        return f"{spelt(number // 1000, knowledge)} thousand{rest}"
    if number >= 100:
        rest = f" and {spelt(number % 100, knowledge)}" if number % 100 else ""
        return f"{word[number // 100]} hundred{rest}"
    if number in word:
        return word[number]
    return f"{word[number - number % 10]}-{word[number % 10]}"


@settings(max_examples=200, deadline=None)
@given(number=st.integers(21, 999_999))
def test_any_number_is_read_as_it_is_said(
    numerals: Numerals, knowledge: Knowledge, number: int
) -> None:
    assert numerals(f"base {spelt(number, knowledge)} dollars") in (
        f"base {number} dollars",
        f"base {spelt(number, knowledge)} dollars" if number % 10 == 0 and number < 100 else "",
    )
