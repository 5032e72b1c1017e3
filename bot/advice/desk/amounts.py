"""Amounts in a text: `205k`, `$205,000`, `0,08 %`, `2 billion`, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.matching.text import any_of

Unit = Literal["dollars", "percent", "bare"]
THOUSAND, MILLION, BILLION, TRILLION = (Decimal(10**power) for power in (3, 6, 9, 12))
_LONGEST = 20  # digits; beyond this it is a game
_BASIS_POINT = Decimal("0.01")
_YEARS = range(2015, 2041)  # `an offer of 2026`; an amount that small has a unit, or is another
_SCALES: dict[str, Decimal] = {
    **dict.fromkeys(("k", "grand", "thousand", "thousands", "ths"), THOUSAND),
    **dict.fromkeys(("m", "mm", "mn", "mil", "mill", "mio", "mln", "million", "millions"), MILLION),
    **dict.fromkeys(
        ("b", "bn", "bil", "bln", "billion", "billions", "milliard", "milliards"), BILLION
    ),
    **dict.fromkeys(("t", "tn", "trn", "trillion", "trillions"), TRILLION),
}
_PERCENTS = {"%": Decimal(1), "percent": Decimal(1), "per cent": Decimal(1), "pct": Decimal(1)}
_PERCENTS |= dict.fromkeys(("prozent", "procent", "percents", "pc"), Decimal(1))
_PERCENTS |= dict.fromkeys(("bps", "bp", "basis points"), _BASIS_POINT)
UNITS = any_of([*_SCALES, *_PERCENTS])
_AMOUNT = re.compile(
    rf"""
    (?<![\w^])(?<!\d[.,'])
    (?P<minus>(?:(?<![^\s(:=])-(?=[$\d.])|\b(?:minus|negative)\s+))?
    (?:(?P<dollar>(?:us\$|us\s\$|\$|usd|dollars?)\s?)(?P<minus_inside>-)?)?
    (?P<digits>\d{{1,3}}(?:[,\s'._]\d{{3}})+(?![\d])|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+[.,]\d+|\.\d+|\d+)
    (?P<power>\s?(?:e|\^|\*\*)\s?\+?\d{{1,3}})?
    (?:[\s-]?(?P<unit>{UNITS})(?![a-z]))?
    (?P<dollar_after>\s?(?:us\$|\$|usd|dollars?|bucks)(?![\w]))?
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"^(?:\d{1,3}(?:[,\s'._]\d{3})+|\d+(?:,\d{3})+)$")


@dataclass(frozen=True)
class Amount:
    """`value` in dollars or percent; `bare` has neither sign. `text` is what was typed.

    Of a range, `value` is the middle of its `ends`.
    """

    value: Decimal
    unit: Unit
    text: str
    start: int
    end: int
    scale: Decimal = Decimal(1)  # of k, m, b or t
    ends: tuple[Decimal, Decimal] | None = None

    @property
    def scaled(self) -> bool:
        """Whether it is written with k, m, b or t."""
        return self.scale != 1

    @property
    def money(self) -> bool:
        """Whether it is written as money: a $, or a k."""
        return self.unit == "dollars" or self.scaled


def amounts(
    text: str, followed: Sequence[str] = (), preceded: Sequence[str] = ()
) -> Iterator[Amount]:
    """The amounts of a clean text, in order.

    A bare number before one of `followed` (years, days) or after one of `preceded` (level) is none.
    """
    after = re.compile(rf"^[\s-]?(?:{any_of(followed)})(?!\w)")
    before = re.compile(rf"(?:^|\W)(?:{any_of(preceded)})\s?$")
    for found in _AMOUNT.finditer(text):
        amount = _amount(found)
        rest = text[found.end() :]
        if amount is None or re.match(r"\w", rest):
            continue
        if amount.unit == "bare" and not amount.scaled:
            other = after.search(rest) or before.search(text[: found.start()])
            if other or _is_year(found["digits"]):
                continue
        yield amount


def _is_year(digits: str) -> bool:
    return digits.isdigit() and int(digits) in _YEARS


def _amount(found: re.Match[str]) -> Amount | None:
    name, text = found["unit"] or "", found[0].strip()
    if text in ("401k", "403b") or len(found["digits"]) > 3 * _LONGEST:
        return None
    value = _number(found["digits"]) * _power(found["power"])
    if found["minus"] or found["minus_inside"]:
        value = -value
    dollars = bool(found["dollar"] or found["dollar_after"])
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    if name in _PERCENTS:
        return Amount(value * _PERCENTS[name], "percent", text, start, found.end())
    unit: Unit = "dollars" if dollars else "bare"
    scale = _SCALES.get(name, Decimal(1)) * _power(found["power"])
    return Amount(value * _SCALES.get(name, Decimal(1)), unit, text, start, found.end(), scale)


def _power(power: str | None) -> Decimal:
    """`e6`; in `10^6` the digits before are the base, which only 10 is here for."""
    if not power:
        return Decimal(1)
    exponent = min(int(re.sub(r"\D", "", power)), 3 * _LONGEST)
    times = Decimal(10) ** exponent
    return times if "e" in power else times / 10


def _number(digits: str) -> Decimal:
    """`205,000`, `205.000` and `205 000` are thousands; `0,08` is eight hundredths.

    `205.000` has no other meaning that anybody would type; `1.234` stays what it is.
    """
    if digits.count(",") > 1:
        return Decimal(re.sub(r"\D", "", digits))
    grouped = _GROUPED.match(digits) and not digits.startswith("0")
    if grouped and (digits.count(".") != 1 or digits.endswith("000") or "," in digits):
        return Decimal(re.sub(r"\D", "", digits))
    return Decimal(digits.replace(",", ".").replace(" ", "").replace("'", ""))
