"""The names of parts, and the periods, around the amounts of an offer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.pairing import Token
from bot.advice.desk.periods import PeriodReader
from bot.advice.desk.phrases import phrase
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller

TOTAL = "total"  # a sum of parts, which is no part
OTHER = "other"  # what is no part of pay, such as a pension
_CLAUSE = re.compile(r"[,;\n+|/&()]| and | plus ")
_SENTENCE = re.compile(r"[.!?]\s")


class NameReader:
    """Reads the text between amounts into tokens; words come from words.yaml and desk.yaml."""

    def __init__(self, knowledge: Knowledge, speller: Speller) -> None:
        reading = knowledge.desk.reading
        named = {
            part: (*phrases, *getattr(reading.parts, part))
            for part, phrases in knowledge.words.components.items()
        }
        self._read = SlotReader(knowledge.words.model_copy(update={"components": named}), speller)
        self._none, self._unknown = phrase(reading.none), phrase(reading.unknown)
        self._totals, self._others = phrase(reading.totals), phrase(reading.others)
        self._periods = PeriodReader(reading)

    def __call__(self, said: str, found: Sequence[Amount]) -> list[Token]:
        """Amounts, periods, and the names of parts between them, in order."""
        tokens: list[Token] = []
        clause, at = 0, 0
        for one in [*found, None]:
            gap = self._periods.spelt(said[at : one.start if one else len(said)])
            for index, piece in enumerate(_CLAUSE.split(_SENTENCE.sub(";", gap))):
                clause += index > 0
                tokens += self._piece(piece, clause, close=at > 0 and index == 0)
            if one is not None:
                tokens.append(Token(clause, one))
                at = one.end
        return tokens

    def _piece(self, piece: str, clause: int, *, close: bool) -> list[Token]:
        """The names and periods of a piece without amounts."""
        tokens: list[Token] = []
        at = 0
        for start, end, often in self._periods(piece, close=close):
            tokens += [*self._names(piece[at:start], clause), Token(clause, often=often)]
            at = end
        tokens += self._names(piece[at:], clause)
        return tokens

    def _names(self, piece: str, clause: int) -> list[Token]:
        """The parts named in a piece; `no bonus` is an amount of nothing."""
        if self._unknown.search(piece):
            parts = self._read(piece).components
            return [Token(clause, part=part, unknown=True) for part in parts]
        before, *after = self._none.split(piece, maxsplit=1)
        parts = self._read(before).components
        denied = self._read(after[0]) if after else Slots()
        of_none = denied.components[:1] if after and not denied.rest else ()
        last = parts[-1:] if after and not after[0].strip() else ()
        tokens = [Token(clause, part=part) for part in parts]
        tokens += [Token(clause, part=TOTAL)] * bool(self._totals.search(piece))
        tokens += [Token(clause, part=OTHER)] * bool(self._others.search(piece))
        tokens += [Token(clause, part=part) for part in denied.components if part not in of_none]
        if not set(of_none or last) - {"base"}:
            return [*tokens, *(Token(clause, part=part) for part in of_none)]
        nothing = Token(clause, Amount(Decimal(0), "bare", "0", 0, 0))
        return [*tokens, nothing, *(Token(clause, part=part) for part in of_none)]
