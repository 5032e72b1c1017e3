"""Build the matcher's numbers from rows, or load them from a cache named by the files' hash."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.matching import classifier, features
from bot.matching.classifier import Index, Ridge
from bot.matching.confidence import Confidence, Ranking, evidence
from bot.matching.corpus import Kind, Label, Row
from bot.matching.features import Features, Floats, Ints, raw_features
from bot.matching.lexicon import Lexicon

log = logging.getLogger(__name__)
Prepare = Callable[[str], list[str]]
_NEAREST = 0.5  # what the most alike row adds to a class
_UNFITTED = (Confidence(np.zeros(7)), Confidence(np.zeros(7)))
_KEPT = 3  # cached models per folder


@dataclass(frozen=True)
class Model:
    """Everything that is learnt from the rows."""

    labels: tuple[Label, ...]
    row_labels: Ints
    features: Features
    ridge: Ridge
    index: Index
    lexicon: Lexicon
    confidence: Confidence  # that the article answers it
    certainty: Confidence  # that the best topic is the one meant

    def rank(self, words: Sequence[str]) -> Ranking:
        """Scores of all classes for prepared words."""
        vector = self.features.vector(raw_features(words))
        likeness = self.index.similarity(vector)
        nearest = _by_class(likeness, self.row_labels, len(self.labels))
        return self.ranking(self.ridge.scores(vector), nearest)

    def ranking(self, scores: Floats, nearest: Floats) -> Ranking:
        """The classifier's scores, helped by the most alike row of each class."""
        topics = np.array([label.kind is Kind.TOPIC for label in self.labels])
        return Ranking(scores + _NEAREST * nearest, topics)


def _by_class(likeness: Floats, row_labels: Ints, classes: int) -> Floats:
    nearest = np.zeros(classes, dtype=np.float32)
    np.maximum.at(nearest, row_labels, likeness)
    return nearest


def _others(likeness: Floats, row: int, row_labels: Ints, classes: int) -> Floats:
    """The most alike other row of each class: a row is no witness for itself."""
    others = likeness.copy()
    others[row] = 0
    return _by_class(others, row_labels, classes)


def build(rows: Sequence[Row], prepare: Prepare) -> Model:
    """Learn from the rows; takes a second or two for a few thousand."""
    labels = tuple(sorted({row.label for row in rows}))
    number = {label: position for position, label in enumerate(labels)}
    row_labels = np.array([number[row.label] for row in rows], dtype=np.int32)
    words = [prepare(row.text) for row in rows]
    raw = [raw_features(said) for said in words]
    learnt = Features.learn(raw)
    vectors = [learnt.vector(counts) for counts in raw]
    index = Index.build(vectors, len(learnt.names))
    likeness = np.stack([index.similarity(vector) for vector in vectors])
    nearest = np.stack([_others(likeness[i], i, row_labels, len(labels)) for i in range(len(rows))])
    ridge, left_out = classifier.fit(vectors, row_labels, len(labels), likeness, len(learnt.names))
    lexicon = Lexicon.learn(zip(row_labels.tolist(), words, strict=True))
    model = Model(labels, row_labels, learnt, ridge, index, lexicon, *_UNFITTED)
    found, right, answerable = [], [], []
    for position in (position for position, row in enumerate(rows) if row.typed):
        own = int(row_labels[position])
        ranking = model.ranking(left_out[position], nearest[position])
        found.append(evidence(ranking, words[position], lexicon, own))
        right.append(ranking.topic == own)
        answerable.append(labels[own].kind is Kind.TOPIC)
    return replace(
        model,
        confidence=Confidence.fit(np.stack(found), np.array(answerable)),
        certainty=Confidence.fit(np.stack(found), np.array(right)),
    )


def cached_model(version: str, rows: Sequence[Row], prepare: Prepare, folder: Path | None) -> Model:
    """The model of these rows, from `folder` when it was built before."""
    if folder is None:
        return build(rows, prepare)
    path = folder / f"model-{version}-{_code_version()}.npz"
    try:
        return _load(path)
    except (OSError, ValueError, KeyError):
        model = build(rows, prepare)
        _save(model, path)
        return model


def _code_version() -> str:
    """Changes when the code that builds models does, so that an old cache is not believed."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:8]


def _save(model: Model, path: Path) -> None:
    """Write whole or not at all; a folder that cannot be written costs time, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            np.savez(
                file,
                kinds=np.array([label.kind.value for label in model.labels]),
                ids=np.array([label.id for label in model.labels]),
                row_labels=model.row_labels,
                names=np.array("\n".join(model.features.names)),
                idf=model.features.idf,
                weights=model.ridge.weights.astype(np.float16),
                starts=model.index.starts,
                rows=model.index.rows,
                values=model.index.values.astype(np.float16),
                lexicon=np.array(json.dumps(model.lexicon.counts)),
                confidence=model.confidence.weights,
                certainty=model.certainty.weights,
            )
        os.replace(file.name, path)  # noqa: PTH105 (atomic, on the name just written)
        _forget_old(path.parent)
    except OSError as error:
        log.warning("the matcher's cache %s cannot be written: %s", path.parent, error)


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob("model-*.npz"), key=lambda path: path.stat().st_mtime)
    for path in models[:-_KEPT]:
        path.unlink(missing_ok=True)


def _load(path: Path) -> Model:
    with np.load(path, allow_pickle=False) as stored:
        kinds = [Kind(kind) for kind in stored["kinds"].tolist()]
        labels = tuple(map(Label, kinds, stored["ids"].tolist()))
        row_labels: Ints = stored["row_labels"]
        counted = json.loads(str(stored["lexicon"]))
        values: Floats = stored["values"].astype(np.float32)
        return Model(
            labels,
            row_labels,
            features.Features(str(stored["names"]).split("\n"), stored["idf"]),
            Ridge(stored["weights"].astype(np.float32)),
            Index(stored["starts"], stored["rows"], values, len(row_labels)),
            Lexicon({int(label): counts for label, counts in counted.items()}, len(row_labels)),
            Confidence(stored["confidence"]),
            Confidence(stored["certainty"]),
        )
