"""Words -> sparse, tf-idf weighted features: words, word pairs, and pieces of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Sparse = tuple[Ints, Floats]  # feature numbers and their weights

_PIECES = (3, 4, 5)
_KINDS = {"w": 0.6, "b": 0.6, "c": 1.0}  # how much each kind of feature weighs


def raw_features(words: Sequence[str]) -> Counter[str]:
    """Features and their counts; the first letter tells the kind (word, bigram, characters)."""
    found: Counter[str] = Counter(f"w{word}" for word in words)
    found.update(f"b{first} {second}" for first, second in pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in _PIECES:
            found.update(f"c{padded[i : i + size]}" for i in range(len(padded) - size + 1))
    return found


class Features:
    """A vocabulary of features with their inverse document frequencies."""

    def __init__(self, names: Sequence[str], idf: Floats) -> None:
        self.names = list(names)
        self.idf = idf
        self._number = {name: number for number, name in enumerate(self.names)}

    @classmethod
    def learn(cls, documents: Iterable[Counter[str]]) -> Features:
        """Keep what occurs in at least two documents."""
        counts: Counter[str] = Counter()
        total = 0
        for document in documents:
            counts.update(document.keys())
            total += 1
        names = sorted(name for name, count in counts.items() if count > 1)
        frequency = np.array([counts[name] for name in names], dtype=np.float32)
        return cls(names, np.log((1 + total) / (1 + frequency)).astype(np.float32) + 1)

    def vector(self, raw: Counter[str]) -> Sparse:
        """A unit-length sparse vector; each kind of feature has its own share of the length."""
        numbers: list[int] = []
        weights: list[float] = []
        for kind, share in _KINDS.items():
            self._add_kind(raw, kind, share, numbers, weights)
        vector = np.array(weights, dtype=np.float32)
        length = float(np.sqrt(vector @ vector)) or 1.0
        return np.array(numbers, dtype=np.int32), vector / length

    def _add_kind(
        self,
        raw: Counter[str],
        kind: str,
        share: float,
        numbers: list[int],
        weights: list[float],
    ) -> None:
        known = [
            (self._number[name], count)
            for name, count in raw.items()
            if name[0] == kind and name in self._number
        ]
        if not known:
            return
        found = np.array([number for number, _ in known])
        values = (1 + np.log([count for _, count in known])) * self.idf[found]
        scale = share / float(np.sqrt(values @ values))
        numbers.extend(found.tolist())
        weights.extend((values * scale).tolist())
