"""A typed answer -> the option it means: by number, by order, by words."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz

from bot.knowledge.models import FitOption, FitQuestion, Knowledge
from bot.matching.text import clean, words

Correct = Callable[[str], str]

BACK, SKIP, STOP = "back", "skip", "stop"
_SURE = 80.0
_LEAD = 8.0


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

    def option(self, text: str, question: FitQuestion) -> FitOption | None:
        """The option a typed text means, or None when it is unclear."""
        said = words(clean(text))
        place = self._place(said)
        if place is not None:
            return question.options[place - 1] if 0 < place <= len(question.options) else None
        mended = " ".join(self._bare([self._correct(word) for word in said]))
        scored = sorted(
            ((_likeness(mended, option), option) for option in question.options),
            key=lambda pair: -pair[0],
        )
        (best, option), (second, _) = scored[0], scored[1]
        return option if best >= _SURE and best - second >= _LEAD else None

    def _bare(self, said: list[str]) -> list[str]:
        return [word for word in said if word not in self._around] or said

    def _place(self, said: list[str]) -> int | None:
        bare = self._bare(said)
        if len(bare) != 1:
            return None
        return int(bare[0]) if bare[0].isdecimal() else self._ordinals.get(bare[0])


def _likeness(text: str, option: FitOption) -> float:
    """0-100: how much a text is like the option's label or one of its aliases."""
    return max(_phrase_likeness(text, phrase) for phrase in (option.label, *option.aliases))


def _phrase_likeness(text: str, phrase: str) -> float:
    """Whole-phrase likeness; a phrase of a few words inside a longer text counts almost fully."""
    phrase = " ".join(words(clean(phrase)))
    whole = fuzz.token_sort_ratio(text, phrase)
    inside = 95.0 if f" {phrase} " in f" {text} " else 0.0
    part = 90.0 if len(text) > 3 and f" {text} " in f" {phrase} " else 0.0
    return max(whole, inside, part)
