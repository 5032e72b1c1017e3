"""Which amount, and which period, belongs to which name: neighbours first, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.advice.desk.amounts import Amount

IN_DOLLARS = ("base", "sign_on")  # never a percent
Named = list[tuple[str, Amount]]


@dataclass(frozen=True)
class Often:
    """How many times a year something is paid, 0 where that cannot be told; `text` as typed.

    `behind`: such words stand behind what they speak of (`per quarter`, not `quarterly`).
    `close`: nothing stands between it and the amount before it.
    """

    times: int
    text: str
    behind: bool = False
    close: bool = False


@dataclass(frozen=True)
class Token:
    """An amount, the name of a part, or a period; `clause` counts commas and the like before it.

    One with both is paired already. `unknown`: the reader cannot tell that part; no amount is its.
    """

    clause: int
    amount: Amount | None = None
    part: str = ""
    often: Often | None = None
    unknown: bool = False


Spoken = tuple[Token | None, Often]


def paired(tokens: Sequence[Token]) -> tuple[Named, list[Amount]]:
    """Names and amounts that belong together, and amounts without a name.

    Neighbours of one clause first, then neighbours across clauses, from the left; a name that has
    its amount takes no other from afar.
    """
    left = [token for token in tokens if token.often is None and not token.unknown]
    found: Named = [(one.part, one.amount) for one in left if one.part and one.amount]
    left = [token for token in left if not (token.part and token.amount)]
    for across in (False, True):
        left = [token for token in left if not (across and token.part in dict(found))]
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


def misfits(tokens: Sequence[Token], named: Named, loose: Sequence[Amount]) -> Named:
    """Percents beside a part that has no amount and can be no percent: `base 5%`."""
    taken = dict(named)
    return [
        (other.part, token.amount)
        for token in tokens
        if token.amount in loose and token.amount is not None and token.amount.unit == "percent"
        for other in tokens
        if other.part in IN_DOLLARS and other.part not in taken and other.clause == token.clause
        if not other.unknown
    ]


def whole_is_most(whole: str, named: Named, loose: list[Amount]) -> tuple[Named, list[Amount]]:
    """No part is more than the whole: of `190k TC 350k` the total is the second."""
    most = max((one for one in loose if one.money), key=lambda one: one.value, default=None)
    for at, (part, one) in enumerate(named):
        if part == whole and most is not None and most.value > one.value:
            swapped = [one if other == most else other for other in loose]
            return [*named[:at], (whole, most), *named[at + 1 :]], swapped
    return named, loose


def _pair(one: Token, other: Token) -> tuple[str, Amount] | None:
    amount = one.amount or other.amount
    part = one.part or other.part
    if amount is None or not part or (one.amount and other.amount):
        return None
    wrong = part in IN_DOLLARS and amount.unit == "percent"
    return None if wrong else (part, amount)


def periods(tokens: Sequence[Token]) -> Iterator[Spoken]:
    """Each period with the name or the amount it speaks of; None where there is neither."""
    for at, token in enumerate(tokens):
        if token.often is None:
            continue
        before = next((one for one in reversed(tokens[:at]) if one.often is None), None)
        after = next((one for one in tokens[at + 1 :] if one.often is None), None)
        here = [
            one if one is not None and one.clause == token.clause else None
            for one in (before, after)
        ]
        if not token.often.behind and here[1] is not None and here[1].part:
            here.reverse()
        yield here[0] or here[1] or before, token.often
