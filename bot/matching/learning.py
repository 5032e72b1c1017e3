"""Rows -> a model: trains both judges and fits their chances on rows left out of training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bot.matching.classifier import Index, nearest, train
from bot.matching.confidence import Confidence, Ranking, evidence
from bot.matching.corpus import Kind, Row
from bot.matching.features import Features, Floats, Ints, raw_features
from bot.matching.lexicon import Lexicon
from bot.matching.model import (
    LETTERS,
    NEAREST,
    NO_EMBEDDINGS,
    SENTENCES,
    VECTORS,
    Embed,
    Embeddings,
    Judge,
    Mix,
    Model,
    sharpened,
)
from bot.matching.prepare import Prepared
from bot.matching.progress import shown

Prepare = Callable[[str], Prepared]

_EMBEDDED = 8_000  # rows whose sentences are embedded: at some 4 ms each, a start has to wait
_LANDMARKS = 4_000  # rows that stand for all in training; memory is this times the rows
_MOST_LEARNT = 20_000  # rows; beyond it the nearest decide, and chances are fitted on a sample
_SAMPLE = 2_000
_BLOCK = 1_000
_STRANGE = 0.1  # how much a row counts for while all of its class is left out


def build(rows: Sequence[Row], prepare: Prepare, embeddings: Embeddings = NO_EMBEDDINGS) -> Model:
    """Learn from the rows; seconds for a few thousand, and the time to embed them."""
    building = _Building(rows, prepare)
    return building.nearest() if len(rows) > _MOST_LEARNT else building.learnt(embeddings)


class _Building:
    def __init__(self, rows: Sequence[Row], prepare: Prepare) -> None:
        self.rows = sorted(rows, key=lambda row: row.label)
        self.labels = tuple(sorted({row.label for row in rows}))
        number = {label: position for position, label in enumerate(self.labels)}
        self.row_labels: Ints = np.array([number[row.label] for row in self.rows], dtype=np.int32)
        self.starts = self._starts(np.arange(len(self.rows), dtype=np.int32))
        said = [prepare(row.text) for row in shown(self.rows, "reading")]
        self.words = [one.words for one in said]
        self.sentences = [one.sentence for one in said]
        self.lexicon = Lexicon.learn(zip(self.row_labels.tolist(), self.words, strict=True))
        self.features = Features.learn(map(raw_features, shown(self.words, "counting")))
        self.sparse = [
            self.features.vector(raw_features(said)) for said in shown(self.words, "weighing")
        ]
        self.index = Index.build(self.sparse, len(self.features.names))
        every = np.linspace(0, len(self.rows) - 1, _LANDMARKS).astype(np.int32)
        self.landmarks: Ints = np.union1d(every, self.starts)  # of each class at least one

    def learnt(self, embeddings: Embeddings) -> Model:
        """A model whose quick judge learns from all rows, the careful one from most."""
        likeness = np.empty((len(self.rows), len(self.landmarks)), dtype=np.float32)
        close = np.empty((len(self.rows), len(self.labels)), dtype=np.float32)
        for position, vector in enumerate(shown(self.sparse, "comparing")):
            found = self.index.similarity(vector, exact=True)
            likeness[position] = found[self.landmarks]
            found[position] = 0  # a row is no witness for itself
            close[position] = nearest(found, self.starts)
        every, careful = np.arange(len(self.rows), dtype=np.int32), None
        if embeddings.sentences:  # to embed every row would take longer than all the rest
            some = np.linspace(0, len(self.rows) - 1, _EMBEDDED).astype(np.int32)
            rows = np.union1d(some, self.landmarks)
            careful = self._by_vectors(SENTENCES, rows, likeness, close, embeddings.sentences)
        if embeddings.words:
            quick = self._by_vectors(VECTORS, every, likeness, close, embeddings.words)
        else:
            quick = self._judge(LETTERS, every, likeness, None, LETTERS.nearest_words * close)
        return self._model(quick, careful)

    def nearest(self) -> Model:
        """A model of many rows: the most alike row of each class speaks for it."""
        sample = list(range(0, len(self.rows), max(1, len(self.rows) // _SAMPLE)))
        left_out = np.empty((len(sample), len(self.labels)), dtype=np.float32)
        for number, position in enumerate(shown(sample, "fitting")):
            likeness = self.index.similarity(self.sparse[position])
            likeness[position] = 0
            left_out[number] = NEAREST.nearest_words * nearest(likeness, self.starts)
        confidence, certainty = self._chances(sample, left_out, left_out)
        nobody = np.array([], dtype=np.int32)
        return self._model(
            Judge(NEAREST, nobody, nobody, nobody, None, None, confidence, certainty), None
        )

    def _model(self, quick: Judge, careful: Judge | None) -> Model:
        return Model(
            self.labels, self.starts, self.features, self.index, self.lexicon, quick, careful
        )

    def _by_vectors(
        self, mix: Mix, rows: Ints, likeness: Floats, close: Floats, embed: Embed
    ) -> Judge:
        vectors = embed([self.sentences[row] for row in rows])
        kernel, bonus = mix.words * likeness[rows], mix.nearest_words * close[rows]
        places, starts = np.searchsorted(rows, self.landmarks), self._starts(rows)
        for start in range(0, len(vectors), _BLOCK):
            block = slice(start, start + _BLOCK)
            cosine = vectors[block] @ vectors.T
            kernel[block] += sharpened(cosine[:, places])
            np.fill_diagonal(cosine[:, start:], 0)
            bonus[block] += mix.nearest_meaning * np.maximum.reduceat(cosine, starts, axis=1)
        return self._judge(mix, rows, kernel, vectors, bonus)

    def _judge(
        self, mix: Mix, rows: Ints, kernel: Floats, vectors: Floats | None, bonus: Floats
    ) -> Judge:
        """Train on a kernel (rows x landmarks; it is used up)."""
        places = np.searchsorted(rows, self.landmarks).astype(np.int32)
        trained = train(kernel, places, self.row_labels[rows], len(self.labels), mix.ridge)
        typed = np.array([self.rows[row].typed for row in rows])
        left_out, class_left_out = trained.left_out + bonus, trained.class_left_out + bonus
        chances = self._chances(rows[typed].tolist(), left_out[typed], class_left_out[typed])
        starts = self._starts(rows)
        return Judge(mix, self.landmarks, places, starts, trained.weights, vectors, *chances)

    def _starts(self, rows: Ints) -> Ints:
        """Where each class begins among some of the rows."""
        labels = self.row_labels[rows]
        return np.searchsorted(labels, np.arange(len(self.labels))).astype(np.int32)

    def _chances(
        self, positions: Sequence[int], left_out: Floats, class_left_out: Floats
    ) -> tuple[Confidence, Confidence]:
        """Curves over the scores that rows have when they, or all of their class, are left out.

        A row whose class is unknown stands for the questions near the article that nobody thought
        of: confidence is to be low for them.
        """
        topics = np.array([label.kind is Kind.TOPIC for label in self.labels])
        found, right, answerable, strange = [], [], [], []
        for position, known, unknown in zip(positions, left_out, class_left_out, strict=True):
            own = int(self.row_labels[position])
            ranking, words = Ranking(known, topics), self.words[position]
            found.append(evidence(ranking, words, self.lexicon, own))
            right.append(ranking.topic == own)
            answerable.append(topics[own])
            if topics[own]:
                others = Ranking(np.where(np.arange(len(topics)) == own, 0, unknown), topics)
                strange.append(evidence(others, words, self.lexicon, own, without_own=True))
        counts = np.concatenate([np.ones(len(found)), np.full(len(strange), _STRANGE)])
        rows = np.concatenate([found, strange])
        covered = np.concatenate([answerable, np.zeros(len(strange), dtype=bool)])
        return Confidence.fit(rows, covered, counts), Confidence.fit(
            np.stack(found), np.array(right)
        )
