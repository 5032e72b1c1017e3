"""Two amounts that are one: `205-210k`, `between 11 and 19%`, `205k, no wait, 210k`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.advice.desk.amounts import THOUSAND, Amount
from bot.knowledge.desk_reading import Ranges
from bot.matching.text import any_of

_WIDEST = 3  # times the low end; what lies further apart is two amounts


class RangeReader:
    """Joins the ends of typed ranges; words come from desk.yaml."""

    def __init__(self, words: Ranges) -> None:
        a = rf"(?:(?:{any_of(words.a)})\s)?"
        self._to = re.compile(rf"\s?(?:{any_of(words.to)})\s?{a}")
        self._and = re.compile(rf"\s(?:{any_of(words.and_)})\s{a}")
        self._instead = re.compile(
            rf"[\s,.;-]*(?:(?:{any_of(words.no)})\s)?(?:{any_of(words.instead)})"
            rf"[\s,:;-]*(?:(?:{any_of(words.it_is)})\s)?"
        )
        self._rather = re.compile(rf"[\s,;-]*(?:{any_of(words.rather)})\s")
        self._between = re.compile(rf"(?<!\w)(?:{any_of(words.between)})\s?$")

    def __call__(self, said: str, found: Sequence[Amount]) -> list[Amount]:
        """The amounts, each range as its middle, and none that is taken back."""
        joined: list[Amount] = []
        for one in found:
            whole = self._whole(said, joined[-1], one) if joined else None
            joined[len(joined) - bool(whole) :] = [whole or one]
        return joined

    def _whole(self, said: str, one: Amount, other: Amount) -> Amount | None:
        if self._instead.fullmatch(said[one.end : other.start]):
            return replace(other, start=one.start)
        if self._rather.fullmatch(said[one.end : other.start]):
            return replace(one, end=other.end)
        return self._range(said, one, other)

    def _range(self, said: str, one: Amount, other: Amount) -> Amount | None:
        gap = said[one.end : other.start]
        between = self._between.search(said[: one.start]) and self._and.fullmatch(gap)
        if one.ends or not (self._to.fullmatch(gap) or between):
            return None
        low, high = _alike(one, other), _alike(other, one)
        if low.unit != high.unit or not 0 < low.value < high.value <= low.value * _WIDEST:
            return None
        return replace(
            high,
            value=(low.value + high.value) / 2,
            text=said[one.start : other.end].strip(),
            start=one.start,
            ends=(low.value, high.value),
        )


def _alike(one: Amount, other: Amount) -> Amount:
    """With the unit and the scale that only the other one has: the 205 of `205-210k`."""
    if one.unit == "bare":
        one = replace(one, unit=other.unit)
    if one.unit != "percent" and other.scaled and not one.scaled and one.value < THOUSAND:
        one = replace(one, value=one.value * other.scale, scale=other.scale)
    return one
