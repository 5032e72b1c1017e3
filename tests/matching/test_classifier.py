"""Likeness to rows, and the classifier over it, with numbers checked by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.classifier import Index, nearest, train
from bot.matching.features import Floats, Ints, Sparse


def ints(*numbers: int) -> Ints:
    return np.array(numbers, dtype=np.int32)


def floats(*numbers: float) -> Floats:
    return np.array(numbers, dtype=np.float32)


def sparse(**weights: float) -> Sparse:
    """`sparse(f0=0.6, f2=0.8)`."""
    return ints(*(int(name[1:]) for name in weights)), floats(*weights.values())


ROWS = [sparse(f0=1.0), sparse(f0=0.6, f1=0.8), sparse(f2=1.0)]


def test_likeness_is_the_cosine_with_every_row() -> None:
    index = Index.build(ROWS, 3)
    assert index.similarity(sparse(f0=1.0)) == pytest.approx([1, 0.6, 0])
    assert index.similarity(sparse(f0=0.6, f1=0.8)) == pytest.approx([0.6, 1, 0])


def test_a_text_without_features_is_like_nothing() -> None:
    assert Index.build(ROWS, 3).similarity((ints(), floats())).tolist() == [0, 0, 0]


def test_the_nearest_row_speaks_for_its_class() -> None:
    found = nearest(floats(0.2, 0.9, 0.5), ints(0, 1, 1), 3)
    assert found == pytest.approx([0.2, 0.9, 0])


def test_rows_that_share_nothing_say_nothing_of_one_another() -> None:
    weights, left_out = train(np.eye(2, dtype=np.float32), ints(0, 1), 2, ridge=1.0)
    assert weights == pytest.approx(np.eye(2) / 2)
    assert left_out == pytest.approx(np.zeros((2, 2)))


def test_two_alike_rows_vouch_for_each_other() -> None:
    kernel = np.array([[1, 0.5], [0.5, 1]], dtype=np.float32)
    weights, left_out = train(kernel, ints(0, 0), 1, ridge=1.0)
    assert weights == pytest.approx(np.full((2, 1), 0.4))  # 1 / (1 + 0.5 + 1)
    assert left_out == pytest.approx(np.full((2, 1), 0.25))  # 0.5 / (1 + 1)


def test_many_rows_give_what_plain_algebra_gives() -> None:
    size, classes, ridge = 300, 5, 0.5
    random = np.random.default_rng(1)
    points = random.normal(size=(size, 8))
    kernel = (points @ points.T / 8).astype(np.float32)
    labels = random.integers(0, classes, size).astype(np.int32)
    targets = np.eye(classes)[labels]
    weights, left_out = train(kernel.copy(), labels, classes, ridge)
    assert weights == pytest.approx(
        np.linalg.solve(kernel + ridge * np.eye(size), targets), abs=5e-3
    )
    for row in (0, 150, 299):
        others = np.delete(np.arange(size), row)
        inner = kernel[np.ix_(others, others)] + ridge * np.eye(size - 1)
        expected = kernel[row, others] @ np.linalg.solve(inner, targets[others])
        assert left_out[row] == pytest.approx(expected, abs=5e-3)
