"""What is learnt from the rows: a quick judge of words, and a careful one of sentences.

The quick judge compares words, pieces of words, and word vectors. Where it is unsure, the careful
one compares sentence embeddings; it is there when such an embedding is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from bot.matching.classifier import Index, nearest
from bot.matching.confidence import Confidence, Mask, Ranking, Vector, evidence
from bot.matching.corpus import Kind, Label
from bot.matching.features import Features, Floats, Ints, raw_features
from bot.matching.lexicon import Lexicon
from bot.matching.prepare import Prepared

Embed = Callable[[Sequence[str]], Floats]  # texts -> vectors of length 1, a row each


@dataclass(frozen=True)
class Embeddings:
    """What compares by meaning, where it is installed: word vectors, sentence embeddings."""

    words: Embed | None = None
    sentences: Embed | None = None


NO_EMBEDDINGS = Embeddings()


@dataclass(frozen=True)
class Mix:
    """How much of each likeness a judge uses; chosen on public data, see CONTRIBUTING."""

    ridge: float
    words: float
    nearest_words: float
    nearest_meaning: float = 0.0


LETTERS = Mix(ridge=1.0, words=1.0, nearest_words=0.5)  # no vectors are there
VECTORS = Mix(ridge=0.1, words=0.2, nearest_words=0.2, nearest_meaning=0.5)
SENTENCES = Mix(ridge=0.1, words=0.15, nearest_words=0.2, nearest_meaning=0.5)
NEAREST = Mix(ridge=0.0, words=0.0, nearest_words=1.0)  # too many rows to learn from
_SHARPNESS = 2.0  # of meaning: exp(SHARPNESS * (cosine - 1))

# Beyond these the quick judge is believed, and no sentence is embedded.
SURE_OF_ANSWER = 0.8
SURE_OF_TOPIC = 0.8


@dataclass(frozen=True)
class Signals:
    """What speaks for each class: the classifier, its most alike row by words, and by meaning."""

    learnt: Floats
    words: Floats
    meaning: Floats

    def total(self) -> Floats:
        """Their sum, the score that classes are ranked by."""
        result: Floats = self.learnt + self.words + self.meaning
        return result


@dataclass(frozen=True)
class Judge:
    """A classifier's weights (None: the nearest rows decide), and curves from scores to chances."""

    mix: Mix
    landmarks: Ints  # the rows that the weights are of
    places: Ints  # where those stand among the vectors
    starts: Ints  # each class's first among the vectors
    weights: Floats | None
    vectors: Floats | None  # of all rows, or of some with all landmarks
    confidence: Confidence  # that the article answers the text
    certainty: Confidence  # that the best topic is the one meant

    def never_sure(self) -> Judge:
        """The same judge, who always asks for a second opinion."""
        doubt = Confidence(np.zeros_like(self.certainty.weights))
        return replace(self, confidence=doubt, certainty=doubt)

    def signals(self, likeness: Floats, close: Floats, vector: Floats | None) -> Signals:
        """`likeness` is by words to every row, `close` its best per class."""
        kernel: Floats = self.mix.words * likeness[self.landmarks]
        meaning = np.zeros_like(close)
        if self.vectors is not None and vector is not None:
            cosine = self.vectors @ vector
            meaning = self.mix.nearest_meaning * nearest(cosine, self.starts)
            kernel += sharpened(cosine[self.places])
        learnt = np.zeros_like(close) if self.weights is None else kernel @ self.weights
        return Signals(learnt, self.mix.nearest_words * close, meaning)


@dataclass(frozen=True)
class Judgement:
    """One text's ranking and chances, with the evidence they rest on."""

    ranking: Ranking
    signals: Signals
    evidence: Vector
    confidence: float
    certainty: float
    careful: bool


@dataclass(frozen=True)
class Model:
    """Everything that is learnt from the rows, which stand in the order of their labels."""

    labels: tuple[Label, ...]
    starts: Ints  # each label's first row
    features: Features
    index: Index
    lexicon: Lexicon
    quick: Judge
    careful: Judge | None
    vocabulary: Mapping[str, int] = field(default_factory=dict)  # word -> in how many rows

    def judge(
        self,
        said: Prepared,
        embeddings: Embeddings = NO_EMBEDDINGS,
        lift: Floats | None = None,
        *,
        quick: bool = False,
    ) -> Judgement:
        """Rank all classes for a text; `lift` is added to the classes' scores."""
        likeness = self.index.similarity(self.features.vector(raw_features(said.words)))
        close = nearest(likeness, self.starts)

        def judged(judge: Judge, embed: Embed | None) -> Judgement:
            vector = embed([said.sentence])[0] if embed and judge.vectors is not None else None
            signals = judge.signals(likeness, close, vector)
            return self._judgement(judge, signals, lift, said.words)

        first = judged(self.quick, embeddings.words)
        if quick or self.careful is None or embeddings.sentences is None or sure(first):
            return first
        return judged(self.careful, embeddings.sentences)

    def _judgement(
        self, judge: Judge, signals: Signals, lift: Floats | None, words: Sequence[str]
    ) -> Judgement:
        scores = signals.total() if lift is None else signals.total() + lift
        ranking = Ranking(scores, self.topics)
        found = evidence(ranking, words, self.lexicon)
        chances = judge.confidence(found), judge.certainty(found)
        return Judgement(ranking, signals, found, *chances, careful=judge is self.careful)

    @cached_property
    def topics(self) -> Mask:
        """Which classes the article answers."""
        return np.array([label.kind is Kind.TOPIC for label in self.labels])


def sure(quick: Judgement) -> bool:
    """Whether the quick judge needs no second opinion."""
    return quick.confidence >= SURE_OF_ANSWER and quick.certainty >= SURE_OF_TOPIC


def sharpened(cosine: Floats) -> Floats:
    """Near vectors count far more than middling ones."""
    result: Floats = np.exp(_SHARPNESS * (cosine - 1))
    return result
