"""Which rows a text is like, and a linear classifier over that: kernel ridge, in closed form.

Learning from all aliases at once beats looking up the nearest one, and the closed form gives the
scores with a row, or a whole class, left out, on which confidence is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.matching.features import Floats, Ints, Sparse

_SMALL = 128
_BLOCK = 1_000
_JITTER = 1e-3  # of likeness to oneself, against rounding
_MOST_HITS = 50_000  # row entries looked at for one text; beyond it common features are left out


@dataclass(frozen=True)
class Index:
    """Rows by feature, to find the rows most like a vector (cosine, as vectors have length 1)."""

    starts: Ints
    rows: Ints
    values: Floats
    size: int

    @classmethod
    def build(cls, vectors: Sequence[Sparse], features: int) -> Index:
        """Index the rows' vectors; `features` is how many features there are."""
        numbers = np.concatenate([numbers for numbers, _ in vectors])
        every = np.arange(len(vectors), dtype=np.int32)
        rows = np.repeat(every, [len(numbers) for numbers, _ in vectors])
        values = np.concatenate([values for _, values in vectors])
        order = np.argsort(numbers, kind="stable")
        starts = np.searchsorted(numbers[order], np.arange(features + 1))
        return cls(starts.astype(np.int32), rows[order], values[order], len(vectors))

    def similarity(self, vector: Sparse, *, exact: bool = False) -> Floats:
        """Cosine of the vector with every row; by its rarest features where all are much work.

        `exact` takes all: training needs a row to be as like another as that one is to it.
        """
        numbers, weights = vector
        if not len(numbers):
            return np.zeros(self.size, dtype=np.float32)
        if not exact:
            numbers, weights = self._rarest(numbers, weights)
        spans = [slice(self.starts[n], self.starts[n + 1]) for n in numbers]
        rows = np.concatenate([self.rows[span] for span in spans])
        counts = [span.stop - span.start for span in spans]
        values = np.concatenate([self.values[span] for span in spans]) * np.repeat(weights, counts)
        return np.bincount(rows, values, self.size).astype(np.float32)

    def _rarest(self, numbers: Ints, weights: Floats) -> Sparse:
        """The features that fit the work allowed for one text; all of them in a small index."""
        hits = self.starts[numbers + 1] - self.starts[numbers]
        if hits.sum() <= _MOST_HITS:
            return numbers, weights
        order = np.argsort(hits, kind="stable")
        kept = order[: max(1, int(np.searchsorted(np.cumsum(hits[order]), _MOST_HITS, "right")))]
        return numbers[kept], weights[kept]


@dataclass(frozen=True)
class Trained:
    """Weights (landmarks x classes; a text's scores are its likeness to the landmarks times these).

    `left_out` are each row's scores as if that row had not been there, `class_left_out` as if no
    row of its class had: what the classifier says of a subject that it does not know.
    """

    weights: Floats
    left_out: Floats
    class_left_out: Floats


def train(kernel: Floats, landmarks: Ints, labels: Ints, classes: int, ridge: float) -> Trained:
    """Fit rows whose likeness to some of them, the landmarks, is `kernel` (rows x landmarks).

    The kernel is used up. With all rows as landmarks this is plain kernel ridge regression; with
    fewer it is Nystroem's approximation of it. A class's rows have to stand together.
    """
    root = kernel[landmarks]
    root[np.diag_indices_from(root)] += _JITTER
    _invert_root(root)
    inner = _times(kernel, root.T)
    whole = inner.T @ inner
    whole[np.diag_indices_from(whole)] += ridge
    _invert_root(whole)
    inner = _times(inner, whole.T)  # now inner @ inner.T takes targets to fitted scores
    targets = np.zeros((len(kernel), classes), dtype=np.float32)
    targets[np.arange(len(kernel)), labels] = 1
    learnt = inner.T @ targets
    missed = targets - inner @ learnt
    left_out = targets - missed / (1 - np.einsum("ij,ij->i", inner, inner))[:, None]
    class_left_out = np.empty_like(left_out)
    for own in _spans(labels, classes):
        alone = np.eye(own.stop - own.start, dtype=np.float32) - inner[own] @ inner[own].T
        class_left_out[own] = targets[own] - np.linalg.solve(alone, missed[own])
    return Trained(root.T @ (whole.T @ learnt), left_out, class_left_out)


def _times(left: Floats, right: Floats) -> Floats:
    """The product, in place of the left matrix: there is no memory for a third."""
    for start in range(0, len(left), _BLOCK):
        left[start : start + _BLOCK] = left[start : start + _BLOCK] @ right
    return left


def _spans(labels: Ints, classes: int) -> list[slice]:
    edges = np.searchsorted(labels, np.arange(classes + 1))
    return [slice(start, stop) for start, stop in pairwise(edges.tolist())]


def nearest(likeness: Floats, starts: Ints) -> Floats:
    """Per class, the likeness of its most alike row; a class's rows stand together."""
    result: Floats = np.maximum.reduceat(likeness, starts)
    return result


def _invert_root(matrix: Floats) -> None:
    """Turn a positive definite matrix, in place, into the inverse of its Cholesky root.

    By halves, so that plain products do nearly all of the work: several times faster than
    numpy's own factorisation, and without a second matrix of that size.
    """
    size = len(matrix)
    if size <= _SMALL:
        matrix[:] = np.tril(np.linalg.inv(np.linalg.cholesky(matrix)))
        return
    half = size // 2
    first, below, second = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _invert_root(first)
    below[:] = below @ first.T
    second -= below @ below.T
    _invert_root(second)
    below[:] = -(second @ (below @ first))
    matrix[:half, half:] = 0
