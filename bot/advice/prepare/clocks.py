"""Times of day as readers type them: `8am`, `0930`, `half past nine`, `9 in the evening`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.prepare import ClockWords
from bot.matching.text import bare

_DIGITAL = re.compile(r"(\d{1,2})[:.h]([0-5]\d)")
_FOUR = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_HALF_DAY, _HALF_HOUR = 12, 30


@dataclass(frozen=True)
class Clock:
    """What was found at a place of a text: an hour, minutes if said, and how many words it took."""

    hour: int
    minute: int | None
    length: int


class ClockReader:
    """Reads times with the words of prepare.yaml."""

    def __init__(self, said: ClockWords) -> None:
        self._numbers = {bare(word): number for word, number in said.numbers.items()}
        self._fractions = {bare(word): count for word, count in said.fractions.items()}
        self._named = {bare(word): clock for word, clock in said.named.items()}
        self._past, self._to = set(map(bare, said.past)), set(map(bare, said.to))
        self._exactly = set(map(bare, said.exactly))
        self._morning, self._evening = set(map(bare, said.morning)), set(map(bare, said.evening))

    def half_of(self, tokens: Sequence[str]) -> str | None:
        """Which half of the day a text names."""
        if self._evening.intersection(tokens):
            return "pm"
        return "am" if self._morning.intersection(tokens) else None

    def is_half(self, token: str) -> bool:
        """Whether a word names a half of the day."""
        return token in self._morning or token in self._evening

    def at(self, tokens: Sequence[str], start: int) -> Clock | None:
        """The time that begins at a word; None where none does."""
        said = [*tokens[start : start + 4], "", "", "", ""][:4]
        named = self._named.get(said[0])
        if named is not None:
            return Clock(int(named[:2]), int(named[3:]), 1)
        return self._beside_an_hour(said) or self._in_digits(said[0]) or self._in_words(said)

    def _beside_an_hour(self, said: list[str]) -> Clock | None:
        """`half past nine`, `quarter to 8`, `ten after 9`, `half nine`."""
        minutes = self._fractions.get(said[0], self._number(said[0]))
        hour = self._number(said[2])
        if minutes is not None and hour is not None and minutes < 60:
            if said[1] in self._past:
                return Clock(hour, minutes, 3)
            if said[1] in self._to and minutes:
                return Clock((hour - 1) % 24, 60 - minutes, 3)
        hour = self._number(said[1])
        half = self._fractions.get(said[0]) == _HALF_HOUR
        return Clock(hour, _HALF_HOUR, 2) if half and hour is not None else None

    def _in_digits(self, token: str) -> Clock | None:
        found = _DIGITAL.fullmatch(token) or _FOUR.fullmatch(token)
        return Clock(int(found[1]), int(found[2]), 1) if found else None

    def _in_words(self, said: list[str]) -> Clock | None:
        """`nine`, `9 h`, `nine thirty`, `8 o'clock`; an hour alone has no minutes."""
        hour = self._number(said[0])
        if hour is None:
            return None
        if said[1] in self._exactly:
            return Clock(hour, 0, 2)
        in_words = said[1] in self._numbers and self._numbers[said[1]] >= 10
        return Clock(hour, self._numbers[said[1]], 2) if in_words else Clock(hour, None, 1)

    def _number(self, token: str) -> int | None:
        number = int(token) if token.isdecimal() and len(token) <= 2 else self._numbers.get(token)
        return number if number is not None and number < 60 else None


def minute_of(clock: Clock, half: str | None) -> int | None:
    """Minutes from midnight; None for an hour that no clock shows."""
    hour = clock.hour
    if half is not None and (hour > _HALF_DAY or hour == 0) and not (half == "pm" and hour):
        return None
    if half is not None and hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    return hour * 60 + (clock.minute or 0) if hour < 24 else None
