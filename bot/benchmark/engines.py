"""The matcher's peers behind one interface: a text -> its best intent, and how sure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import fuzz, process, utils

from bot.benchmark.rows import LabelledText
from bot.matching.text import clean, words


class Engine(Protocol):
    """Built from training rows; answers one text at a time."""

    def __call__(self, text: str) -> tuple[str, float]:
        """The best intent, and a score that is higher the surer it is."""
        ...


class Fuzzy:
    """rapidfuzz over all training texts, by one of its ratios."""

    def __init__(self, train: Sequence[LabelledText], ratio: str) -> None:
        known = [row for row in train if row.intent]
        self._intents = [row.intent or "" for row in known]
        self._texts = [utils.default_process(row.text) for row in known]
        self._ratio = getattr(fuzz, ratio)

    def __call__(self, text: str) -> tuple[str, float]:
        found = process.extractOne(utils.default_process(text), self._texts, scorer=self._ratio)
        return (self._intents[found[2]], float(found[1])) if found else (self._intents[0], 0.0)


class Nearest:
    """The nearest training text by weighted words: BM25, or tf-idf cosine."""

    def __init__(self, train: Sequence[LabelledText], *, bm25: bool) -> None:
        known = [row for row in train if row.intent]
        self._intents = [row.intent or "" for row in known]
        texts = [Counter(words(clean(row.text))) for row in known]
        seen = Counter(word for text in texts for word in text)
        self._idf = {word: math.log(1 + len(texts) / count) for word, count in seen.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        weigh = self._bm25 if bm25 else self._cosine
        mean = sum(map(len, texts)) / max(len(texts), 1)
        for number, text in enumerate(texts):
            for word, weight in weigh(text, mean).items():
                self._postings[word].append((number, weight))

    def _bm25(self, text: Counter[str], mean: float) -> dict[str, float]:
        length = 0.25 + 0.75 * sum(text.values()) / mean
        return {w: self._idf[w] * n * 2.2 / (n + 1.2 * length) for w, n in text.items()}

    def _cosine(self, text: Counter[str], _: float) -> dict[str, float]:
        weights = {word: count * self._idf[word] for word, count in text.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {word: weight * self._idf[word] / length for word, weight in weights.items()}

    def __call__(self, text: str) -> tuple[str, float]:
        scores: dict[int, float] = defaultdict(float)
        for word in set(words(clean(text))):
            for number, weight in self._postings.get(word, ()):
                scores[number] += weight
        if not scores:
            return self._intents[0], 0.0
        best = max(scores, key=lambda number: scores[number])
        return self._intents[best], scores[best]
