"""Words -> weighted features, with numbers checked by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bot.matching.features import Features, raw_features


def test_features_are_words_pairs_and_pieces() -> None:
    words = ["wup", "wup", "wpay"]
    pairs = ["bup up", "bup pay"]
    pieces = ["c up", "cup ", "c up "] * 2 + ["c pa", "cpay", "cay ", "c pay", "cpay ", "c pay "]
    assert raw_features(["up", "up", "pay"]) == Counter([*words, *pairs, *pieces])


def test_nothing_said_has_no_features() -> None:
    assert raw_features([]) == Counter()


def test_only_what_occurs_twice_is_learnt_and_rare_features_weigh_more() -> None:
    learnt = Features.learn(
        [Counter(["wa", "wb"]), Counter(["wa", "wb"]), Counter(["wa", "wc", "wc"])]
    )
    assert learnt.names == ["wa", "wb"]
    # the logarithm of 4 / 4 and of 4 / 3, plus one
    assert learnt.idf == pytest.approx([1.0, 1.2877], abs=1e-4)


def test_each_kind_of_feature_has_its_share_of_a_vector_of_length_one() -> None:
    learnt = Features(["cx", "wa", "wb"], np.ones(3, dtype=np.float32))
    numbers, weights = learnt.vector(Counter(["wa", "wb", "cx", "wunknown"]))
    found = dict(zip(numbers.tolist(), weights.tolist(), strict=True))
    # words share 0.6, pieces 1.0: each word 0.6 / sqrt(2) and all over sqrt(0.36 + 1)
    assert found == {
        0: pytest.approx(0.8575, abs=1e-4),
        1: pytest.approx(0.3638, abs=1e-4),
        2: pytest.approx(0.3638, abs=1e-4),
    }


def test_a_text_of_unknown_features_has_an_empty_vector() -> None:
    numbers, weights = Features(["wa"], np.ones(1, dtype=np.float32)).vector(Counter(["wz"]))
    assert (numbers.tolist(), weights.tolist()) == ([], [])
