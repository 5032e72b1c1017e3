"""Amounts as people write them, and the lines that show how one was worked out."""

from __future__ import annotations

from decimal import Decimal

from bot.advice.session import OfferPart
from bot.knowledge.models import Component, PayRow, Range

YEARS = 4  # that a grant covers
QUARTERS = 4  # of a year
_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))


def amount(found: Range, component: Component, *, short: bool = False) -> str:
    """A range as people write it: `$1k-$2.5k`, `7-7.5% of base`, `0.50-0.75% of the company`."""
    if component.unit == "dollars":
        return f"{_thousands(found.low)}-{_thousands(found.high)}"
    of = f" {component.of}" if component.of and not short else ""
    return f"{_percent(found.low)}-{_percent(found.high)}%{of}"


def single(value: Decimal, component: Component) -> str:
    """One figure of a component: `$2.5k` or `7.5%`."""
    return exact(value) if component.unit == "dollars" else percent(value)


def middle(found: Range) -> Decimal:
    """Halfway between the ends."""
    return (found.low + found.high) / 2


def exact(value: Decimal) -> str:
    """Dollars with every digit: `$192.5k`, `$2B`; below zero `-$5k`."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    for scale, letter in _SCALES:
        if value >= scale:
            return f"{sign}${_plain(value / scale)}{letter}"
    return f"{sign}${_plain(value)}"


def percent(value: Decimal) -> str:
    """`17.5%`, `0.105%`."""
    return f"{_plain(value)}%"


def equals(formula: str, value: Decimal) -> str:
    """`formula = $241.4k`, with ≈ where digits were left off."""
    shown, whole = _shown(value)
    return f"{formula} {'=' if whole else '≈'} {shown}"


def worked_out(given: OfferPart) -> str:
    """A figure as it is written, with the formula that made it of a range or a month's pay."""
    show = exact if given.unit == "dollars" else percent
    if given.ends is None and given.times == 1:
        return show(given.value)
    return f"{formula(given)} = {show(given.value)}"


def formula(given: OfferPart) -> str:
    """How a figure was worked out, or the figure itself."""
    show = exact if given.unit == "dollars" else percent
    one = show(given.value / given.times)
    if given.ends is not None:
        low, high = given.ends
        one = f"({show(low)} + {show(high)}) / 2"
    return f"{given.times} × {one}" if given.times > 1 else one


def share(said: str, part: Decimal, whole: Decimal) -> str:
    """`$21k / $150k = 14%`; `said`: the part as it is written, which may be a formula itself."""
    found = part * 100 / whole
    sign = "=" if trimmed(found) == found else "≈"
    return f"{said} / {exact(whole)} {sign} {percent(trimmed(found))}"


def worth(percents: Decimal, whole: Decimal) -> str:
    """`0.1% × $2B = $2M`."""
    return equals(f"{percent(percents)} × {exact(whole)}", percents / 100 * whole)


def difference(more: Decimal, less: Decimal, points: str) -> str:
    """`0.55% - 0.5% = 0.05 points`; the result is that of the figures shown."""
    first, second = trimmed(more), trimmed(less)
    sign = "=" if (first, second) == (more, less) else "≈"
    return f"{percent(first)} - {percent(second)} {sign} {_plain(first - second)} {points}"


def trimmed(value: Decimal) -> Decimal:
    """A percent with as many digits as anybody reads: two, or four below 1."""
    return round(value, 2 if value >= 1 else 4)


def about(value: Decimal) -> str:
    """A result alone, with ≈ where digits were left off."""
    shown, whole = _shown(value)
    return shown if whole else f"≈ {shown}"


def to_the_thousand(value: Decimal) -> str:
    """`$241k`, for narrow tables that say so."""
    return f"${round(value / 1000)}k"


def _shown(value: Decimal) -> tuple[str, bool]:
    """At most four digits or so, and whether that is all of it."""
    for scale, letter in _SCALES:
        if abs(value) >= scale:
            scaled = value / scale
            kept = round(scaled, 2 if abs(scaled) < 10 else 1)
            sign = "-" if value < 0 else ""
            return f"{sign}${_plain(abs(kept))}{letter}", kept == scaled
    kept = round(value, 0)
    return f"{'-' if value < 0 else ''}${_plain(abs(kept))}", kept == value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _thousands(value: Decimal) -> str:
    return f"${_plain(value / 1000)}k" if value >= 1000 else f"${value:f}"


def _percent(value: Decimal) -> str:
    return f"{value:.2f}" if value < 1 else _plain(value)


# cash --------------------------------------------------------------------------


def year_formula(base: Decimal, sign_on: Decimal, bonus: Decimal, times: int = 1) -> str:
    """The first year's cash as a formula; `times`: how often in a year the bonus is paid."""
    often = f"{times} × " if times > 1 else ""
    return f"{exact(base)} + {exact(sign_on)} + {often}{percent(bonus)} × {exact(base)}"


def year_cash(base: Decimal, sign_on: Decimal, bonus: Decimal, times: int = 1) -> Decimal:
    """What that formula gives."""
    return base + sign_on + times * bonus / 100 * base


def years_formula(base: Decimal, sign_on: Decimal, bonus: Decimal, times: int = 1) -> str:
    """The cash of a grant's four years; the sign-on comes once."""
    often = f"{times} × " if times > 1 else ""
    yearly = f"{exact(base)} + {often}{percent(bonus)} × {exact(base)}"
    return f"{exact(sign_on)} + {YEARS} × ({yearly})"


def years_cash(base: Decimal, sign_on: Decimal, bonus: Decimal, times: int = 1) -> Decimal:
    """What that formula gives."""
    return sign_on + YEARS * (base + times * bonus / 100 * base)


def middles(row: PayRow) -> tuple[Decimal, Decimal, Decimal]:
    """Base, sign-on and bonus at the middle of a row's ranges."""
    return middle(row.base), middle(row.sign_on), middle(row.bonus)
