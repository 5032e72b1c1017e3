"""BERT's uncased word pieces: a text as the numbers that MiniLM reads.

The vocabulary is Google's BERT-base uncased one (Apache License 2.0).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

_VOCABULARY = Path(__file__).with_name("bert-base-uncased-vocab.txt")
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 100


class WordPieces:
    """Splits words into the longest pieces the vocabulary has, from the left."""

    def __init__(self, vocabulary: dict[str, int], longest: int) -> None:
        self._vocabulary = vocabulary
        self._longest = longest
        self._start, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._unknown = vocabulary["[UNK]"]

    def __call__(self, text: str) -> list[int]:
        """The text's piece numbers between start and end marks, at most `longest` of them."""
        plain = unicodedata.normalize("NFD", text.lower())
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
        pieces = [piece for word in _WORD.findall(plain) for piece in self._pieces(word)]
        return [self._start, *pieces[: self._longest - 2], self._end]

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word):
            end, number = self._longest_piece(word, start)
            if number is None or len(word) > _LONGEST_WORD:
                return [self._unknown]
            found.append(number)
            start = end
        return found

    def _longest_piece(self, word: str, start: int) -> tuple[int, int | None]:
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self._vocabulary.get(mark + word[start:end])
            if number is not None:
                return end, number
        return start, None


@lru_cache(maxsize=1)
def word_pieces(longest: int = 64) -> WordPieces:
    """The splitter over the shipped vocabulary."""
    lines = _VOCABULARY.read_text(encoding="utf-8").splitlines()
    return WordPieces({line: number for number, line in enumerate(lines)}, longest)
