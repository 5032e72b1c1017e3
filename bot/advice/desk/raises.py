"""A part in dollars changed by a percent: `base +5%`, `what if the base was 5% lower`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.pairing import IN_DOLLARS
from bot.advice.desk.phrases import phrase
from bot.knowledge.desk_reading import Raises

_HUNDRED = 100


@dataclass(frozen=True)
class Raise:
    """`factor`: what the part is to be multiplied by."""

    part: str
    factor: Decimal


class RaiseReader:
    """Words come from desk.yaml."""

    def __init__(self, words: Raises) -> None:
        self._more, self._less = phrase(words.more), phrase(words.less)

    def __call__(self, said: str, found: Sequence[Amount], named: Sequence[str]) -> Raise | None:
        """The only amount of a text, a percent, as a change of the only part named in it."""
        if len(found) != 1 or found[0].unit != "percent" or len(named) != 1:
            return None
        if named[0] not in IN_DOLLARS:
            return None
        one = found[0]
        signed = one.value < 0 or said[: one.start].rstrip().endswith("+")
        less = bool(self._less.search(said))
        if not (signed or less or self._more.search(said)):
            return None
        percents = -abs(one.value) if less else one.value
        if not -_HUNDRED < percents <= _HUNDRED:
            return None
        return Raise(named[0], 1 + percents / _HUNDRED)
