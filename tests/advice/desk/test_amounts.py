"""Amounts as people type them on a phone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.desk.amounts import amounts
from bot.matching.text import clean


def read(text: str) -> list[tuple[str, str]]:
    found = amounts(clean(text), ("years", "yr", "days"), ("level", "over"))
    return [(f"{each.value.normalize():f}", each.unit) for each in found]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("205k", "205000", "bare"),
        ("205 K", "205000", "bare"),
        ("$205,000", "205000", "dollars"),
        ("205 000", "205000", "bare"),
        ("205.000", "205000", "bare"),
        ("205'000", "205000", "bare"),
        ("205", "205", "bare"),
        ("USD 205k", "205000", "dollars"),
        ("205 thousand dollars", "205000", "dollars"),
        ("0.08%", "0.08", "percent"),
        (".08 %", "0.08", "percent"),
        ("0,08%", "0.08", "percent"),
        ("8 bps", "0.08", "percent"),
        ("15 percent", "15", "percent"),
        ("1.5m", "1500000", "bare"),
        ("$2B", "2000000000", "dollars"),
        ("2 billion", "2000000000", "bare"),
        ("1e12", "1000000000000", "bare"),
        ("10^12", "1000000000000", "bare"),
        ("-205k", "-205000", "bare"),
        ("-$205k", "-205000", "dollars"),
        ("$-205k", "-205000", "dollars"),
        ("minus 5k", "-5000", "bare"),
    ],
)
def test_one_amount_is_read(text: str, value: str, unit: str) -> None:
    assert read(text) == [(value, unit)]


@pytest.mark.parametrize(
    "text", ["4 years", "4-yr vest", "over 4", "l6", "level 5", "401k", "in 2026", "x3", "", "v1.2"]
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["base-205k", "base,205k", "(205k)", "base:205k", "+205k"])
def test_what_stands_before_an_amount_does_not_matter(text: str) -> None:
    assert read(text) == [("205000", "bare")]


def test_a_range_is_two_amounts() -> None:
    assert read("200-225k") == [("200", "bare"), ("225000", "bare")]


@given(st.integers(1_000, 10**9))
def test_thousands_are_read_however_they_are_parted(value: int) -> None:
    grouped = f"{value:,}"
    for text in (str(value), grouped, grouped.replace(",", " "), grouped.replace(",", "'")):
        if text not in map(str, range(1990, 2101)):
            assert read(text) == [(str(value), "bare")]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for each in amounts(clean(text)):
        assert each.value == Decimal(each.value)
        assert 0 <= each.start < each.end <= len(clean(text))
