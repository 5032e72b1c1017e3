"""What a message names: roles, levels, pay components, places. Read by phrase, after spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.knowledge.models import Vocabulary
from bot.matching.spelling import Speller, english
from bot.matching.text import clean, words


@dataclass(frozen=True)
class Slots:
    """Ids found in a message, in order of appearance; `other_*` are phrases as the reader wrote."""

    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    other_roles: tuple[str, ...] = ()
    other_levels: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    both_roles: bool = False
    both_levels: bool = False
    whole_table: bool = False
    other_role: bool = False
    level_step: str | None = None  # "up", "down" or "other" than the level spoken of
    about_pay: bool = False
    rest: tuple[str, ...] = field(default=(), repr=False)  # words that fill no slot

    @property
    def role(self) -> str | None:
        """The one role named, if exactly one is."""
        return self.roles[0] if len(self.roles) == 1 and not self.both_roles else None

    @property
    def level(self) -> str | None:
        """The one level named, if exactly one is."""
        return self.levels[0] if len(self.levels) == 1 and not self.both_levels else None

    @property
    def component(self) -> str | None:
        """The one pay component named, if exactly one is."""
        return self.components[0] if len(self.components) == 1 else None

    def named(self) -> bool:
        """Whether any slot of the pay table is filled."""
        return bool(
            self.roles or self.levels or self.components or self.both_roles or self.both_levels
        )


_Phrases = dict[tuple[str, ...], tuple[str, str]]
_NUMBERED_LEVEL = re.compile(r"^(?:l|e|ic|t|p|m|pm)\d{1,2}$")
_PAUSE = re.compile(r"[?,;:!()]+")  # no phrase reaches across one
_IN_PLACE = re.compile(r"\b(?:in|from|at|near|based in)\s+([^\W\d_]{3,})\s*[?.!]*$")


class SlotReader:
    """Finds slots by longest phrase first, so that "sign-on bonus" is not a bonus."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller) -> None:
        self._speller = speller
        self._not_a_role = [re.compile(pattern) for pattern in vocabulary.not_a_role]
        self._phrases = _phrases(vocabulary)
        self._fillers = frozenset(vocabulary.fillers) | {"$", "%"}
        self._longest = max(map(len, self._phrases))
        self._single = frozenset(phrase[0] for phrase in self._phrases if len(phrase) == 1)

    def __call__(self, text: str) -> Slots:
        """The slots of a raw text."""
        cleaned = clean(text)
        for pattern in self._not_a_role:
            cleaned = pattern.sub(" \N{BULLET} ", cleaned)
        slots = self._read([self._respelled(words(part)) for part in _PAUSE.split(cleaned)])
        place = _IN_PLACE.search(cleaned)
        if place and self._names_a_place(place[1], slots):
            slots = replace(slots, elsewhere=(place[1],))
        return slots

    def _respelled(self, found: Sequence[str]) -> list[str]:
        return [word if word in self._single else self._speller.correct(word) for word in found]

    def _names_a_place(self, word: str, slots: Slots) -> bool:
        """`in Xyz` at the end, where Xyz is no word we know, is taken for a place."""
        known = word in english() or self._speller.correct(word) != word or word in self._single
        return not known and word in slots.rest and not slots.elsewhere and not slots.places

    def _read(self, parts: Iterable[Sequence[str]]) -> Slots:
        hits: dict[str, list[str]] = {}
        rest: list[str] = []
        for part in parts:
            self._read_part(part, hits, rest)
        return _slots(hits, rest)

    def _read_part(self, found: Sequence[str], hits: dict[str, list[str]], rest: list[str]) -> None:
        position, left_out = 0, False
        while position < len(found):
            size, kind, value = self._longest_at(found, position)
            phrase = " ".join(found[position : position + size])
            if size and not (left_out and kind == "components"):
                hits.setdefault(kind, []).append(value or phrase)
            elif not size and found[position] not in self._fillers:
                rest.append(found[position])
            left_out = kind == "without" or (left_out and not size)
            position += size or 1

    def _longest_at(self, found: Sequence[str], position: int) -> tuple[int, str, str]:
        for size in range(min(self._longest, len(found) - position), 0, -1):
            phrase = tuple(found[position : position + size])
            hit = self._phrases.get(phrase) or self._phrases.get(_singular(phrase))
            if hit:
                return size, *hit
        if _NUMBERED_LEVEL.match(found[position]):
            return 1, "other_levels", ""
        return 0, "", ""


def _singular(phrase: tuple[str, ...]) -> tuple[str, ...]:
    return (*phrase[:-1], phrase[-1].removesuffix("s"))


def _phrases(vocabulary: Vocabulary) -> _Phrases:
    """phrase -> (slot, id); an empty id stands for the reader's own words."""
    result: _Phrases = {}

    def add(kind: str, value: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            result.setdefault(tuple(words(clean(phrase))), (kind, value))

    def add_all(kind: str, groups: Mapping[Any, Iterable[str]]) -> None:
        for value, phrases in groups.items():
            add(kind, value, phrases)

    add_all("roles", vocabulary.roles)
    add_all("levels", vocabulary.levels)
    add_all("components", vocabulary.components)
    add_all("level_step", vocabulary.level_steps)
    add("both_roles", "yes", vocabulary.both_roles)
    add("both_levels", "yes", vocabulary.both_levels)
    add("other_role", "yes", vocabulary.other_role_words)
    add("whole_table", "yes", vocabulary.whole_table)
    add("about_pay", "yes", vocabulary.pay_words)
    add("without", "yes", vocabulary.without)
    add("other_levels", "", vocabulary.unknown_levels)
    add("other_roles", "", vocabulary.unknown_roles)
    add("places", "", vocabulary.places.covered)
    add("elsewhere", "", vocabulary.places.elsewhere)
    return result


def _slots(hits: Mapping[str, Sequence[str]], rest: Sequence[str]) -> Slots:
    def unique(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(hits.get(kind, ())))

    return Slots(
        roles=unique("roles"),
        levels=unique("levels"),
        components=unique("components"),
        other_roles=unique("other_roles"),
        other_levels=unique("other_levels"),
        places=unique("places"),
        elsewhere=unique("elsewhere"),
        both_roles="both_roles" in hits or len(unique("roles")) > 1,
        both_levels="both_levels" in hits or len(unique("levels")) > 1,
        whole_table="whole_table" in hits,
        other_role="other_role" in hits,
        level_step=next(iter(hits.get("level_step", ())), None),
        about_pay="about_pay" in hits,
        rest=tuple(rest),
    )
