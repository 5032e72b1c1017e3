"""Small rows to learn from, and a handwritten embedding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.corpus import Kind, Label, Row
from bot.matching.features import Floats
from bot.matching.prepare import Prepared
from bot.matching.text import clean, words

PAY, TEA, VISA, HELLO = (
    Label(Kind.TOPIC, "pay"),
    Label(Kind.TOPIC, "tea"),
    Label(Kind.UNCOVERED, "visa"),
    Label(Kind.TALK, "hello"),
)
ROWS = [
    Row(PAY, "what is the pay"),
    Row(PAY, "how much pay do they get"),
    Row(PAY, "pay per year"),
    Row(PAY, "how much money is it"),
    Row(PAY, "Pay is what you get for work.", typed=False),
    Row(TEA, "what tea is best"),
    Row(TEA, "how do I make tea"),
    Row(TEA, "best tea per pot"),
    Row(VISA, "do I need a visa"),
    Row(VISA, "how do I get a visa"),
    Row(HELLO, "hello there"),
    Row(HELLO, "hello"),
]

# Words that mean the same share an axis; this is all the meaning there is.
_MEANINGS = (("pay", "money", "wage"), ("tea", "brew"), ("visa", "permit"), ("hello", "greetings"))


def prepare(text: str) -> Prepared:
    return Prepared(tuple(words(clean(text))), clean(text))


class FakeEmbedding:
    """Texts -> vectors of length 1 by the few words it knows; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        rows = [[float(any(w in t.split() for w in group)) for group in _MEANINGS] for t in texts]
        vectors = np.array([[0.1, *row] for row in rows], dtype=np.float32)
        unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
