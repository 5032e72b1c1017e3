"""The matcher and its peers behind one interface: a text -> its best intent, and how sure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from rapidfuzz import fuzz, process, utils

from bot.benchmark.rows import LabelledText
from bot.matching.confidence import Confidence
from bot.matching.corpus import Kind, Label, Row
from bot.matching.model import Embed, Judgement, build
from bot.matching.spelling import Speller
from bot.matching.text import clean, words


class Engine(Protocol):
    """Built from training rows; answers one text at a time."""

    def __call__(self, text: str) -> tuple[str, float]:
        """The best intent, and a score that is higher the surer it is."""
        ...


class Ours:
    """The bot's matcher on any labelled rows; scales are fitted on `valid`, or by leaving out."""

    def __init__(
        self, train: Sequence[LabelledText], valid: Sequence[LabelledText], embed: Embed | None
    ) -> None:
        rows = [
            Row(Label(Kind.TOPIC, row.intent) if row.intent else _STRANGERS, row.text)
            for row in train
        ]
        counts = Counter(word for row in rows for word in set(words(clean(row.text))))
        self._speller = Speller(counts.elements())
        self._embed = embed
        self._model = build(rows, self._prepare, embed)
        self._curve = self._fitted(valid) if valid else None

    def __call__(self, text: str) -> tuple[str, float]:
        judged = self._judge(text)
        intent = self._model.labels[judged.ranking.topic].id
        if self._curve is None:
            return intent, judged.certainty
        return intent, self._curve(judged.evidence)

    def _prepare(self, text: str) -> list[str]:
        return self._speller(words(clean(text)))

    def _judge(self, text: str) -> Judgement:
        return self._model.judge(self._prepare(text), self._embed)

    def _fitted(self, valid: Sequence[LabelledText]) -> Confidence:
        judged = [self._judge(row.text) for row in valid]
        right = [
            self._model.labels[found.ranking.topic].id == row.intent
            for found, row in zip(judged, valid, strict=True)
        ]
        return Confidence.fit(np.stack([found.evidence for found in judged]), np.array(right))


_STRANGERS = Label(Kind.OFFTOPIC, "offtopic")


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
