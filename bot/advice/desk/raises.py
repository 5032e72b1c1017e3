"""A part in dollars changed by a percent: `base +5%`, `what if the base was 5% lower`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.pairing import IN_DOLLARS
from bot.advice.desk.phrases import phrase
from bot.knowledge.desk_reading import Raises
from bot.matching.text import any_of

_HUNDRED = 100


@dataclass(frozen=True)
class Raise:
    """`factor`: what a part in dollars is to be multiplied by; of one in percent none is plain."""

    part: str
    factor: Decimal | None = None

    @property
    def mistake(self) -> str:
        """What is wrong with it while it cannot be reckoned."""
        if not self.part:
            return "unplaced"
        return "unit" if self.factor is not None else "raised"


class RaiseReader:
    """Words come from desk.yaml."""

    def __init__(self, words: Raises) -> None:
        self._more, self._less = phrase(words.more), phrase(words.less)
        self._before = re.compile(rf"(?<!\w)(?:{any_of(words.by)})\s$")
        self._behind = re.compile(rf"\s(?:{any_of(words.compared)})(?!\w)")

    def __call__(self, said: str, found: Sequence[Amount], named: Sequence[str]) -> Raise | None:
        """The only amount of a text, a percent, as a change of the part named in it, or of none."""
        if len(found) != 1 or found[0].unit != "percent" or len(named) > 1:
            return None
        one, part = found[0], next(iter(named), "")
        plainly = self._before.search(said[: one.start]) or self._behind.match(said[one.end :])
        less = bool(self._less.search(said))
        if part not in IN_DOLLARS:
            return Raise(part) if plainly else None
        signed = one.value < 0 or said[: one.start].rstrip().endswith("+")
        percents = -abs(one.value) if less else one.value
        if not (plainly or signed or less or self._more.search(said)):
            return None
        return Raise(part, 1 + percents / _HUNDRED) if abs(percents) < _HUNDRED else None
