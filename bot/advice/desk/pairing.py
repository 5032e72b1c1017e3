"""Which amount belongs to which name: neighbours first, whatever the order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.advice.desk.amounts import Amount

_TO = re.compile(r"\s?(?:-|to)\s?")


@dataclass(frozen=True)
class Token:
    """An amount, or the name of a part; `clause` counts commas and the like before it."""

    clause: int
    amount: Amount | None = None
    part: str = ""


def range_typed(said: str, found: Sequence[Amount]) -> str:
    """Two amounts with a dash or `to` between them, as they were typed."""
    for one, other in pairwise(found):
        if _TO.fullmatch(said[one.end : other.start]):
            return said[one.start : other.end].strip()
    return ""


def paired(tokens: Sequence[Token]) -> tuple[list[tuple[str, Amount]], list[Amount]]:
    """Names and amounts that belong together, and amounts without a name.

    Neighbours of one clause first, then neighbours across clauses, from the left.
    """
    left = list(tokens)
    found: list[tuple[str, Amount]] = []
    for across in (False, True):
        at = 0
        while at + 1 < len(left):
            pair = _pair(left[at], left[at + 1])
            if pair is None or (not across and left[at].clause != left[at + 1].clause):
                at += 1
                continue
            found.append(pair)
            del left[at : at + 2]
            at = max(at - 1, 0) if across else at
    return found, [token.amount for token in left if token.amount is not None]


def _pair(one: Token, other: Token) -> tuple[str, Amount] | None:
    amount = one.amount or other.amount
    part = one.part or other.part
    if amount is None or not part or (one.amount and other.amount):
        return None
    wrong = part in ("base", "sign_on") and amount.unit == "percent"
    return None if wrong else (part, amount)
