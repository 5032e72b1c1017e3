"""Which part of pay an amount can be, by its unit and size, and what it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.advice.desk.amounts import THOUSAND, Amount
from bot.advice.desk.money import YEARS, formula, percent, share, worked_out
from bot.advice.desk.pairing import Often
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge

_HUNDRED = Decimal(100)
_PAID_OFTEN = 2  # times the most of one payment is the most of a year
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
        self._unit: dict[str, str] = {part.id: part.unit for part in knowledge.pay.components}

    def ids(self) -> list[str]:
        """The parts of pay."""
        return list(self._unit)

    def part(self, part: str, one: Amount, often: Often | None = None) -> OfferPart | Mistake:
        """An amount as a part of pay, paid so often, or why it cannot be one."""
        if one.value < 0:
            return Mistake("negative", part, one.text)
        if often is not None and not often.times and part != "sign_on":
            return Mistake("period", part, f"{one.text} {often.text}")
        if self._unit[part] == "dollars":
            return self._money(part, one, often)
        return self._share(part, one, often)

    def _money(self, part: str, one: Amount, often: Often | None) -> OfferPart | Mistake:
        if one.unit == "percent":
            return Mistake("unit", part, one.text)
        times = often.times if often is not None and part == "base" else 1
        given = _given(_in_full(one), "dollars", times)
        if given.value > self._most(part):
            return Mistake("huge", part, worked_out(given) if times > 1 else one.text)
        if part == "base" and given.value < self._ends(part)[0] / self._reading.too_little:
            return Mistake("tiny", part, worked_out(given) if times > 1 else one.text)
        return given

    def _share(self, part: str, one: Amount, often: Often | None) -> OfferPart | Mistake:
        """A bonus or a grant, in percent or in dollars."""
        bare = one.unit == "bare" and not one.scaled
        times = YEARS if often is not None and part == "rsu" and _each_year(often) else 1
        if one.unit == "percent" or (bare and one.value <= _HUNDRED) or one.value == 0:
            given = _given(one, "percent", times)
            small = part == "bonus" and 0 < given.value < self._reading.least_bonus
            wrong = small or given.value > self._most_percent(part)
            return Mistake("percent", part, one.text) if wrong else given
        if bare and (part == "rsu" or one.value < THOUSAND):
            return Mistake("shares" if part == "rsu" else "percent", part, one.text)
        given = _given(_in_full(one), "dollars", times)
        # In dollars, a year's bonus is a base at most, and a grant as much as its years' bases.
        most = self.most_dollars if part == "rsu" else self._most("base")
        return Mistake("huge", part, one.text) if given.value > most else given

    def together(
        self, parts: Mapping[str, OfferPart], value: Decimal | None, often: int
    ) -> Mistake | None:
        """A bonus past belief by the year or beside the base, or a grant beside the company.

        `often`: how many times a year the bonus is paid.
        """
        bonus, rsu = parts.get("bonus"), parts.get("rsu")
        base = parts["base"].value if "base" in parts else None
        if bonus is not None and bonus.unit == "percent":
            found = often * bonus.value
            wrong = found > _PAID_OFTEN * self._most_percent("bonus")
            said = f"{often} × {percent(bonus.value)} = {percent(found)}"
            if wrong:
                return Mistake("share", "bonus", said)
        return self._beside("bonus", bonus, base, often) or self._beside("rsu", rsu, value)

    def _beside(
        self, part: str, given: OfferPart | None, whole: Decimal | None, times: int = 1
    ) -> Mistake | None:
        """What a part in dollars is of the whole, if that cannot be."""
        if given is None or given.unit != "dollars" or not whole:
            return None
        if times * given.value / whole * _HUNDRED <= self._most_percent(part):
            return None
        said = f"{times} × {formula(given)}" if times > 1 else formula(given)
        return Mistake("share", part, share(said, times * given.value, whole))

    @property
    def most_dollars(self) -> Decimal:
        """What no part of pay is beyond."""
        return self._most("base") * YEARS

    def _most(self, part: str) -> Decimal:
        return self._ends(part)[1] * self._reading.beyond.of(part)

    def _most_percent(self, part: str) -> Decimal:
        return min(self._most(part), _HUNDRED)

    def _ends(self, part: str) -> tuple[Decimal, Decimal]:
        """The lowest and the highest figure of a part in the whole table."""
        whole = self._pay.whole(part)
        return whole.low, whole.high

    def guess(self, one: Amount, free: Sequence[str], *, yearly: bool = False) -> str | None:
        """The part that an amount without a name must be, by its unit and size.

        `yearly`: it was said how often it is paid, which of money is said of the base.
        """
        limit = self._reading.rsu_percent_below
        if one.unit == "percent" or (one.unit == "bare" and not one.scaled and one.value < limit):
            part = "rsu" if one.value < limit else "bonus"
            return part if part in free else None
        if yearly and "base" in free:
            return "base"
        value = _in_full(one).value
        near = [part for part in free if part in ("base", "sign_on") and self._is_near(value, part)]
        return near[0] if near else None

    def _is_near(self, value: Decimal, part: str) -> bool:
        low, high = self._ends(part)
        return low / _NEAR <= value <= high * _NEAR


def _in_full(one: Amount) -> Amount:
    """205 is 205k."""
    if one.scaled or one.value >= THOUSAND:
        return one
    ends = one.ends and (one.ends[0] * THOUSAND, one.ends[1] * THOUSAND)
    return replace(one, value=one.value * THOUSAND, ends=ends)


def _given(one: Amount, unit: str, times: int) -> OfferPart:
    return OfferPart.model_validate(
        {"value": one.value * times, "unit": unit, "ends": one.ends, "times": times}
    )


def _each_year(often: Often) -> bool:
    """Plainly a year's share of a grant: `$100k a year`, and no word on when it vests between."""
    return often.times == 1 and often.behind and often.close
