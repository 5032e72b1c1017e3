"""A raw message -> what is compared: its words and its sentence, typing mistakes mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.matching.spelling import Speller
from bot.matching.text import clean, replaced, words


@dataclass(frozen=True)
class Prepared:
    """The words a classifier counts, and the sentence an embedding reads."""

    words: tuple[str, ...]
    sentence: str


class Preparer:
    """Mends words towards a vocabulary, and makes synonyms one."""

    def __init__(self, speller: Speller, synonyms: Mapping[str, str] | None = None) -> None:
        self._correct = speller.correct
        self._synonyms = {
            source: words(clean(target)) for source, target in (synonyms or {}).items()
        }

    def __call__(self, text: str) -> Prepared:
        """Prepare a message, or an alias: both go the same way."""
        cleaned = clean(text)
        found = tuple(part for word in words(cleaned) for part in self.mended(word))
        return Prepared(found, replaced(cleaned, lambda word: " ".join(self.mended(word))))

    def mended(self, word: str) -> list[str]:
        """What a word of a message is taken for; more than one where a synonym is a phrase."""
        plain: list[str] = []
        for part in self._synonyms.get(word, (word,)):
            mended = self._correct(part)
            plain.extend(self._synonyms.get(mended, (mended,)))
        return plain
