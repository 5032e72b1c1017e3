"""A typed offer -> its parts, role, level and company value, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from bot.advice.desk.amounts import THOUSAND, Amount, amounts
from bot.advice.desk.company import CompanyReader, without
from bot.advice.desk.numerals import Numerals
from bot.advice.desk.pairing import Named, Often, Spoken, Token, paired, periods
from bot.advice.desk.periods import PeriodReader
from bot.advice.desk.phrases import any_of, phrase
from bot.advice.desk.ranges import RangeReader
from bot.advice.desk.sizes import Mistake, Sizes
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller
from bot.matching.text import clean

_PAIR = 2
_MOST = 12  # amounts of one message that are looked at
_GLUED = re.compile(r"(?<=\d)k(?=[a-z]{3})")
_CLAUSE = re.compile(r"[,;\n+|/&()]| and | plus ")
TOTAL = "total"  # a sum of parts, which is no part
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True)
class Found:
    """What a message holds of an offer.

    `guessed`: parts whose name was not typed. `ranged`: ranges as typed. `often`: how many times
    a year the bonus is paid.
    """

    parts: Mapping[str, OfferPart] = field(default_factory=dict)
    slots: Slots = field(default_factory=Slots)
    value: Decimal | None = None
    mistake: Mistake | None = None
    guessed: tuple[str, ...] = ()
    ranged: tuple[str, ...] = ()
    often: int | None = None
    total: bool = False
    seen: int = 0  # how many amounts there are
    signed: bool = False  # all of them with a unit

    @property
    def role(self) -> str | None:
        """The one role named."""
        return self.slots.role

    @property
    def level(self) -> str | None:
        """The one level named."""
        return self.slots.level


class OfferReader:
    """Reads offers in any order, with typing mistakes; pure after construction."""

    def __init__(self, knowledge: Knowledge, speller: Speller) -> None:
        self._reading = knowledge.desk.reading
        self._sizes = Sizes(knowledge)
        own = self._reading.parts
        named = {
            part: (*phrases, *getattr(own, part))
            for part, phrases in knowledge.words.components.items()
        }
        self._read = SlotReader(knowledge.words.model_copy(update={"components": named}), speller)
        self._slots = SlotReader(knowledge.words, speller)
        of = [f"of {part.of.removeprefix('of ')}" for part in knowledge.pay.components if part.of]
        self._of = phrase([*self._reading.of, *of])
        self._none = phrase(self._reading.none)
        self._totals = phrase(self._reading.totals)
        self._of_what = re.compile(rf"\s(?:{any_of(self._reading.share_of)})\s(?:an?\s|the\s)?")
        self._numerals = Numerals(self._reading.numerals, self._reading.scales)
        self._ranges = RangeReader(self._reading.ranges)
        self._periods = PeriodReader(self._reading)
        self._company = CompanyReader(self._reading)

    def __call__(self, text: str, asked: str | None = None) -> Found:
        """What the text holds; an amount without a name may be the part that was `asked` for."""
        said = self._numerals(clean(text.replace("\n", "; ")))
        said = _GLUED.sub("k ", self._of.sub(self._blank, said))
        return _as_typed(self._found(said, asked), text)

    def _found(self, said: str, asked: str | None) -> Found:
        found = self._amounts(said)
        value, rest = self._company.beside(said, found)
        result = Found(
            slots=self._slots(without(said, found)),
            value=value,
            seen=len(found),
            signed=all(one.money or one.unit == "percent" for one in found),
        )
        if self._company.in_other_money(said, found):
            return replace(result, value=None, mistake=Mistake("currency"))
        rest = self._ranges(said, rest)
        tokens = self._tokens(said, rest)
        named, loose = paired(tokens)
        told = [(part, one) for part, one in named if part != TOTAL]
        result = replace(
            result,
            total=len(told) < len(named),
            ranged=tuple(one.text for one in rest if one.ends),
        )
        return self._placed(result, told, loose, asked, list(periods(tokens)))

    def _amounts(self, said: str) -> list[Amount]:
        found = amounts(said, self._reading.not_amounts, self._reading.before_not_amounts)
        return list(islice(found, _MOST))

    def company_value(
        self, text: str, *, strict: bool = False
    ) -> tuple[Decimal | None, Mistake | None, str]:
        """A company's value in a text, what is wrong with it, and the text without it."""
        said = self._numerals(clean(text))
        found = list(islice(amounts(said, self._reading.not_amounts), _MOST))
        worth = self._company.named(said, found, strict=strict)
        if not worth:
            return None, None, text
        value, mistake = self._company.value(said, worth[0])
        return value, mistake, without(said, worth)

    def lone_value(self, text: str) -> tuple[Decimal | None, Mistake | None]:
        """The only amount of a text as a company's value, when that is what was asked for."""
        said = self._numerals(clean(text))
        found = list(islice(amounts(said, self._reading.not_amounts), _MOST))
        if len(found) != 1 or found[0].unit == "percent":
            return None, None
        return self._company.value(said, found[0])

    def past_belief(self, text: str) -> Decimal | None:
        """The only amount of a text, if no part of pay can be so large: a company's value."""
        value, _ = self.lone_value(text)
        return value if value is not None and value > self._sizes.most_dollars else None

    def share_of(self, text: str) -> tuple[Decimal, Decimal] | None:
        """`how much is 0.1% of $2B`: the percent and what it is of, where nothing else is said."""
        said = self._numerals(clean(text))
        found = list(islice(amounts(said, self._reading.not_amounts), _MOST))
        if len(found) != _PAIR or self._company.in_other_money(said, found):
            return None
        share, whole = found
        money = whole.money or whole.value >= THOUSAND
        if share.unit != "percent" or whole.unit == "percent" or not money:
            return None
        between = said[share.end : whole.start]
        linked = self._of_what.fullmatch(between) or self._company.named(said, [whole], strict=True)
        named = set(self._slots(without(said, found)).components) - {"rsu"}
        return (share.value, whole.value) if linked and not named and whole.value > 0 else None

    # amounts and names ------------------------------------------------------------

    @staticmethod
    def _blank(found: re.Match[str]) -> str:
        return " " * len(found[0])

    def _tokens(self, said: str, found: Sequence[Amount]) -> list[Token]:
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
        if at and not any(token.part for token in tokens):  # `quarterly` may name a part itself
            tokens = [*(token for token in self._names(piece, clause) if token.part), *tokens]
        return tokens

    def _names(self, piece: str, clause: int) -> list[Token]:
        """The parts named in a piece; `no bonus` is an amount of nothing."""
        before, *after = self._none.split(piece, maxsplit=1)
        parts = self._read(before).components
        denied = self._read(after[0]) if after else Slots()
        of_none = denied.components[:1] if after and not denied.rest else ()
        last = parts[-1:] if after and not after[0].strip() else ()
        tokens = [Token(clause, part=part) for part in parts]
        tokens += [Token(clause, part=TOTAL)] * bool(self._totals.search(piece))
        tokens += [Token(clause, part=part) for part in denied.components if part not in of_none]
        if not set(of_none or last) - {"base"}:
            return [*tokens, *(Token(clause, part=part) for part in of_none)]
        nothing = Token(clause, Amount(Decimal(0), "bare", "0", 0, 0))
        return [*tokens, nothing, *(Token(clause, part=part) for part in of_none)]

    # placing ---------------------------------------------------------------------

    def _placed(
        self,
        result: Found,
        paired: Named,
        loose: Sequence[Amount],
        asked: str | None,
        often: Sequence[Spoken],
    ) -> Found:
        """With the parts that were named, and those that the other amounts must be."""
        named, guessed, unplaced = list(paired), [], None
        for one in loose:
            free = [part for part in self._sizes.ids() if part not in dict(named)]
            part = self._sizes.guess(one, free, yearly=_often("", one, often) is not None)
            part = asked if asked in free and len(loose) == 1 else part
            if part is None:
                unplaced = unplaced or Mistake("unplaced", found=one.text)
                continue
            guessed += [] if part == asked else [part]
            named.append((part, one))
        parts, mistakes = self._read_all(named, often)
        return replace(
            result,
            parts=parts,
            guessed=tuple(part for part in guessed if part in parts),
            mistake=mistakes[0] if mistakes else unplaced,
            often=self._bonus_often(named, often, asked),
        )

    def _bonus_often(self, named: Named, often: Sequence[Spoken], asked: str | None) -> int | None:
        """How many times a year the bonus is paid, if the text says so."""
        found = _often("bonus", dict(named).get("bonus"), often)
        if found is None and asked in (None, "bonus"):
            found = next((one for token, one in often if token is None), None)
        return found.times or None if found is not None else None

    def _read_all(
        self, named: Named, often: Sequence[Spoken]
    ) -> tuple[dict[str, OfferPart], list[Mistake]]:
        """The parts that can be right, and what is wrong with the others."""
        parts: dict[str, OfferPart] = {}
        mistakes: list[Mistake] = []
        for part in dict(named):
            typed = [one for name, one in named if name == part]
            read = self._sizes.part(part, typed[0], _often(part, typed[0], often))
            if len({one.value for one in typed}) > 1:
                both = ", ".join(one.text for one in typed[:2])
                read = Mistake("twice", part, both)
            if isinstance(read, Mistake):
                mistakes.append(read)
            else:
                parts[part] = read
        return parts, mistakes


def _often(part: str, one: Amount | None, often: Sequence[Spoken]) -> Often | None:
    """How often a part is paid."""
    for token, found in often:
        if token is not None and (token.part == part or (one and token.amount == one)):
            return found
    return None


def _as_typed(found: Found, text: str) -> Found:
    """A mistake quotes the reader's own letters."""
    wrong = found.mistake
    if wrong is None or not wrong.found:
        return found
    typed = re.search(re.escape(wrong.found), " ".join(text.split()), re.IGNORECASE)
    return replace(found, mistake=replace(wrong, found=typed[0])) if typed else found
