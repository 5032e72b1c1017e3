"""What readers type, without what could lead to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.advice.masking import masked, without_masks


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("is 205k ok for me", "is #k ok for me"),
        ("call +49 (30) 1234-567 today", "call # today"),
        ("I earn $1,250.50 now", "I earn $# now"),
        ("mail me at ada.l@example.org please", "mail me at [name] please"),
        ("ask @ada_l or ＠ada", "ask [name] or [name]"),
        ("see https://example.org/cv?id=7 and t.me/ada", "see [link] and [link]"),
        ("my name is Ada Lovelace, am I late?", "my name is [name] [name], am I late?"),
        ("MY NAME IS ADA", "MY NAME IS [name]"),
        ("my boss Grzegorz Brzęczyk said no", "my boss [name] [name] said no"),
        ("do they sponsor visas? Cheers, Ada", "do they sponsor visas? Cheers, [name]"),
        ("this is wrong", "this is wrong"),
        ("Is Python enough for an ML PM?", "Is Python enough for an ML PM?"),
        ("two\nlines\tand\0more", "two lines and more"),
        ("٣ or ² or Ⅷ", "# or # or #"),
    ],
)
def test_what_is_kept_of_a_question(advisor: Advisor, text: str, kept: str) -> None:
    assert masked(text, advisor.matcher.speller.knows) == kept


def test_a_first_name_goes_with_a_name_that_is_told(advisor: Advisor) -> None:
    said = masked("I am with Hans Gruberson on that", advisor.matcher.speller.knows)
    assert said == "I am with [name] on that"


@given(st.text(max_size=400) | st.from_regex(r"[a-z ]{0,9}\+?[0-9 ().-]{3,20}@?[a-z.]{0,9}"))
def test_no_digit_and_no_address_is_left(text: str) -> None:
    kept = masked(text, str.islower)
    assert not any(character.isnumeric() for character in kept)
    assert "@" not in kept
    assert kept.isprintable()
    assert len(kept) <= 300


def test_a_long_text_is_cut(advisor: Advisor) -> None:
    knows = advisor.matcher.speller.knows
    assert len(masked("tell me more " * 99, knows)) <= 300
    assert masked("a " + "x" * 998 + "@example.org", knows) == "a"


def test_masks_are_nothing_to_learn_from() -> None:
    assert without_masks("is # ok for [name], see [link]?") == "is ok for , see ?"
