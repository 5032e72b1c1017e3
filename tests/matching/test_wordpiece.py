"""Texts as the numbers MiniLM reads; the numbers are those of BERT's uncased vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.wordpiece import word_pieces

START, END, UNKNOWN = 101, 102, 100


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("hello world", [7592, 2088]),
        ("Hello, WORLD!", [7592, 1010, 2088, 999]),
        ("h\u00e9llo", [7592]),
        ("what is pay?", [2054, 2003, 3477, 1029]),
        ("snow_ball", [4586, 1035, 3608]),
    ],
)
def test_words_and_marks_become_their_numbers(text: str, pieces: list[int]) -> None:
    assert word_pieces(text) == [START, *pieces, END]


def test_an_unknown_word_becomes_its_longest_pieces() -> None:
    pieces = word_pieces("unaffable")[1:-1]
    assert len(pieces) == 3  # una, ##ffa, ##ble
    assert UNKNOWN not in pieces


@pytest.mark.parametrize("text", ["\U0001f984", "x" * 101])
def test_what_has_no_pieces_is_unknown(text: str) -> None:
    assert word_pieces(text) == [START, UNKNOWN, END]


def test_a_long_text_is_cut_but_keeps_its_end_mark() -> None:
    pieces = word_pieces("pay " * 500)
    assert (len(pieces), pieces[0], pieces[-1]) == (40, START, END)


@given(st.text(max_size=100))
def test_any_text_becomes_numbers_of_the_vocabulary(text: str) -> None:
    pieces = word_pieces(text)
    assert 2 <= len(pieces) <= 64
    assert all(0 <= piece < 30522 for piece in pieces)
