"""Made-up knowledge of any size: what a hundred thousand aliases cost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate

from bot.benchmark.rows import LabelledText
from bot.matching.spelling import english

_PER_INTENT = 10  # aliases
_KEPT = 0.7  # share of an intent's words that each alias keeps
_WORDS = 12  # of an intent, from which its aliases are made


def made_up_rows(aliases: int, tests: int, seed: int = 7) -> list[LabelledText]:
    """Training aliases of random intents, and test texts made in the same way."""
    chance = random.Random(seed)  # noqa: S311 (made-up texts, not secrets)
    vocabulary = sorted(english())
    chance.shuffle(vocabulary)
    # Zipf's law: the few most common words are in nearly every text, as in real ones.
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    intents = [
        chance.choices(vocabulary, cum_weights=weights, k=_WORDS)
        for _ in range(max(2, aliases // _PER_INTENT))
    ]
    rows = [
        LabelledText("train", _variant(words, chance), f"intent{number}")
        for number, words in enumerate(intents)
        for _ in range(_PER_INTENT)
    ]
    for number in chance.choices(range(len(intents)), k=tests):
        rows.append(LabelledText("test", _variant(intents[number], chance), f"intent{number}"))
    return rows


def _variant(words: Sequence[str], chance: random.Random) -> str:
    kept = [word for word in words if chance.random() < _KEPT]
    return " ".join(kept or words)
