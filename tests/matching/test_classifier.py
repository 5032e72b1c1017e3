"""Likeness to rows, and the classifier over it, with numbers checked by hand and by brute force."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from bot.matching import classifier
from bot.matching.classifier import Index, nearest, train
from bot.matching.features import Floats, Ints, Sparse

Numbers = npt.NDArray[np.float64]


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


@pytest.mark.parametrize(
    ("most", "found"),
    [
        (4, [0.6, 0.872, 0.48]),  # feature 0 is in two rows, the others are in one
        (3, [0, 0.512, 0.48]),
        (2, [0, 0.512, 0.48]),
        (1, [0, 0.512, 0]),
        (0, [0, 0.512, 0]),  # the rarest is kept at any price
    ],
)
def test_where_all_features_are_too_much_work_the_rarest_are_kept(
    monkeypatch: pytest.MonkeyPatch, most: int, found: list[float]
) -> None:
    monkeypatch.setattr(classifier, "_MOST_HITS", most)
    index, text = Index.build(ROWS, 3), sparse(f0=0.6, f1=0.64, f2=0.48)
    assert index.similarity(text) == pytest.approx(found)
    assert index.similarity(text, exact=True) == pytest.approx([0.6, 0.872, 0.48])


def test_the_nearest_row_speaks_for_its_class() -> None:
    found = nearest(floats(0.2, 0.9, 0.5, 0.7, 0.1), ints(0, 1, 3))
    assert found == pytest.approx([0.2, 0.9, 0.7])


# learning -----------------------------------------------------------------------

RIDGE = 0.5
CLASSES = 5
LABELS = ints(*np.repeat(np.arange(CLASSES), [100, 1, 60, 89, 50]))
TARGETS: Numbers = np.eye(CLASSES)[LABELS]
RANDOM = np.random.default_rng(1)
# Points around the centre of their class.
POINTS: Numbers = RANDOM.normal(size=(CLASSES, 4))[LABELS] + RANDOM.normal(size=(300, 4)) / 3
NEW: Numbers = RANDOM.normal(size=(20, 4))
EVERY = np.arange(300, dtype=np.int32)
SOME = EVERY[::3]


def alike(left: Numbers, right: Numbers) -> Numbers:
    """1 for the same point, less the further apart."""
    found: Numbers = np.exp(-((left[:, None] - right[None]) ** 2).sum(axis=2) / 8)
    return found


def through(landmarks: Ints) -> Numbers:
    """The points' likeness to one another as far as the landmarks know of it."""
    among = alike(POINTS[landmarks], POINTS[landmarks])
    found: Numbers = alike(POINTS, POINTS[landmarks]) @ np.linalg.solve(
        among + 1e-3 * np.eye(len(landmarks)), alike(POINTS[landmarks], POINTS)
    )
    return found


def without(kernel: Numbers, out: npt.NDArray[np.intp]) -> Numbers:
    """What kernel ridge regression says of rows that it did not learn from."""
    others = np.delete(EVERY, out)
    inner = kernel[np.ix_(others, others)] + RIDGE * np.eye(len(others))
    found: Numbers = kernel[np.ix_(out, others)] @ np.linalg.solve(inner, TARGETS[others])
    return found


def trained(landmarks: Ints) -> classifier.Trained:
    kernel = alike(POINTS, POINTS[landmarks]).astype(np.float32)
    return train(kernel, landmarks, LABELS, CLASSES, RIDGE)


def test_rows_that_share_nothing_say_nothing_of_one_another() -> None:
    found = train(np.eye(2, dtype=np.float32), ints(0, 1), ints(0, 1), 2, ridge=1.0)
    assert found.weights == pytest.approx(np.eye(2) / 2, abs=2e-3)
    assert found.left_out == pytest.approx(np.zeros((2, 2)), abs=2e-3)


def test_two_alike_rows_vouch_for_each_other_but_not_when_both_are_left_out() -> None:
    kernel = np.array([[1, 0.5], [0.5, 1]], dtype=np.float32)
    found = train(kernel, ints(0, 1), ints(0, 0), 1, ridge=1.0)
    assert found.weights == pytest.approx(np.full((2, 1), 0.4), abs=2e-3)  # 1 / (1 + 0.5 + 1)
    assert found.left_out == pytest.approx(np.full((2, 1), 0.25), abs=2e-3)  # 0.5 / (1 + 1)
    assert found.class_left_out == pytest.approx(np.zeros((2, 1)), abs=2e-3)


def test_with_all_rows_as_landmarks_it_is_plain_kernel_ridge_regression() -> None:
    plain = np.linalg.solve(alike(POINTS, POINTS) + RIDGE * np.eye(300), TARGETS)
    assert alike(NEW, POINTS) @ trained(EVERY).weights == pytest.approx(
        alike(NEW, POINTS) @ plain, abs=0.02
    )


def test_fewer_landmarks_say_nearly_the_same() -> None:
    fewer = alike(NEW, POINTS[SOME]) @ trained(SOME).weights
    assert fewer == pytest.approx(alike(NEW, POINTS) @ trained(EVERY).weights, abs=0.05)


@pytest.mark.parametrize("landmarks", [EVERY, SOME])
def test_a_row_left_out_scores_as_if_it_had_never_been_there(landmarks: Ints) -> None:
    left_out, kernel = trained(landmarks).left_out, through(landmarks)
    for row in (0, 100, 150, 299):
        assert left_out[row] == pytest.approx(without(kernel, np.array([row]))[0], abs=5e-3)


@pytest.mark.parametrize("landmarks", [EVERY, SOME])
def test_a_class_left_out_scores_as_if_nobody_had_thought_of_it(landmarks: Ints) -> None:
    class_left_out, kernel = trained(landmarks).class_left_out, through(landmarks)
    for label in range(CLASSES):
        own = np.flatnonzero(label == LABELS)
        assert class_left_out[own] == pytest.approx(without(kernel, own), abs=5e-3)
