"""Raw messages -> clean words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.text import LONGEST, clean, replaced, words


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Hello\n\tWORLD  ", "hello world"),
        (
            "sign\u2010on sign\u2011on sign\u2013on sign\u2014on sign\u2212on",
            " ".join(["sign-on"] * 5),
        ),
        ("\u201cquoted\u201d \u2018it\u2019 `too`", "\"quoted\" 'it' 'too'"),
        ("zero\u200bwidth soft\u00adhyphen \u202eturned\ufeff", "zerowidth softhyphen turned"),
        ("Ｆｕｌｌ ｗｉｄｔｈ ５", "full width 5"),
        ("Straße ﬁne", "strasse fine"),
        ("re\u0301sume\u0301", "r\u00e9sum\u00e9"),
        ("z\u0323\u0301\u0302\u0303algo", "\u1e93\u0301algo"),
        ("x\u0301\u0302\u0303", "x\u0301"),
        ("show me the $$$", "show me the money"),
        ("$5", "$5"),
        ("", ""),
        ("\u200b\u2060", ""),
    ],
)
def test_cleaning(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what's an ml pm's day", "what is an ml pm is day"),
        ("i'm you're we've they'll he'd", "i am you are we have they will he would"),
        ("don't doesnt can't wont isn't", "do not does not can not will not is not"),
        ("couldnt wasn't hadnt", "could not was not had not"),
        ("go-to-market ai/ml", "go to market ai ml"),
        ("rock'n'roll", "rocknroll"),
        ("50% of $200k #1", "50 % of $ 200k # 1"),
        ("a.b,c;d", "a b c d"),
        ("snake_case", "snake case"),
        ("\U0001f44d !!!", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def test_each_word_can_be_replaced_and_all_else_stays() -> None:
    assert replaced("what's the pay-gap, in $?", str.upper) == "what's THE PAY-GAP, IN $?"


def test_what_goes_beyond_telegrams_limit_is_cut() -> None:
    assert len(clean("x" * (LONGEST + 1))) == LONGEST


@given(st.text(max_size=200))
def test_clean_texts_stay_as_they_are_and_words_hold_no_space(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    assert all(word and not word.isspace() for word in words(cleaned))


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert clean("pay\ud800 \udfffdata") == "pay data"
