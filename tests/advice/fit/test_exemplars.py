"""Likeness in meaning, over vectors that a person can check."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.advice.fit.exemplars import Exemplars
from bot.matching.features import Floats


def embed(texts: Sequence[str]) -> Floats:
    """Shares of the letters a, b and c, as a vector of length 1."""
    counts = np.array([[text.count(letter) for letter in "abc"] for text in texts], dtype=float)
    lengths = np.linalg.norm(counts, axis=1, keepdims=True)
    found: Floats = np.divide(counts, np.maximum(lengths, 1e-9)).astype(np.float32)
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [("aab", "A"), ("bba", "B"), ("ab", None), ("c", None), ("xyz", None), ("", None)],
)
def test_the_nearest_is_believed_unless_it_is_far_or_not_alone(text: str, name: str | None) -> None:
    exemplars = Exemplars(embed)
    assert exemplars.nearest(text, {"A": ("aaa", "aaab"), "B": ("bbb", "bbba")}, 0.5) == name


def test_three_exemplars_count_and_no_more() -> None:
    found = Exemplars(embed).nearest("a", {"A": ("a", "c", "c", "c"), "B": ("b", "ab", "b")}, 0.1)
    assert found == "A"


def test_vectors_of_exemplars_are_made_once() -> None:
    asked: list[str] = []

    def counting(texts: Sequence[str]) -> Floats:
        asked.extend(texts)
        return embed(texts)

    exemplars = Exemplars(counting)
    for _ in range(3):
        exemplars.nearest("a", {"A": ("aaa",), "B": ("bbb",)}, 0.5)
    assert asked.count("aaa") == 1
