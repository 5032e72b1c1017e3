"""Scores -> the chance that a message can be answered, fitted per knowledge base.

A raw score says little: a long message scores low even when it is right, and a message about
something else may still have a best topic. So a logistic curve is fitted on left-out rows, the
texts of uncovered subjects, small talk and strangers' messages among them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.features import Floats
from bot.matching.lexicon import Lexicon

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_OUT_OF_REACH = -9.0
_LONG = 40  # words; no alias is longer, so nothing is known of what more would mean


@dataclass(frozen=True)
class Ranking:
    """Scores of all classes for one text; `topics` marks the classes the article answers."""

    scores: Floats
    topics: Mask

    @property
    def topic(self) -> int:
        """The best topic's number."""
        return int(np.where(self.topics, self.scores, _OUT_OF_REACH).argmax())

    def leads(self) -> tuple[float, float, float]:
        """The best topic's score, its lead over the next topic, and over everything else."""
        topics = np.sort(np.where(self.topics, self.scores, _OUT_OF_REACH))
        other = np.where(self.topics, _OUT_OF_REACH, self.scores).max()
        best, second = float(topics[-1]), float(topics[-2])
        return best, best - max(second, 0.0), best - max(float(other), 0.0)


def evidence(
    ranking: Ranking,
    words: Sequence[str],
    lexicon: Lexicon,
    own: int | None = None,
    *,
    without_own: bool = False,
) -> Vector:
    """What confidence rests on; the order is that of `Confidence.weights`."""
    covered, known = lexicon.shares(words, ranking.topic, own, without_own=without_own)
    return np.array([1.0, *ranking.leads(), covered, known, math.log1p(min(len(words), _LONG))])


@dataclass(frozen=True)
class Confidence:
    """A logistic curve over the evidence."""

    weights: Vector

    def __call__(self, found: Vector) -> float:
        return float(1 / (1 + np.exp(-(found @ self.weights))))

    @classmethod
    def fit(cls, found: Vector, right: Mask, counts: Vector | None = None) -> Confidence:
        """A few Newton steps of logistic regression, lightly regularised.

        `counts` is how much each row counts for, by default one.
        """
        weights = np.zeros(found.shape[1])
        counts = np.ones(len(found)) if counts is None else counts
        penalty = np.eye(found.shape[1]) * 1e-2
        for _ in range(25):
            chance = 1 / (1 + np.exp(-(found @ weights)))
            gradient = found.T @ (counts * (right - chance)) - penalty @ weights
            curvature = (found * (counts * chance * (1 - chance))[:, None]).T @ found + penalty
            weights = weights + np.linalg.solve(curvature, gradient)
        return cls(weights)
