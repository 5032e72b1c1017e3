"""The value of a company in a text, and other currencies than dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.advice.desk.amounts import MILLION, Amount
from bot.advice.desk.sizes import Mistake
from bot.knowledge.desk_reading import Reading
from bot.matching.text import any_of


class CompanyReader:
    """Tells a company's value from the other amounts, by its words and its size."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        words = any_of(reading.value_words)
        about = any_of(reading.about)
        self._worth = re.compile(rf"(?:^|\W)(?:{words})(?:\s(?:{about}))*\W{{0,3}}$")
        self._worth_after = re.compile(rf"^\s(?:{words})(?!\w)")
        letters = [name for name in reading.currencies if name.isascii()]
        signs = [name for name in reading.currencies if not name.isascii()]
        self._currency = re.compile(
            rf"(?<![a-z])(?:{any_of(letters)})(?![a-z])|(?:{any_of(signs)})"
        )

    def in_other_money(self, said: str, found: Iterable[Amount]) -> bool:
        """Another currency's name within reach of an amount."""
        return any(
            self._currency.search(said[max(one.start - 8, 0) : one.start])
            or self._currency.match(said[one.end : one.end + 12].lstrip(" -"))
            for one in found
            if one.unit != "percent"
        )

    def beside(
        self, said: str, found: list[Amount]
    ) -> tuple[Decimal | None, Mistake | None, list[Amount]]:
        """The company's value, if an offer names it, what is wrong with it, the other amounts."""
        worth = self.named(said, found, strict=True)
        value, wrong = self.value(said, worth[0]) if worth else (None, None)
        return value, wrong, [one for one in found if one not in worth]

    def named(self, said: str, found: Iterable[Amount], *, strict: bool) -> list[Amount]:
        """`at $2B`; `strict`: by its size too, for offers hold other amounts."""
        return [one for one in found if self._is_worth(said, one, strict=strict)]

    def value(self, said: str, one: Amount) -> tuple[Decimal | None, Mistake | None]:
        """An amount as the value of a company, or what is wrong with it."""
        if self.in_other_money(said, [one]):
            return None, Mistake("currency")
        if not self._reading.least_value <= one.value <= self._reading.most_value:
            return None, Mistake("value", found=one.text)
        return one.value, None

    def _is_worth(self, said: str, one: Amount, *, strict: bool) -> bool:
        if one.unit == "percent":
            return False
        large = abs(one.value) >= MILLION
        before = self._worth.search(said[: one.start])
        after = self._worth_after.match(said[one.end :]) if large else None
        named = bool(before or after)
        if strict:
            return named and large
        return named or (large and one.money)


def without(said: str, found: Sequence[Amount]) -> str:
    """The text with its amounts cut out, so that `205 ml` is no millilitres."""
    for one in found:
        said = f"{said[: one.start]}{' ' * (one.end - one.start)}{said[one.end :]}"
    return said
