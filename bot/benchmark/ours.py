"""The bot's matcher on any labelled rows, as one of the engines that are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.benchmark.rows import LabelledText
from bot.matching.confidence import Confidence
from bot.matching.corpus import Kind, Label, Row
from bot.matching.learning import build
from bot.matching.model import Embeddings, Judge, Judgement, Model
from bot.matching.prepare import Preparer
from bot.matching.spelling import Speller
from bot.matching.text import clean, words

_ENOUGH = 1_000  # known rows to fit a curve of seven weights on
_STRANGERS = Label(Kind.OFFTOPIC, "offtopic")


class Ours:
    """Learns from `train`; scales are fitted on `valid`, or by leaving out rows and classes."""

    def __init__(
        self,
        train: Sequence[LabelledText],
        valid: Sequence[LabelledText],
        embeddings: Embeddings,
    ) -> None:
        rows = [
            Row(Label(Kind.TOPIC, row.intent) if row.intent else _STRANGERS, row.text)
            for row in train
        ]
        counts = Counter(word for row in rows for word in set(words(clean(row.text))))
        self._prepare = Preparer(Speller(counts))
        self._embeddings = embeddings
        self._model = build(rows, self._prepare, embeddings)
        strange = [row for row in valid if row.intent is None]
        if strange:
            known = [row for row in valid if row.intent is not None]
            self._model = self._fitted([*strange, *known[:: max(1, len(known) // _ENOUGH)]])

    def __call__(self, text: str) -> tuple[str, float]:
        judged = self._judge(self._model, text)
        return self._model.labels[judged.ranking.topic].id, judged.confidence

    def _judge(self, model: Model, text: str) -> Judgement:
        return model.judge(self._prepare(text), self._embeddings)

    def _fitted(self, valid: Sequence[LabelledText]) -> Model:
        """The model, each judge's chances fitted on rows that it did not learn from."""
        model = self._model
        quick = replace(model, careful=None)
        careful = replace(model, quick=model.quick.never_sure())
        fitted = self._chances(model.quick, quick, valid)
        if model.careful is None:
            return replace(model, quick=fitted)
        return replace(model, quick=fitted, careful=self._chances(model.careful, careful, valid))

    def _chances(self, judge: Judge, model: Model, valid: Sequence[LabelledText]) -> Judge:
        judged = [self._judge(model, row.text) for row in valid]
        found = np.stack([one.evidence for one in judged])
        named = [model.labels[one.ranking.topic].id for one in judged]
        right = [name == row.intent for name, row in zip(named, valid, strict=True)]
        known = [row.intent is not None for row in valid]
        return replace(
            judge,
            confidence=Confidence.fit(found, np.array(known)),
            certainty=Confidence.fit(found, np.array(right)),
        )
