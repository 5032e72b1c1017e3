"""Free words -> what they are most alike in meaning, by exemplars of each thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

import numpy as np

from bot.matching.features import Floats
from bot.matching.model import Embed
from bot.matching.text import clean

_LEAD = 0.03
_NEAREST = np.array((0.5, 0.3, 0.2))  # what the three most alike exemplars count

Phrases = tuple[str, ...]
Name = TypeVar("Name")


class Exemplars:
    """Compares texts by word vectors; vectors of exemplars are made when first needed."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors = lru_cache(maxsize=256)(self._vectors_of)

    def nearest(self, text: str, exemplars: Mapping[Name, Phrases], at_least: float) -> Name | None:
        """What a text is like; None when it is like nothing, or like two things."""
        said = self._embed([clean(text)])[0]
        names = list(exemplars)
        likely = [likeness(self._vectors(phrases) @ said) for phrases in exemplars.values()]
        *_, second, best = (0.0, *sorted(likely))
        if best < at_least or best - second < _LEAD:
            return None
        return names[likely.index(best)]

    def _vectors_of(self, phrases: Phrases) -> Floats:
        return self._embed([clean(phrase) for phrase in phrases])


def likeness(alike: Floats) -> float:
    """How much a text is like a thing, of how much it is like each of that thing's exemplars."""
    nearest = np.sort(alike)[::-1][: len(_NEAREST)]
    weights = _NEAREST[: len(nearest)]
    return float(nearest @ weights / weights.sum())
