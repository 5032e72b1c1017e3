"""Which lens a bullet speaks, learnt from the examples of resume.yaml: ridge regression on its word
vector and on the signals found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from bot.knowledge.resume import Resume
from bot.matching.features import Floats
from bot.matching.model import Embed
from bot.matching.text import clean

_RIDGE = 2.0
_SPEAKS_AT = 0.5  # chosen by leaving out each example in turn
_MOST_SIGNALS = 3  # words of one lens beyond which more say no more
_SIGNALS_WEIGH = 1.0  # beside a word vector of length 1

Evidence = Mapping[str, int]


class LensReader:
    """Judges texts by role; what it learnt is worked out when first needed."""

    def __init__(self, resume: Resume, embed: Embed | None, learnt: Mapping[str, Evidence]) -> None:
        """`learnt`: the evidence found in each example, as `__call__` gets it."""
        self._resume = resume
        self._embed = embed
        self._learnt = learnt
        self._roles = tuple(lens.role for lens in resume.lenses)

    def __call__(self, text: str, evidence: Evidence) -> tuple[str, ...]:
        """The roles whose lens a text speaks. `evidence`: role -> how many words speak for it."""
        rows, coefficients, base = self._model
        scores = self._features([text], [evidence]) @ rows.T @ coefficients + base
        return tuple(
            role for role, score in zip(self._roles, scores[0], strict=True) if score > _SPEAKS_AT
        )

    @cached_property
    def _model(self) -> tuple[Floats, Floats, Floats]:
        """Feature rows of the examples, their coefficients for each role, and its mean."""
        texts, wanted = self.examples()
        rows = self._features(texts, [self._learnt[text] for text in texts])
        base = wanted.mean(axis=0)
        alike = rows @ rows.T + _RIDGE * np.eye(len(texts), dtype=np.float32)
        return rows, np.linalg.solve(alike, wanted - base).astype(np.float32), base

    def examples(self) -> tuple[list[str], Floats]:
        """The examples, and a row for each: 1 for a role that it speaks for, else 0."""
        lenses = self._resume.lenses
        spoken = {text: [0.0] * len(lenses) for text in self._resume.no_lens}
        for at, lens in enumerate(lenses):
            for text in lens.examples:
                spoken.setdefault(text, [0.0] * len(lenses))[at] = 1.0
        return list(spoken), np.array(list(spoken.values()), dtype=np.float32)

    def _features(self, texts: Sequence[str], evidence: Sequence[Evidence]) -> Floats:
        found = [[min(e.get(role, 0), _MOST_SIGNALS) for role in self._roles] for e in evidence]
        signals = np.array(found, dtype=np.float32) * (_SIGNALS_WEIGH / _MOST_SIGNALS)
        if self._embed is None:
            return signals
        return np.hstack([self._embed([clean(text) for text in texts]), signals])
