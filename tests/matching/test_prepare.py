"""Messages and aliases made alike: mistakes mended, synonyms one word."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.prepare import Preparer
from bot.matching.spelling import Speller

SPELLER = Speller(Counter(["salary", "interview", "compensation", "stages"]))
PREPARE = Preparer(SPELLER, {"salary": "pay", "tc": "Total Compensation"})


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("What's THE  interveiw?", "what is the interview", "what's the interview?"),
        ("the salary", "the pay", "the pay"),
        ("the slary", "the pay", "the pay"),
        ("TC, pls", "total compensation pls", "total compensation, pls"),
        ("interveiw-stages", "interview stages", "interview-stages"),
        ("", "", ""),
        ("?!", "", "?!"),
    ],
)
def test_words_are_counted_and_the_sentence_is_read(text: str, words: str, sentence: str) -> None:
    prepared = PREPARE(text)
    assert prepared.words == tuple(words.split())
    assert prepared.sentence == sentence


def test_without_synonyms_words_are_only_mended() -> None:
    assert Preparer(SPELLER)("the slary").words == ("the", "salary")


@pytest.mark.parametrize(
    ("word", "mended"), [("slary", ["pay"]), ("tc", ["total", "compensation"]), ("red", ["red"])]
)
def test_it_tells_what_a_word_is_taken_for(word: str, mended: list[str]) -> None:
    assert PREPARE.mended(word) == mended
