"""What practice.yaml and prepare.yaml say of other files, and of the time-zone database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from bot.knowledge.models import Knowledge
from bot.knowledge.practice import Round
from bot.knowledge.reference import Location, Reference, unknown

_PRACTICE, _PREPARE = "practice.yaml", "prepare.yaml"

_Name = tuple[str, str, Location, Iterable[str]]


def in_practice(knowledge: Knowledge) -> Iterator[Reference]:
    """Every name of practice.yaml that leads nowhere, stands twice, or says what no entry does."""
    for index, one in enumerate(knowledge.practice.rounds):
        for name, kind, location, known in _names(index, one, knowledge):
            if name not in known:
                yield Reference(*unknown(name, kind, known), _PRACTICE, location)
        yield from _length(index, one, knowledge)
    yield from _twice(knowledge)


def in_prepare(knowledge: Knowledge) -> Iterator[Reference]:
    """Every name of prepare.yaml that leads nowhere or stands twice."""
    prepare = knowledge.prepare
    entries: list[tuple[str, Location]] = [(prepare.entry, ("entry",))]
    entries += [(item.entry, ("items", at, "entry")) for at, item in enumerate(prepare.items)]
    for name, location in entries:
        if name not in knowledge.entry:
            yield Reference(*unknown(name, "entry", knowledge.entry), _PREPARE, location)
    yield from _repeated((item.entry for item in prepare.items), _PREPARE, ("items",), "entry")
    zones = available_timezones()
    for at, place in enumerate(prepare.places):
        if place.zone not in zones:
            what, mend = unknown(place.zone, "time zone", zones)
            yield Reference(what, mend, _PREPARE, ("places", at, "zone"))


def _names(index: int, one: Round, knowledge: Knowledge) -> Iterator[_Name]:
    here: Location = ("rounds", index)
    yield one.topic, "topic", (*here, "topic"), knowledge.topic
    for at, side in enumerate(one.sides):
        spot = (*here, "sides", at)
        yield side.role, "role", (*spot, "role"), knowledge.role_name
        for number, check in enumerate(side.checks):
            yield check.entry, "entry", (*spot, "checks", number, "entry"), knowledge.entry
        for number, case in enumerate(side.cases):
            if case.entry is not None:
                yield case.entry, "entry", (*spot, "cases", number, "entry"), knowledge.entry


def _length(index: int, one: Round, knowledge: Knowledge) -> Iterator[Reference]:
    """A length that is said to be the article's has to stand in its entries."""
    entries = knowledge.topic.get(one.topic, ())
    told = [f"{entry.answer} {' '.join(entry.points)}" for entry in entries]
    if one.stated and not all(re.search(rf"\b{one.minutes} min", text) for text in told):
        what = f"no entry of '{one.topic}' says {one.minutes} min"
        yield Reference(what, "mend the minutes, or drop `stated`", _PRACTICE, ("rounds", index))


def _twice(knowledge: Knowledge) -> Iterator[Reference]:
    rounds = knowledge.practice.rounds
    yield from _repeated((one.id for one in rounds), _PRACTICE, ("rounds",), "id")
    cases: set[str] = set()
    for index, one in enumerate(rounds):
        here: Location = ("rounds", index, "sides")
        yield from _repeated((side.role for side in one.sides), _PRACTICE, here, "role")
        for at, side in enumerate(one.sides):
            checks = (check.id for check in side.checks)
            yield from _repeated(checks, _PRACTICE, (*here, at, "checks"), "id")
            ids = (case.id for case in side.cases)
            yield from _repeated(ids, _PRACTICE, (*here, at, "cases"), "id", cases)


def _repeated(
    names: Iterable[str], file: str, at: Location, key: str, seen: set[str] | None = None
) -> Iterator[Reference]:
    seen = set() if seen is None else seen
    for index, name in enumerate(names):
        if name in seen:
            what = f"'{name}' is taken"
            yield Reference(what, "choose another", file, (*at, index, key))
        seen.add(name)
