"""Which words each class of messages uses: how much of a message a class can account for."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

_ENDINGS = ("ing", "ed", "s")


def stem(word: str) -> str:
    """A word without its most common endings: enough to count `stage` and `stages` as one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


class Lexicon:
    """Counts of words, less their endings, per class.

    Shares are of a message's words, weighted by their rarity.
    """

    def __init__(self, counts: Mapping[int, Mapping[str, int]], documents: int) -> None:
        self.counts = counts
        self.documents = documents
        self._total: Counter[str] = Counter()
        for words in counts.values():
            self._total.update(words)

    @classmethod
    def learn(cls, texts: Iterable[tuple[int, Sequence[str]]]) -> Lexicon:
        """Count each word once a text; `texts` are (class, words)."""
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        documents = 0
        for label, words in texts:
            counts[label].update(set(map(stem, words)))
            documents += 1
        return cls(dict(counts), documents)

    def shares(
        self,
        words: Sequence[str],
        label: int,
        own: int | None = None,
        *,
        without_own: bool = False,
    ) -> tuple[float, float]:
        """The share of a message that `label` knows, and that the whole base knows.

        `own` is the class of the text itself while it is left out of the counts; `without_own`
        leaves out all texts of that class.
        """
        rarity = {word: self._rarity(word) for word in set(map(stem, words))}
        whole = sum(rarity.values())
        if not whole:
            return 0.0, 0.0
        ours = self.counts.get(own, {}) if own is not None and without_own else {}
        here = {} if without_own and own == label else self.counts.get(label, {})
        left_out = 0 if own is None else 1
        less = 1 if own == label else 0
        covered = sum(weight for word, weight in rarity.items() if here.get(word, 0) > less)
        known = sum(
            weight
            for word, weight in rarity.items()
            if self._total[word] > ours.get(word, left_out)
        )
        return covered / whole, known / whole

    def _rarity(self, word: str) -> float:
        return math.log((1 + self.documents) / (1 + self._total[word])) + 1
