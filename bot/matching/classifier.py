"""Which rows a text is like, and a linear classifier over that: kernel ridge, in closed form.

Learning from all aliases at once beats looking up the nearest one, and the closed form gives the
leave-one-out scores that confidence is fitted on for the price of one matrix inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.features import Floats, Ints, Sparse

_SMALL = 128


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
        rows = np.repeat(np.arange(len(vectors)), [len(numbers) for numbers, _ in vectors])
        values = np.concatenate([values for _, values in vectors])
        order = np.argsort(numbers, kind="stable")
        starts = np.searchsorted(numbers[order], np.arange(features + 1))
        return cls(
            starts.astype(np.int32), rows[order].astype(np.int32), values[order], len(vectors)
        )

    def similarity(self, vector: Sparse) -> Floats:
        """Cosine of the vector with every row."""
        numbers, weights = vector
        if not len(numbers):
            return np.zeros(self.size, dtype=np.float32)
        spans = [slice(self.starts[n], self.starts[n + 1]) for n in numbers]
        rows = np.concatenate([self.rows[span] for span in spans])
        counts = [span.stop - span.start for span in spans]
        values = np.concatenate([self.values[span] for span in spans]) * np.repeat(weights, counts)
        return np.bincount(rows, values, self.size).astype(np.float32)


def train(kernel: Floats, labels: Ints, classes: int, ridge: float) -> tuple[Floats, Floats]:
    """Fit rows whose likeness to one another is `kernel` (it is used up).

    Returns the weights (rows x classes; a text's scores are its likeness to the rows times these)
    and each row's scores as if that row had been left out.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    _invert_root(kernel)
    targets = np.zeros((len(kernel), classes), dtype=np.float32)
    targets[np.arange(len(kernel)), labels] = 1
    weights: Floats = kernel.T @ (kernel @ targets)
    left_out: Floats = targets - weights / np.einsum("ij,ij->j", kernel, kernel)[:, None]
    return weights, left_out


def nearest(likeness: Floats, labels: Ints, classes: int) -> Floats:
    """Per class, the likeness of its most alike row."""
    result = np.zeros(classes, dtype=np.float32)
    np.maximum.at(result, labels, likeness)
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
