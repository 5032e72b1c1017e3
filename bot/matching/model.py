"""What is learnt from the rows: a quick judge of words, and a slower one of meaning.

The first compares words and pieces of words. Where it is unsure, the second also compares sentence
embeddings, which know that "pay" and "salary" are alike; it is there when an embedding is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.classifier import Index, nearest, train
from bot.matching.confidence import Confidence, Ranking, Vector, evidence
from bot.matching.corpus import Kind, Label, Row
from bot.matching.features import Features, Floats, Ints, raw_features
from bot.matching.lexicon import Lexicon

Prepare = Callable[[str], list[str]]
Embed = Callable[[Sequence[str]], Floats]  # texts -> vectors of length 1, a row each


@dataclass(frozen=True)
class Mix:
    """How much of each likeness a judge uses; chosen on public data, see CONTRIBUTING."""

    ridge: float
    words: float = 1.0
    nearest_words: float = 0.5
    nearest_meaning: float = 0.0


WORDS = Mix(ridge=1.0)
MEANING = Mix(ridge=0.1, words=0.3, nearest_words=0.2, nearest_meaning=0.5)
_SHARPNESS = 3.0  # of meaning: exp(SHARPNESS * (cosine - 1))

# Beyond these the quick judge is believed, and no embedding is made.
_SURE_OF_ANSWER = 0.9
_SURE_OF_TOPIC = 0.5


@dataclass(frozen=True)
class Judge:
    """A classifier's weights, and the curves that turn its scores into chances."""

    weights: Floats
    confidence: Confidence  # that the article answers the text
    certainty: Confidence  # that the best topic is the one meant


@dataclass(frozen=True)
class Judgement:
    """One text's ranking and chances, with the evidence they rest on."""

    ranking: Ranking
    evidence: Vector
    confidence: float
    certainty: float
    by_meaning: bool


@dataclass(frozen=True)
class Model:
    """Everything that is learnt from the rows. `vectors` are the rows' embeddings, if any."""

    labels: tuple[Label, ...]
    row_labels: Ints
    features: Features
    index: Index
    lexicon: Lexicon
    words: Judge
    meaning: Judge | None
    vectors: Floats | None

    def judge(
        self, words: Sequence[str], embed: Embed | None = None, lift: Floats | None = None
    ) -> Judgement:
        """Rank all classes for prepared words; `lift` is added to the classes' scores."""
        likeness = self.index.similarity(self.features.vector(raw_features(words)))
        close = nearest(likeness, self.row_labels, len(self.labels))
        scores = likeness @ self.words.weights + WORDS.nearest_words * close
        quick = self._judgement(scores, lift, words, self.words, by_meaning=False)
        if embed is None or self.meaning is None or self.vectors is None or _sure(quick):
            return quick
        cosine = self.vectors @ embed([" ".join(words)])[0]
        kernel = MEANING.words * likeness + _sharpened(cosine)
        scores = kernel @ self.meaning.weights + MEANING.nearest_words * close
        scores += MEANING.nearest_meaning * nearest(cosine, self.row_labels, len(self.labels))
        return self._judgement(scores, lift, words, self.meaning, by_meaning=True)

    def _judgement(
        self,
        scores: Floats,
        lift: Floats | None,
        words: Sequence[str],
        judge: Judge,
        *,
        by_meaning: bool,
    ) -> Judgement:
        ranking = Ranking(scores if lift is None else scores + lift, self.topics())
        found = evidence(ranking, words, self.lexicon)
        return Judgement(
            ranking, found, judge.confidence(found), judge.certainty(found), by_meaning
        )

    def topics(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which classes the article answers."""
        return np.array([label.kind is Kind.TOPIC for label in self.labels])


def _sure(quick: Judgement) -> bool:
    return quick.confidence >= _SURE_OF_ANSWER and quick.certainty >= _SURE_OF_TOPIC


def _sharpened(cosine: Floats) -> Floats:
    result: Floats = np.exp(_SHARPNESS * (cosine - 1))
    return result


def build(rows: Sequence[Row], prepare: Prepare, embed: Embed | None = None) -> Model:
    """Learn from the rows; a few seconds for a few thousand, and the time to embed them."""
    return _Building(rows, prepare, embed).model()


class _Building:
    def __init__(self, rows: Sequence[Row], prepare: Prepare, embed: Embed | None) -> None:
        self.rows = rows
        self.labels = tuple(sorted({row.label for row in rows}))
        number = {label: position for position, label in enumerate(self.labels)}
        self.row_labels: Ints = np.array([number[row.label] for row in rows], dtype=np.int32)
        self.words = [prepare(row.text) for row in rows]
        self.vectors = embed([" ".join(said) for said in self.words]) if embed else None
        self.lexicon = Lexicon.learn(zip(self.row_labels.tolist(), self.words, strict=True))

    def model(self) -> Model:
        raw = [raw_features(said) for said in self.words]
        features = Features.learn(raw)
        sparse = [features.vector(counts) for counts in raw]
        index = Index.build(sparse, len(features.names))
        likeness = np.stack([index.similarity(vector) for vector in sparse])
        close = self._nearest(likeness)
        meaning = None if self.vectors is None else self._meaning(likeness, close, self.vectors)
        words = self._judge(likeness, WORDS.nearest_words * close, WORDS.ridge)
        return Model(
            self.labels,
            self.row_labels,
            features,
            index,
            self.lexicon,
            words,
            meaning,
            self.vectors,
        )

    def _meaning(self, likeness: Floats, close: Floats, vectors: Floats) -> Judge:
        cosine = vectors @ vectors.T
        bonus = MEANING.nearest_words * close + MEANING.nearest_meaning * self._nearest(cosine)
        kernel = _sharpened(cosine)
        del cosine
        kernel += MEANING.words * likeness
        return self._judge(kernel, bonus, MEANING.ridge)

    def _nearest(self, likeness: Floats) -> Floats:
        """Per row and class, the most alike other row: a row is no witness for itself."""
        result = np.zeros((len(self.rows), len(self.labels)), dtype=np.float32)
        for position, found in enumerate(likeness):
            own, found[position] = found[position], 0
            result[position] = nearest(found, self.row_labels, len(self.labels))
            found[position] = own
        return result

    def _judge(self, kernel: Floats, bonus: Floats, ridge: float) -> Judge:
        """Train on a kernel (it is used up) and fit chances on the left-out scores."""
        weights, left_out = train(kernel, self.row_labels, len(self.labels), ridge)
        topics = np.array([label.kind is Kind.TOPIC for label in self.labels])
        found, right, answerable = [], [], []
        for position in (position for position, row in enumerate(self.rows) if row.typed):
            own = int(self.row_labels[position])
            ranking = Ranking(left_out[position] + bonus[position], topics)
            found.append(evidence(ranking, self.words[position], self.lexicon, own))
            right.append(ranking.topic == own)
            answerable.append(self.labels[own].kind is Kind.TOPIC)
        return Judge(
            weights,
            Confidence.fit(np.stack(found), np.array(answerable)),
            Confidence.fit(np.stack(found), np.array(right)),
        )
