"""A typed answer -> the option it means: by number, by order, by words."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from rapidfuzz import fuzz

from bot.knowledge.models import FitOption, FitQuestion, Knowledge
from bot.matching.text import clean, words

Correct = Callable[[str], str]

BACK, SKIP, STOP = "back", "skip", "stop"
_SURE = 80.0
_WITHIN = 90.0  # an option's words inside a longer text, or the other way round
_EXACT = 100.0
_LEAD = 8.0
_LONGEST_PLACE = 8  # characters of an ordinal, or digits of a number
# A question of the reader's, or a thing the reader does not want, may hold the words of an option.
_ASKING = re.compile(
    r"(?:(?:and|but|so|ok|okay|hey|hmm|also)\W+)*"
    r"(?:what|who|how|why|when|where|which|whose|is|are|do|does|did|can|could|should|will"
    r"|tell|explain|show|compare)\b"
)
_DENYING = frozenset(["not", "never", "nor", "neither", "without", "but", "except", "than"])


class AnswerReader:
    """Reads typed answers with the words of fit.yaml and words.yaml."""

    def __init__(self, knowledge: Knowledge, correct: Correct) -> None:
        moves = knowledge.fit.moves
        self._moves = {
            phrase: name
            for name, phrases in ((BACK, moves.back), (SKIP, moves.skip), (STOP, moves.stop))
            for phrase in phrases
        }
        self._around = frozenset(knowledge.fit.around)
        self._ordinals = {
            word: place for place, found in knowledge.words.ordinals.items() for word in found
        }
        self._correct = correct

    def move(self, text: str) -> str | None:
        """Back, skip or stop, if that is what was typed."""
        return self._moves.get(" ".join(words(clean(text))))

    def place(self, text: str) -> int | None:
        """The place in a list that a text names, from 1: `2`, `#2`, `the second one`."""
        bare = self._bare(words(clean(text).replace("#", "")))
        if len(bare) != 1 or len(bare[0]) > _LONGEST_PLACE:
            return None
        return int(bare[0]) if bare[0].isdecimal() else self._ordinals.get(bare[0])

    def option(self, text: str, question: FitQuestion) -> FitOption | None:
        """The option a typed text means, or None when it is unclear."""
        place = self.place(text)
        if place is not None:
            return question.options[place - 1] if 0 < place <= len(question.options) else None
        said = self._bare([self._correct(word) for word in words(clean(text))])
        affirmed = list(takewhile(lambda word: word not in _DENYING, said))
        wanted = [] if asks(text) else affirmed
        least = _SURE if affirmed == said else _EXACT
        scored = sorted(
            ((self._likeness(said, wanted, least, option), option) for option in question.options),
            key=lambda pair: -pair[0],
        )
        (best, option), (second, _) = scored[0], scored[1]
        return option if best >= _SURE and best - second >= _LEAD else None

    def _likeness(
        self, said: list[str], wanted: list[str], least: float, option: FitOption
    ) -> float:
        """0-100: how much a text is like the option's label or one of its aliases.

        `wanted` is what comes before a denial; whole-text likeness counts from `least` on.
        """
        whole, before = " ".join(said), " ".join(wanted)
        named = (option.label, *option.aliases)
        phrases = [" ".join(self._bare(words(clean(phrase)))) for phrase in named]
        alike = max(fuzz.token_sort_ratio(whole, phrase) for phrase in phrases)
        inside = any(f" {phrase} " in f" {before} " for phrase in phrases)
        part = len(whole) > 3 and any(f" {whole} " in f" {phrase} " for phrase in phrases)
        return max(alike if alike >= least else 0.0, _WITHIN if inside or part else 0.0)

    def _bare(self, said: list[str]) -> list[str]:
        return [word for word in said if word not in self._around] or said


def asks(text: str) -> bool:
    """Whether a text is put as a question."""
    return "?" in text or bool(_ASKING.match(clean(text)))
