"""BERT's uncased word pieces: a text as the numbers that MiniLM reads.

The vocabulary is Google's BERT-base uncased one (Apache License 2.0).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tokenizers import BertWordPieceTokenizer

_VOCABULARY = Path(__file__).with_name("bert-base-uncased-vocab.txt")
_LONGEST = 64


def word_pieces(text: str) -> list[int]:
    """The text's piece numbers between start and end marks, at most 64 of them."""
    numbers: list[int] = _tokenizer().encode(text).ids
    return numbers


@lru_cache(maxsize=1)
def _tokenizer() -> BertWordPieceTokenizer:
    tokenizer = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer
