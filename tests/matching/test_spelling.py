"""Typing mistakes are mended towards the base's words; right words are left alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.matching.spelling import Speller, english

SPELLER = Speller(
    Counter(["salary", "salary", "celery", "interview", "responsibilities", "rsus", "zest"])
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("salery", "salary"),
        ("slaary", "salary"),
        ("intervew", "interview"),
        ("intreviw", "interview"),
        ("responsabilites", "responsibilities"),
        ("rsuss", "rsus"),
    ],
)
def test_near_misses_are_mended(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("word", ["salary", "rsus"])
def test_words_of_the_base_stay(word: str) -> None:
    assert SPELLER.correct(word) == word


@pytest.mark.parametrize("word", ["best", "rest", "celebrity", "interviews"])
def test_english_words_are_never_mended(word: str) -> None:
    assert word in english()
    assert SPELLER.correct(word) == word


@pytest.mark.parametrize("word", ["", "rs", "l5", "s4lary", "qqqqqq", "\u00e9", "x" * 4096])
def test_short_numbered_and_far_off_words_stay(word: str) -> None:
    assert SPELLER.correct(word) == word


def test_longer_words_may_hold_more_mistakes() -> None:
    assert SPELLER.correct("intrvw") == "intrvw"  # three letters short of nine
    assert SPELLER.correct("rsponsibilits") == "responsibilities"


def test_the_same_first_letter_wins_and_then_the_more_frequent_word() -> None:
    assert Speller({"zalaqy": 1, "salaqx": 1}).correct("salaqy") == "salaqx"
    assert Speller({"xbaq": 1, "xbaz": 2}).correct("xbay") == "xbaz"


def test_a_text_is_mended_word_by_word() -> None:
    assert SPELLER(["the", "salery", "l5"]) == ["the", "salary", "l5"]


@given(st.text(max_size=30))
def test_a_mended_word_is_itself_or_a_word_of_the_base(word: str) -> None:
    mended = SPELLER.correct(word)
    assert mended == word or mended in {
        "salary",
        "celery",
        "interview",
        "responsibilities",
        "rsus",
        "zest",
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("senoir", "senior"), ("slary", "salary"), ("machne", "machine"), ("interveiw", "interview")],
)
def test_the_shipped_words_mend_what_readers_mistype(
    advisor: Advisor, typed: str, meant: str
) -> None:
    assert advisor.matcher.speller.correct(typed) == meant
