"""What a text is to the pay desk, by its words: a question, a move, about a grant's worth."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.advice.desk.phrases import phrase
from bot.knowledge.desk import Reading
from bot.matching.text import bare, clean, words

_ALIKE = 86  # of 100; letters of a move that may be mistyped
_LONG_ENOUGH = 5  # letters of a move below which nothing is mistyped
_FEW = 9  # words of a move with what may stand around it
_QUESTION = 14  # words of a question about the offer itself


class Wording:
    """Reads the lists of desk.yaml."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._company = phrase(reading.company)
        self._around = set(reading.around_moves)
        self._moves = {
            self._pith(each): name
            for name in type(reading.moves).model_fields
            for each in getattr(reading.moves, name)
        }
        self._exact = {
            _plain(each): name
            for name in type(reading.moves).model_fields
            for each in getattr(reading.moves, name)
        }

    def asks_break_even(self, text: str) -> bool:
        """Whether it asks where two packages meet."""
        return _has(text, self._reading.break_even)

    def is_question(self, text: str) -> bool:
        """Whether it is put as a question rather than told."""
        said = words(clean(text))
        return text.rstrip().endswith("?") or (said[:1] != [] and said[0] in self._reading.asking)

    def is_about_a_company(self, text: str) -> bool:
        """Whether a company's worth is what it is about."""
        return bool(self._company.search(clean(text)))

    def asks_worth(self, text: str) -> bool:
        """Whether it asks what something is worth in money."""
        return _has(text, self._reading.worth) and not _has(text, self._reading.not_worth)

    def supposes(self, text: str) -> bool:
        """Whether it puts another case: `what if`, `without`."""
        return _has(text, self._reading.supposing)

    def corrects(self, text: str) -> bool:
        """Whether it takes something back: `no`, `make it`, `actually`."""
        return _has(text, self._reading.cues)

    def aside(self, text: str) -> str | None:
        """A question about the offer itself: judge, questions or usual."""
        if not self.is_question(text) or len(words(clean(text))) > _QUESTION:
            return None
        asides = self._reading.asides
        named = ("questions", "usual", "judge")
        return next((name for name in named if _has(text, getattr(asides, name))), None)

    def move(self, text: str) -> str | None:
        """A move of the dialogue in words, mistyped or with words around it."""
        exact = self._exact.get(_plain(text))
        if exact or not _plain(text) or len(words(clean(text))) > _FEW:
            return exact
        pith = self._pith(text)
        near = process.extractOne(pith, list(self._moves), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near is None:
            return None
        close = near[0] == pith or len(pith) >= _LONG_ENOUGH
        return self._moves[near[0]] if close else None

    def _pith(self, text: str) -> str:
        """The words that make a move: without those around it, if any are left."""
        said = bare(text).split()
        return " ".join([word for word in said if word not in self._around] or said)


def _plain(text: str) -> str:
    return bare(text) or text.strip()


def _has(text: str, phrases: Iterable[str]) -> bool:
    said = f" {bare(text)} "
    return any(f" {bare(name)} " in said for name in phrases)
