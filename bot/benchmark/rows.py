"""Labelled rows of a benchmark: from a file, or from the shipped knowledge's own aliases."""

from __future__ import annotations

import hashlib
import json
import random
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.knowledge.models import Knowledge
from bot.matching.corpus import Kind, rows_of

Split = Literal["train", "valid", "test"]
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_HELD = 12  # of so many aliases one is for testing
_TYPOS = 0.3  # share of words of three letters or more


@dataclass(frozen=True)
class LabelledText:
    """One text; `intent` is None where nothing known is meant."""

    split: Split
    text: str
    intent: str | None


class RowsError(Exception):
    """The file is not what a benchmark reads; the message names the line."""


def read_rows(path: Path) -> list[LabelledText]:
    """Rows {"split","text","intent"}, JSON Lines. Raises RowsError."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise RowsError(
                f"{path}:{number}: wants split, text and intent, got {error!r}"
            ) from None
    return found


def _labelled(row: Any) -> LabelledText:
    split, text, intent = row["split"], row["text"], row["intent"]
    known = split in get_args(Split) and isinstance(text, str) and isinstance(intent, str | None)
    if not known:
        raise ValueError(row)
    return LabelledText(split, text, intent)


def knowledge_rows(knowledge: Knowledge) -> list[LabelledText]:
    """The aliases of the knowledge: one in twelve for testing, by a hash of the text."""
    rows = []
    for row in rows_of(knowledge):
        held = int(hashlib.sha256(row.text.encode()).hexdigest(), 16) % _HELD == 0
        known = row.label.kind is Kind.TOPIC
        split: Split = "test" if held else "train"
        if row.typed and (known or held):
            rows.append(LabelledText(split, row.text, row.label.id if known else None))
    return rows


def with_typos(texts: Iterable[str], seed: int = 7) -> list[str]:
    """The texts with neighbouring keys, swapped and dropped letters in three words of ten."""
    chance = random.Random(seed)  # noqa: S311 (typing mistakes, not secrets)
    return [" ".join(_mistyped(word, chance) for word in text.split()) for text in texts]


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < 3 or not word.isalpha() or chance.random() >= _TYPOS:
        return word
    place = chance.randrange(len(word) - 1)
    match chance.choice(["neighbour", "swap", "drop"]):
        case "neighbour":
            return word[:place] + _neighbour(word[place], chance) + word[place + 1 :]
        case "swap":
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case _:
            return word[:place] + word[place + 1 :]


def _neighbour(letter: str, chance: random.Random) -> str:
    for row in _KEYS:
        place = row.find(letter.lower())
        if place >= 0:
            return chance.choice(row[max(place - 1, 0) : place] + row[place + 1 : place + 2])
    return chance.choice(string.ascii_lowercase)


def of(rows: Sequence[LabelledText], split: Split) -> list[LabelledText]:
    """The rows of one split."""
    return [row for row in rows if row.split == split]
