"""BERT's uncased word pieces: a text as the numbers that MiniLM reads.

The vocabulary is Google's BERT-base uncased one (Apache License 2.0).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tokenizers import BertWordPieceTokenizer

_VOCABULARY = Path(__file__).with_name("bert-base-uncased-vocab.txt")
_LONGEST = 40  # time grows with length; of a rambling message the end says most


def word_pieces(text: str) -> list[int]:
    """The text's piece numbers between start and end marks; the last 40 of them."""
    numbers: list[int] = _tokenizer().encode(text).ids
    return numbers if len(numbers) <= _LONGEST else numbers[:1] + numbers[1 - _LONGEST :]


@lru_cache(maxsize=1)
def _tokenizer() -> BertWordPieceTokenizer:
    return BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
