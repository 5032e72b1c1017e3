"""An offer beside the ranges: where each part lies, and the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.advice.desk.money import amount, difference, equals, exact, formula, share, worked_out
from bot.advice.desk.rows import Rows
from bot.advice.session import OfferPart, OfferRun
from bot.knowledge.desk import OfferTexts
from bot.knowledge.models import Component, PayRow, Range

_HUNDRED = 100
Where = Literal["below", "at_low", "within", "at_high", "above", "unplaced", "none"]


@dataclass(frozen=True)
class Placed:
    """One part of an offer: its figure in the range's unit, how it is written, where it lies."""

    component: Component
    given: OfferPart
    range: Range
    value: Decimal | None  # None: it cannot be held against the range
    said: str
    where: Where
    mark: str  # the figure alone
    told: bool = False  # how often it is paid, and so not by the article's name for it


def placed(run: OfferRun, row: PayRow, rows: Rows) -> list[Placed]:
    """The offer's parts beside a row, in the table's order."""
    found = []
    for component in rows.component.values():
        given = run.parts.get(component.id)
        if given is None:
            continue
        value, said = _in_unit(given, component, run)
        where = _where(value, row.range(component.id)) if given.value else "none"
        told = component.id == "bonus" and run.often is not None
        mark, said = said.rpartition(" ")[2], rows.often(said, run if told else None)
        whole = row.range(component.id)
        found.append(Placed(component, given, whole, value, said, where, mark, told))
    return found


def _in_unit(given: OfferPart, part: Component, run: OfferRun) -> tuple[Decimal | None, str]:
    """A figure in the range's own unit, with the formula that brings it there."""
    if given.unit == part.unit:
        return given.value, worked_out(given)
    base = run.parts.get("base")
    whole = run.value if part.id == "rsu" else base.value if base is not None else None
    if whole is None:
        return None, worked_out(given)
    return given.value * _HUNDRED / whole, share(formula(given), given.value, whole)


def _where(value: Decimal | None, found: Range) -> Where:
    if value is None:
        return "unplaced"
    if value < found.low:
        return "below"
    if value > found.high:
        return "above"
    if value == found.low:
        return "at_low"
    return "at_high" if value == found.high else "within"


def lines(found: list[Placed], texts: OfferTexts, points: str, value_example: str) -> Iterator[str]:
    """A line for each part: what it is, its range, and where in it."""
    for one in found:
        part = one.component
        frame = {
            "below": texts.below,
            "above": texts.above,
            "at_low": texts.at_low,
            "at_high": texts.at_high,
            "within": texts.within,
            "unplaced": texts.unplaced,
            "none": texts.nothing,
        }[one.where]
        why = texts.needs_base
        if part.id == "rsu":
            why = texts.needs_value.format(example=value_example)
        yield frame.format(
            part=part.name if not one.told else part.short,
            said=one.said,
            range=amount(one.range, part, short=True),
            formula=_gap(one, points),
            place=_place(one, texts),
            why=why,
        )


def _gap(one: Placed, points: str) -> str:
    """How far outside its range a figure lies."""
    if one.value is None or one.where not in ("below", "above"):
        return ""
    below = one.where == "below"
    more, less = (one.range.low, one.value) if below else (one.value, one.range.high)
    if one.component.unit == "dollars":
        return equals(f"{exact(more)} - {exact(less)}", more - less)
    return difference(more, less, points)


def _place(one: Placed, texts: OfferTexts) -> str:
    """The third of the range that a figure lies in."""
    if one.value is None or one.where != "within":
        return ""
    up, whole = one.value - one.range.low, one.range.high - one.range.low
    if up * 2 == whole:
        return texts.thirds.centre
    return (texts.thirds.low, texts.thirds.mid, texts.thirds.high)[int(up * 3 // whole)]
