"""What a text says a company is worth, and of what it takes a percent."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.advice.desk.amounts import THOUSAND
from bot.advice.desk.company import CompanyReader, without
from bot.advice.desk.sizes import Mistake, Sizes
from bot.advice.desk.typed import TypedReader
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader
from bot.matching.text import any_of

_PAIR = 2


class ValueReader:
    """Reads companies' values in texts that hold no offer."""

    def __init__(
        self,
        knowledge: Knowledge,
        typed: TypedReader,
        slots: SlotReader,
        company: CompanyReader,
    ) -> None:
        self._typed, self._slots, self._company = typed, slots, company
        self._sizes = Sizes(knowledge)
        links = any_of(knowledge.desk.reading.share_of)
        self._of_what = re.compile(rf"\s(?:{links})\s(?:an?\s|the\s)?")

    def company(
        self, text: str, *, strict: bool = False
    ) -> tuple[Decimal | None, Mistake | None, str]:
        """A company's value in a text, what is wrong with it, and the text without it."""
        said = self._typed(text)
        found = self._typed.amounts(said)
        worth = self._company.named(said, found, strict=strict)
        if not worth:
            return None, None, text
        value, mistake = self._company.value(said, worth[0])
        return value, mistake, without(said, worth)

    def lone(self, text: str) -> tuple[Decimal | None, Mistake | None]:
        """The only amount of a text as a company's value, when that is what was asked for."""
        said = self._typed(text)
        found = self._typed.amounts(said)
        if len(found) != 1 or found[0].unit == "percent":
            return None, None
        return self._company.value(said, found[0])

    def past_belief(self, text: str) -> Decimal | None:
        """The only amount of a text, if no part of pay can be so large: a company's value."""
        value, _ = self.lone(text)
        return value if value is not None and value > self._sizes.most_dollars else None

    def share_of(self, text: str) -> tuple[Decimal, Decimal] | None:
        """`how much is 0.1% of $2B`: the percent and what it is of, where nothing else is said."""
        said = self._typed(text)
        found = self._typed.amounts(said)
        if len(found) != _PAIR or self._company.in_other_money(said, found):
            return None
        share, whole = found
        money = whole.money or whole.value >= THOUSAND
        if share.unit != "percent" or whole.unit == "percent" or not money:
            return None
        between = said[share.end : whole.start]
        linked = self._of_what.fullmatch(between) or self._company.named(said, [whole], strict=True)
        named = set(self._slots(without(said, found)).components) - {"rsu"}
        return (share.value, whole.value) if linked and not named and whole.value > 0 else None
