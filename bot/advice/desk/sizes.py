"""Which part of pay an amount can be, by its unit and size, and what it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.advice.desk.amounts import THOUSAND, Amount
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge

_HUNDRED = Decimal(100)
_NEAR = 3  # times the range's ends; so far an amount without a name may lie outside


@dataclass(frozen=True)
class Mistake:
    """What cannot be right: its kind, as in desk.yaml, the part, and what was typed."""

    kind: str
    part: str = ""
    found: str = ""


class Sizes:
    """Judges amounts by the whole pay table."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._reading = knowledge.desk.reading
        self._pay = knowledge.pay

    def ids(self) -> list[str]:
        """The parts of pay."""
        return [part.id for part in self._pay.components]

    def part(self, part: str, one: Amount) -> OfferPart | Mistake:
        """An amount as a part of pay, or why it cannot be one."""
        if one.value < 0:
            return Mistake("negative", part, one.text)
        component = next(each for each in self._pay.components if each.id == part)
        if component.unit == "dollars":
            return self._money(part, one)
        return self._share(part, one)

    def _money(self, part: str, one: Amount) -> OfferPart | Mistake:
        if one.unit == "percent":
            return Mistake("unit", part, one.text)
        small = not one.scaled and one.value < THOUSAND  # 205 is 205k
        value = one.value * THOUSAND if small else one.value
        low, high = self._ends(part)
        if value > high * self._reading.beyond:
            return Mistake("huge", part, one.text)
        if 0 < value < low / self._reading.beyond or (part == "base" and value == 0):
            return Mistake("tiny", part, one.text)
        return OfferPart(value=value, unit="dollars")

    def _share(self, part: str, one: Amount) -> OfferPart | Mistake:
        """A bonus or a grant, in percent or in dollars."""
        bare = one.unit == "bare" and not one.scaled
        if one.unit == "percent" or (bare and one.value <= _HUNDRED) or one.value == 0:
            _, high = self._ends(part)
            if one.value > min(high * self._reading.beyond, _HUNDRED):
                return Mistake("percent", part, one.text)
            return OfferPart(value=one.value, unit="percent")
        if bare and part == "rsu":
            return Mistake("shares", part, one.text)
        if one.value > self._ends("base")[1] * self._reading.beyond:
            return Mistake("huge", part, one.text)
        value = one.value * THOUSAND if one.value < THOUSAND else one.value
        return OfferPart(value=value, unit="dollars")

    def _ends(self, part: str) -> tuple[Decimal, Decimal]:
        """The lowest and the highest figure of a part in the whole table."""
        ranges = [row.range(part) for row in self._pay.rows]
        return min(each.low for each in ranges), max(each.high for each in ranges)

    def guess(self, one: Amount, free: Sequence[str]) -> str | None:
        """The part that an amount without a name must be, by its unit and size."""
        limit = self._reading.rsu_percent_below
        if one.unit == "percent" or (one.unit == "bare" and not one.scaled and one.value < limit):
            part = "rsu" if one.value < limit else "bonus"
            return part if part in free else None
        value = one.value * THOUSAND if one.value < THOUSAND and not one.scaled else one.value
        near = [part for part in free if part in ("base", "sign_on") and self._is_near(value, part)]
        return near[0] if near else None

    def _is_near(self, value: Decimal, part: str) -> bool:
        low, high = self._ends(part)
        return low / _NEAR <= value <= high * _NEAR
