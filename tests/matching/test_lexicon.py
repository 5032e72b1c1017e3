"""How much of a message a class, and the whole base, can account for."""

from __future__ import annotations

import math

import pytest

from bot.matching.lexicon import Lexicon, stem

PAY, TEA = 0, 1


@pytest.fixture
def lexicon() -> Lexicon:
    """`pay` weighs log(4 / 3) + 1 = 1.288, `base` and `tea` 1.693, an unknown word 2.386."""
    return Lexicon.learn([(PAY, ["pay", "base", "pay"]), (PAY, ["pay"]), (TEA, ["tea"])])


@pytest.mark.parametrize(
    ("words", "label", "covered", "known"),
    [
        (["pay", "base"], PAY, 1.0, 1.0),
        (["pay", "tea"], PAY, 0.432, 1.0),
        (["pay", "tea"], TEA, 0.568, 1.0),
        (["pay", "zebra"], PAY, 0.351, 0.351),
        (["pay", "pay", "tea"], PAY, 0.432, 1.0),
        (["zebra"], PAY, 0.0, 0.0),
        ([], PAY, 0.0, 0.0),
        (["pay"], 7, 0.0, 1.0),
    ],
)
def test_shares_are_weighted_by_rarity(
    lexicon: Lexicon, words: list[str], label: int, covered: float, known: float
) -> None:
    assert lexicon.shares(words, label) == pytest.approx((covered, known), abs=1e-3)


def test_a_text_left_out_is_no_witness_for_itself(lexicon: Lexicon) -> None:
    assert lexicon.shares(["pay", "base"], PAY, own=PAY) == pytest.approx((0.432, 0.432), abs=1e-3)
    assert lexicon.shares(["tea"], TEA, own=TEA) == (0.0, 0.0)


def test_a_text_left_out_of_one_class_still_counts_for_another(lexicon: Lexicon) -> None:
    covered, known = lexicon.shares(["pay", "base"], PAY, own=TEA)
    assert (covered, known) == pytest.approx((1.0, 0.432), abs=1e-3)


def test_a_class_left_out_is_no_witness_for_its_texts() -> None:
    learnt = Lexicon.learn([(PAY, ["pay", "per"]), (PAY, ["pay", "per"]), (TEA, ["per"])])
    per = 1 / (1 + math.log(4 / 3) + 1)  # `pay` is rarer
    words = ["pay", "per"]
    for label, covered in ((TEA, per), (PAY, 0.0)):
        found = learnt.shares(words, label, own=PAY, without_own=True)
        assert found == pytest.approx((covered, per))


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("stages", "stage"),
        ("interviewing", "interview"),
        ("asked", "ask"),
        ("pass", "pass"),
        ("was", "was"),
        ("ring", "ring"),
        ("shed", "shed"),
        ("", ""),
    ],
)
def test_common_endings_are_left_off(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_words_count_as_one_whatever_their_ending() -> None:
    learnt = Lexicon.learn([(PAY, ["stages", "asked", "ask"])])
    assert learnt.shares(["stage", "asking"], PAY) == (1.0, 1.0)
    assert learnt.counts == {PAY: {"stage": 1, "ask": 1}}
