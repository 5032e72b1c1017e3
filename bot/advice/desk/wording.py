"""What a text is to the pay desk, by its words: a question, a move, about a grant's worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from bot.advice.desk.phrases import phrase
from bot.knowledge.desk_reading import Reading
from bot.knowledge.models import Knowledge
from bot.matching.prepare import Preparer
from bot.matching.slots import Slots
from bot.matching.spelling import Speller
from bot.matching.text import clean, words

_ALIKE = 86  # of 100; letters of a move that may be mistyped
_LONG_ENOUGH = 5  # letters of a move below which nothing is mistyped
_FEW = 9  # words of a move with what may stand around it
_QUESTION = 14  # words of a question about the offer itself
_PAUSE = re.compile(r"[,;.!]+(?=\s|$)")
_LISTS = ("asking", "around_moves", "supposing", "cues", "worth", "not_worth", "offer_words")


class Wording:
    """Reads the lists of desk.yaml, typing mistakes mended towards them."""

    def __init__(self, knowledge: Knowledge) -> None:
        reading = knowledge.desk.reading
        counts = dict.fromkeys(_vocabulary(reading), 1)
        self._prepare = Preparer(Speller(counts), knowledge.words.synonyms)
        self._company = phrase(reading.company)
        self._instead = tuple(f"{said} " for said in self._all(reading.ranges.instead))
        self._changing = self._all(reading.changing)
        self._openers = set(self._all(reading.openers))
        self._reopening = self._all(reading.reopening)
        self._break_even = self._all(reading.break_even)
        self._asking = {said[0] for said in map(str.split, self._all(reading.asking))}
        self._worth, self._not_worth = self._all(reading.worth), self._all(reading.not_worth)
        self._supposing, self._cues = self._all(reading.supposing), self._all(reading.cues)
        self._asides = {
            name: self._all(getattr(reading.asides, name))
            for name in ("questions", "usual", "judge")
        }
        self._around = set(self._all(reading.around_moves))
        self._moves: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        for name in type(reading.moves).model_fields:
            for each in getattr(reading.moves, name):
                self._moves.setdefault(self._pith(each), name)
                self._exact.setdefault(self._said(each) or each, name)
        ours = [*reading.offer_words, *reading.around_moves, *reading.asking, *reading.cues]
        self._ours = {
            word
            for said in (*self._all(ours), *self._around, *sum(self._asides.values(), ()))
            for word in said.split()
        }

    def asks_break_even(self, text: str) -> bool:
        """Whether it asks where two packages meet."""
        return self._has(text, self._break_even)

    def is_question(self, text: str) -> bool:
        """Whether it is put as a question rather than told."""
        said = [word for word in self._said(text).split() if word not in self._openers]
        return text.rstrip().endswith("?") or (said[:1] != [] and said[0] in self._asking)

    def is_about_a_company(self, text: str) -> bool:
        """Whether a company's worth is what it is about."""
        return bool(self._company.search(clean(text)))

    def asks_worth(self, text: str) -> bool:
        """Whether it asks what something is worth in money."""
        return self._has(text, self._worth) and not self._has(text, self._not_worth)

    def reopens(self, text: str) -> bool:
        """Whether it asks for the last offer again."""
        return self._said(text) in self._reopening

    def supposes(self, text: str) -> bool:
        """Whether it puts another case: `what if`, `without`, `and yearly?`."""
        return self._has(text, self._supposing) or self._goes_on(text)

    def _goes_on(self, text: str) -> bool:
        first, *rest = [*self._said(text).split(), ""]
        return first in self._openers and rest[0] not in self._asking

    def changes(self, text: str) -> bool:
        """Whether something is to be changed."""
        return self._has(text, self._changing)

    def corrects(self, text: str) -> bool:
        """Whether it takes something back: `no`, `make it`, `actually`."""
        return self._has(text, self._cues)

    def takes_back(self, text: str) -> bool:
        """Whether it begins by putting right what was told before."""
        return self._said(text).startswith(self._instead)

    def aside(self, text: str, slots: Slots) -> str | None:
        """A question about the offer itself, and nothing else: judge, questions or usual."""
        kind = next((name for name, said in self._asides.items() if self._has(text, said)), None)
        asks = kind == "questions" or self.is_question(text)
        if not asks or len(words(clean(text))) > _QUESTION:
            return None
        if kind != "questions" and (slots.roles or slots.levels or slots.other_roles):
            return None
        return kind if len(self.others(slots)) <= (kind == "questions") else None

    def judges(self, text: str) -> bool:
        """Whether it asks for a verdict: `am I underpaid?`."""
        return self._has(text, self._asides["judge"])

    def others(self, slots: Slots) -> list[str]:
        """The words of a text that are not of the offer."""
        return [word for word in self._said(" ".join(slots.rest)).split() if word not in self._ours]

    def move(self, text: str) -> str | None:
        """A move of the dialogue in words, mistyped, said twice, or with words around it."""
        said = self._said(text) or text.strip()
        if said in self._exact or len(said.split()) > _FEW:
            return self._exact.get(said)
        told = {self._one_move(piece) for piece in _PAUSE.split(text) if self._pith(piece)}
        return told.pop() if len(told) == 1 else self._one_move(text)

    def _one_move(self, text: str) -> str | None:
        pith = self._pith(text)
        near = process.extractOne(pith, list(self._moves), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near is None or (near[0] != pith and len(pith) < _LONG_ENOUGH):
            return None
        return self._moves[near[0]]

    def _pith(self, text: str) -> str:
        """The words that make a move: without those around it, if any are left."""
        said = self._said(text).split()
        return " ".join([word for word in said if word not in self._around] or said)

    def _said(self, text: str) -> str:
        return " ".join(self._prepare(text).words)

    def _all(self, phrases: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, map(self._said, phrases)))

    def _has(self, text: str, phrases: Iterable[str]) -> bool:
        said = f" {self._said(text)} "
        return any(f" {each} " in said for each in phrases)


def _vocabulary(reading: Reading) -> Iterator[str]:
    """Every word of the lists."""
    lists = [getattr(reading, name) for name in _LISTS]
    for several in (reading.moves, reading.asides):
        lists += [getattr(several, name) for name in type(several).model_fields]
    for each in lists:
        for text in each:
            yield from words(clean(text))
