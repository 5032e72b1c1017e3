"""The words of a resume bullet -> what kinds of things they tell, by stem and by meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz import fuzz

from bot.advice.fit.exemplars import likeness
from bot.knowledge.resume import FUNCTIONS, Resume, Signal
from bot.matching.features import Floats
from bot.matching.model import Embed
from bot.matching.text import clean, words

_LONGEST_PHRASE = 4
_SHORTEST_BY_MEANING = 4  # letters; shorter words are soon like anything
_SHORTEST_MENDED = 7
_SAME_WORD = 90.0
_PLAIN = "plain"

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A signal told by the words from `start` to `end` of a text."""

    signal: Signal
    start: int
    end: int


class Stemmer:
    """English words without their endings."""

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("english")

    def __call__(self, said: Sequence[str]) -> Stems:
        """A stem for each word."""
        return tuple(self._stemmer.stemWords(list(said)))

    def phrases(self, phrases: Iterable[str]) -> set[Stems]:
        """Phrases as stems."""
        return {self(words(clean(phrase))) for phrase in phrases}


class SignalReader:
    """Finds the signals of resume.yaml in the words of a text."""

    def __init__(self, resume: Resume, stem: Stemmer, embed: Embed | None = None) -> None:
        """`embed` turns texts into vectors, if there is one."""
        self._resume = resume
        self._stem = stem
        self._embed = embed
        self._phrases: dict[Stems, list[Signal]] = {}
        for signal in resume.signals:
            for phrase in stem.phrases(signal.words):
                self._phrases.setdefault(phrase, []).append(signal)
        self._exact: dict[str, list[Signal]] = {}  # `marketing` is not `market`
        for word in (word for s in resume.signals if s.id == FUNCTIONS for word in s.words):
            self._exact[word] = [s for s in resume.signals if word in s.words]
        for phrase, signals in self._phrases.items():
            self._phrases[phrase] = [s for s in signals if s.id != FUNCTIONS]
        self._plain = frozenset(resume.plain)
        for phrase in stem.phrases(word for word in resume.plain if len(words(word)) > 1):
            self._phrases[phrase] = []
        self._after_functions = frozenset(resume.after_functions)
        self._long = [
            (phrase[0], signals)
            for phrase, signals in self._phrases.items()
            if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_MENDED
        ]

    def __call__(self, said: Sequence[str], ends: Collection[int] = ()) -> list[Hit]:
        """The signals of a text's words, in order; a word may tell several.

        `ends`: the places of words where a clause begins anew.
        """
        stems = self._stem(said)
        hits: list[Hit] = []
        at = 0
        while at < len(said):
            found, length = self._longest(said, stems, at)
            if not found and length == 1:
                found = self._mended(said[at], stems[at]) or self._by_meaning(said[at])
            hits += [Hit(signal, at, at + length) for signal in found]
            at += length
        return [hit for hit in hits if self._is_meant(hit, said, ends, hits)]

    def _is_meant(
        self, hit: Hit, said: Sequence[str], ends: Collection[int], hits: Sequence[Hit]
    ) -> bool:
        """`with sales` names a team, `sales targets` money."""
        if all(other.signal.id != FUNCTIONS for other in hits if other.start == hit.start):
            return True
        follows = said[hit.end : hit.end + 1]
        is_team = not follows or hit.end in ends or follows[0] in self._after_functions
        return is_team == (hit.signal.id == FUNCTIONS)

    def _longest(self, said: Sequence[str], stems: Stems, at: int) -> tuple[list[Signal], int]:
        """The signals of the longest phrase that begins at a place, and its length."""
        for length in range(min(_LONGEST_PHRASE, len(stems) - at), 0, -1):
            exact = self._exact.get(" ".join(said[at : at + length]))
            found = exact or self._phrases.get(stems[at : at + length])
            if found is not None and (length > 1 or said[at] not in self._plain):
                return found, length
        return [], 1

    def _mended(self, word: str, stem: str) -> list[Signal]:
        """The signals of a long word that is misspelt."""
        if len(stem) < _SHORTEST_MENDED or word in self._plain:
            return []
        alike = (signals for word, signals in self._long if fuzz.ratio(stem, word) >= _SAME_WORD)
        return next(alike, [])

    def _by_meaning(self, word: str) -> list[Signal]:
        """The one signal that a word is like in meaning."""
        short = len(word) < _SHORTEST_BY_MEANING or not word.isalpha()
        if self._embed is None or short or word in self._plain:
            return []
        alike = self._likeness(self._embed([word])[0])
        *_, second, best = sorted(alike, key=alike.__getitem__)
        resume = self._resume
        sure = alike[best] >= resume.alike and alike[best] - alike[second] >= resume.lead
        return [s for s in resume.signals if sure and s.id == best]

    def _likeness(self, vector: Floats) -> dict[str, float]:
        return {name: likeness(rows @ vector) for name, rows in self._vectors.items()}

    @cached_property
    def _vectors(self) -> dict[str, Floats]:
        """Signals that may be meant by likeness, and what is none -> a row for each word."""
        if self._embed is None:
            return {}
        told = {s.id: s.words for s in self._resume.signals if s.meaning}
        told[_PLAIN] = self._resume.plain
        # The words of a phrase mean less alone: `clean` is not `data cleaning`.
        alone = {name: [w for w in said if len(words(w)) == 1] for name, said in told.items()}
        return {name: self._embed(said) for name, said in alone.items() if said}
