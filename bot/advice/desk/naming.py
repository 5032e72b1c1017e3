"""The names of parts, and the periods, around the amounts of an offer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.pairing import Token
from bot.advice.desk.periods import PeriodReader
from bot.advice.desk.phrases import phrase
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader
from bot.matching.spelling import Speller
from bot.matching.text import any_of

TOTAL = "total"  # a sum of parts, which is no part
OTHER = "other"  # what is no part of pay, such as a pension
CLAUSE = re.compile(r"([,;\n+|/&()]| and | plus )")
_SAYS = re.compile(r"[:=]\s*$")
SENTENCE = re.compile(r"[.!?]\s")


class NameReader:
    """Reads the text between amounts into tokens; words come from words.yaml and desk.yaml."""

    def __init__(self, knowledge: Knowledge, speller: Speller) -> None:
        reading = knowledge.desk.reading
        named = {
            part: (*phrases, *getattr(reading.parts, part))
            for part, phrases in knowledge.words.components.items()
        }
        self._read = SlotReader(knowledge.words.model_copy(update={"components": named}), speller)
        self._no = reading.none[0]
        self._slashed = phrase(said for said in reading.none if "/" in said)  # no clause's end
        self._around = set(reading.around_moves)
        self._joined = re.compile(rf"\s(?:{any_of(reading.joined)})\s")
        self._none, self._unknown = phrase(reading.none), phrase(reading.unknown)
        self._totals, self._others = phrase(reading.totals), phrase(reading.others)
        self._periods = PeriodReader(reading)

    def parts(self, text: str) -> tuple[str, ...]:
        """The parts of pay named in a text."""
        return self._read(text).components

    def __call__(
        self, said: str, found: Sequence[Amount], strays: Sequence[Amount] = ()
    ) -> list[Token]:
        """Amounts, periods, and the names of parts between them, in order; `strays` are no pay."""
        tokens: list[Token] = []
        clause, at = 0, 0
        for one in [*found, None]:
            gap = self._slashed.sub(self._no, said[at : one.start if one else len(said)])
            gap = self._periods.spelt(gap)
            pieces = CLAUSE.split(SENTENCE.sub(";", gap))
            for index, piece in enumerate(self._carried(pieces, amount_next=one is not None)):
                clause += index > 0
                tokens += self._piece(piece, clause, close=at > 0 and index == 0)
            if one is not None:
                tokens.append(Token(clause, one, OTHER if one in strays else ""))
                at = one.end
        return tokens

    def _piece(self, piece: str, clause: int, *, close: bool) -> list[Token]:
        """The names and periods of a piece without amounts."""
        tokens: list[Token] = []
        at = 0
        denied = self._none.search(piece)
        for start, end, often in self._periods(piece, close=close):
            if denied and start > denied.start():  # `no annual bonus`
                piece = f"{piece[:start]}{' ' * (end - start)}{piece[end:]}"
                continue
            tokens += [*self._names(piece[at:start], clause), Token(clause, often=often)]
            at = end
        tokens += self._names(piece[at:], clause)
        return tokens

    def _names(self, piece: str, clause: int) -> list[Token]:
        """The parts named in a piece; `no bonus` is an amount of nothing."""
        if self._unknown.search(piece):
            parts = self._read(piece).components
            return [Token(clause, part=part, unknown=True) for part in parts]
        before, *after = self._none.split(piece)
        first = self._read(before).components
        *names, last = before, *after
        if after and first and (not last.strip() or all(map(_SAYS.search, names))):
            tokens = self._denied_behind(names, clause)
            tokens += [Token(clause, part=part) for part in self._read(last).components]
        else:
            tokens = [Token(clause, part=part) for part in first]
            for denied in after:
                tokens += self._denied(denied, clause)
        tokens += [Token(clause, part=TOTAL)] * bool(self._totals.search(piece))
        return [*tokens, *[Token(clause, part=OTHER)] * bool(self._others.search(piece))]

    def _denied_behind(self, pieces: Sequence[str], clause: int) -> list[Token]:
        """`rsu none`: the last part named in each."""
        tokens: list[Token] = []
        for piece in pieces:
            *others, last = self._read(piece).components or ("",)
            tokens += [Token(clause, part=part) for part in others]
            tokens += [_nothing(clause, last)] * bool(last)
        return tokens

    def _denied(self, piece: str, clause: int) -> list[Token]:
        """`no bonus or rsu`: the first part named, and each that is joined to it."""
        tokens: list[Token] = []
        for one in self._joined.split(f" {piece} "):
            slots = self._read(one)
            of_none = slots.components[:1] if set(slots.rest) <= self._around else ()
            tokens += [_nothing(clause, part) for part in of_none]
            tokens += [Token(clause, part=part) for part in slots.components[len(of_none) :]]
        return tokens

    def _carried(self, split: Sequence[str], *, amount_next: bool) -> Iterator[str]:
        """The pieces; `no bonus and rsu` denies both, unless an amount follows."""
        denies = False
        pieces, signs = split[::2], ["", *split[1::2]]
        for index, (piece, sign) in enumerate(zip(pieces, signs, strict=True)):
            last = amount_next and index == len(pieces) - 1
            joined = self._joined.fullmatch(sign) or self._joined.search(f" {piece} ")
            denied = bool(self._none.search(piece))
            carried = denies and joined and not denied and not last
            yield f"{self._no} {piece}" if carried else piece
            denies = denied or bool(carried)


def _nothing(clause: int, part: str) -> Token:
    """A part that is not in the offer; nobody denies a base, so that is a name only."""
    if part == "base":
        return Token(clause, part=part)
    return Token(clause, Amount(Decimal(0), "bare", "0", 0, 0), part)
