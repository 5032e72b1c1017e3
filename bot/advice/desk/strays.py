"""Amounts that are no pay: a vesting schedule's percents, and counts such as a team's size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from bot.advice.desk.amounts import Amount
from bot.advice.desk.naming import CLAUSE, SENTENCE
from bot.advice.desk.phrases import phrase
from bot.knowledge.desk_reading import Reading
from bot.matching.slots import SlotReader
from bot.matching.text import any_of

_STEPS, _ALL = 3, 100  # of a vesting schedule: how many at least, and the percents in all
_SMALL = 100  # below it, a whole number without a unit may count something


class StrayReader:
    """Looks at the words around an amount, within its clause; they come from desk.yaml."""

    def __init__(self, reading: Reading, slots: SlotReader) -> None:
        self._slots = slots
        self._of = re.compile(rf"\s(?:{any_of(reading.share_of)})\s")
        self._vesting = phrase(reading.vesting)
        self._small = reading.rsu_percent_below
        self._around = set(reading.around_moves)

    def vesting(self, said: str, found: Sequence[Amount]) -> list[Amount]:
        """The percents of a schedule: `vesting a fourth a year`, or several in a row."""
        strays: list[Amount] = []
        for one in found:
            last = strays[-1] if strays else None
            goes_on = last is not None and _is_list(said[last.end : one.start])
            vests = one.value >= self._small and self._vests(said, one, found)
            if one.unit == "percent" and (goes_on or vests):
                strays.append(one)
        return strays or _hundred(said, found)

    def _vests(self, said: str, one: Amount, found: Sequence[Amount]) -> bool:
        """With such a word beside it, and no part's name between; `a part of the grant vests`."""
        for text, side in zip(_beside(said, one, found), (-1, 0), strict=True):
            if self._vesting.search(text):
                between = self._vesting.split(text)[side]
                return bool(self._of.match(between)) or not self._slots(between).components
        return False

    def counted(self, said: str, one: Amount, found: Sequence[Amount]) -> bool:
        """A small whole number that other words speak of: `team of 12`."""
        if one.unit != "bare" or one.scaled or one.value >= _SMALL or one.value % 1:
            return False
        rest = [word for text in _beside(said, one, found) for word in self._slots(text).rest]
        return bool(set(rest) - self._around)


def _beside(said: str, one: Amount, found: Sequence[Amount]) -> tuple[str, str]:
    """The text before and behind an amount, up to the next amount or the clause's end."""
    start = max((other.end for other in found if other.end <= one.start), default=0)
    end = min((other.start for other in found if other.start >= one.end), default=len(said))
    before, after = (
        SENTENCE.sub(";", text) for text in (said[start : one.start], said[one.end : end])
    )
    return CLAUSE.split(before)[-1], CLAUSE.split(after)[0]


def _hundred(said: str, found: Sequence[Amount]) -> list[Amount]:
    """Three or more numbers in a row that come to a hundred: `25/25/25/25`."""
    for start, end in combinations(range(len(found) + 1), 2):
        run = found[start:end]
        listed = all(_is_list(said[one.end : other.start]) for one, other in pairwise(run))
        shares = listed and not any(one.money for one in run)
        if shares and len(run) >= _STEPS and sum(one.value for one in run) == _ALL:
            return list(run)
    return []


def _is_list(gap: str) -> bool:
    """Whether nothing but commas and the like is between two amounts."""
    return not re.search(r"\w", CLAUSE.sub("", gap))
