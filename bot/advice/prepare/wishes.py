"""What readers type of their nudges, in any order: `tue thu 8am berlin`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.advice.prepare.clocks import Clock, ClockReader, minute_of
from bot.advice.prepare.places import PlaceReader
from bot.knowledge.prepare import PrepareFile
from bot.matching.text import bare, clean

_TOKEN = re.compile(r"\d+[:.h]\d+|\d+|[^\W\d_]+|-")
_DOTTED = re.compile(r"\b([ap])\.\s?m\b\.?")
_OFFSET = re.compile(r"\b(?:utc|gmt) ?[+-] ?\d{1,2}(?::?[0-5]\d)?|(?<!\S)[+-] ?\d{1,4}(?!\S)")
_LONGEST = 12  # words; a longer text is no answer
_LONGEST_DAYS = 4  # words of a name for several days


@dataclass(frozen=True)
class Wish:
    """What a text says. `hour_alone`: its time is a bare number, and may be no time at all.
    `no_time`: a time that no clock shows, or two of them. `rest`: words that are none of it.
    """

    days: tuple[int, ...] = ()
    minute: int | None = None
    hour_alone: bool = False
    no_time: bool = False
    zone: str | None = None
    rest: str = ""


class WishReader:
    """Takes days and times out of a text; what is left over may be a place."""

    def __init__(self, prepare: PrepareFile, places: PlaceReader) -> None:
        self._places = places
        self._clocks = ClockReader(prepare.clock)
        self._day = {
            bare(said): number for number, day in enumerate(prepare.days) for said in day.said
        }
        self._groups = {
            bare(said): group.days for group in prepare.day_groups for said in group.said
        }
        self._through = {bare(word) for word in prepare.through}
        self._fillers = {bare(word) for word in prepare.fillers}

    def read(self, text: str) -> Wish:
        """All that a text says of days, a time and a place."""
        said = _DOTTED.sub(r"\1m", clean(text)).replace("o'clock", "oclock")
        offset = _OFFSET.search(said)
        if offset is not None:
            said = f"{said[: offset.start()]} {said[offset.end() :]}"
        tokens = _TOKEN.findall(said)
        if not 0 < len(tokens) + bool(offset) <= _LONGEST:
            return Wish(rest=said)
        days, clocks, rest = self._taken(tokens)
        minutes = {minute_of(clock, self._clocks.half_of(tokens)) for clock in clocks}
        if None in minutes or len(minutes) > 1:
            return Wish(days=days, no_time=True, rest=said)
        alone = any(clock.minute is None for clock in clocks) and not self._clocks.half_of(tokens)
        zone = self._places.zone(offset[0]) if offset else None
        zone, left = (zone, rest) if zone else self._place(rest)
        minute = next(iter(minutes), None)
        return Wish(days, minute, alone, zone=zone, rest=" ".join(left))

    def _taken(self, tokens: list[str]) -> tuple[tuple[int, ...], list[Clock], list[str]]:
        """Days and times, and the words that are neither."""
        days: set[int] = set()
        clocks: list[Clock] = []
        rest: list[str] = []
        at = 0
        while at < len(tokens):
            found, length = self._days_at(tokens, at)
            clock = None if found else self._clocks.at(tokens, at)
            if found:
                days |= found
            elif clock is not None:
                clocks.append(clock)
                length = clock.length
            elif not self._clocks.is_half(tokens[at]) and tokens[at] != "-":
                rest.append(tokens[at])
            at += max(length, 1)
        return tuple(sorted(days)), clocks, rest

    def _days_at(self, tokens: list[str], at: int) -> tuple[set[int], int]:
        """The days named from a word on, and how many words that took."""
        for length in range(min(_LONGEST_DAYS, len(tokens) - at), 0, -1):
            group = self._groups.get(" ".join(tokens[at : at + length]))
            if group is not None:
                return set(group), length
        first = self._day.get(tokens[at])
        if first is None:
            return set(), 0
        if tokens[at + 1 : at + 2] and tokens[at + 1] in {"-", *self._through}:
            last = self._day.get(tokens[at + 2]) if len(tokens) > at + 2 else None
            if last is not None:
                return {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}, 3
        return {first}, 1

    def _place(self, rest: list[str]) -> tuple[str | None, list[str]]:
        """The place that is left, if it is one."""
        left = [word for word in rest if word not in self._fillers]
        for said in (rest, left, left[:-1]):  # the last may be its country
            zone = self._places.zone(" ".join(said)) if said else None
            if zone is not None:
                return zone, []
        return None, left
