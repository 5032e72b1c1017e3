"""Mend typing mistakes: unknown words become the nearest word the knowledge base uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

_COMMON = 30_000
_SHORTEST = 3


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """Common English words, so that a right word is never mended (symspellpy's list)."""
    path = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    lines = path.read_text(encoding="utf-8-sig").splitlines()[:_COMMON]
    return frozenset(line.partition(" ")[0] for line in lines)


class Speller:
    """Corrects words towards a vocabulary with counts; the more frequent word wins a tie."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._frequency = {
            word: count
            for word, count in counts.items()
            if len(word) >= _SHORTEST and word.isalpha()
        }
        self._choices = sorted(self._frequency)
        self.correct = lru_cache(maxsize=8192)(self._correct)

    def __call__(self, words: Iterable[str]) -> list[str]:
        """The words with unknown ones mended where a near one exists."""
        return [self.correct(word) for word in words]

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is a common one, or one that the knowledge base uses."""
        return word in self._frequency or word in english()

    def _correct(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha() or word in self._frequency:
            return word
        if word in english():
            return word
        allowed = 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3
        near = process.extract(
            word, self._choices, scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        if not near:
            return word
        return min(near, key=lambda hit: (hit[1], hit[0][0] != word[0], -self._frequency[hit[0]]))[
            0
        ]
