"""A typed offer -> its parts, role, level and company value, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.company import CompanyReader, without
from bot.advice.desk.naming import OTHER, TOTAL, NameReader
from bot.advice.desk.pairing import (
    Named,
    Often,
    Spoken,
    Token,
    misfits,
    paired,
    periods,
    whole_is_most,
)
from bot.advice.desk.phrases import phrase
from bot.advice.desk.raises import Raise, RaiseReader
from bot.advice.desk.ranges import RangeReader
from bot.advice.desk.sizes import Mistake, Sizes
from bot.advice.desk.strays import StrayReader
from bot.advice.desk.typed import TypedReader
from bot.advice.desk.valuing import ValueReader
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller
from bot.matching.text import any_of

_TWO_OFFERS = 3  # amounts of money beside both roles
_LINE = 160  # characters of an offer in one line; beyond it is a letter


@dataclass(frozen=True)
class Found:
    """What a message holds of an offer.

    `guessed`: parts whose name was not typed. `ranged`: ranges as typed. `often`: how many times
    a year the bonus is paid. `unknown`: parts the reader says that they cannot tell. `left_out`: an
    amount of the text that is no part of pay. `raised`: a part to be a percent more or less;
    a mistake too, unless that part is known.
    """

    parts: Mapping[str, OfferPart] = field(default_factory=dict)
    slots: Slots = field(default_factory=Slots)
    value: Decimal | None = None
    mistake: Mistake | None = None
    guessed: tuple[str, ...] = ()
    ranged: tuple[str, ...] = ()
    often: int | None = None
    unknown: tuple[str, ...] = ()
    left_out: str = ""
    raised: Raise | None = None
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
        reading = knowledge.desk.reading
        self._sizes = Sizes(knowledge)
        self._slots = SlotReader(knowledge.words, speller)
        self._typed = TypedReader(reading)
        self._names = NameReader(knowledge, speller)
        self._ranges = RangeReader(reading.ranges)
        self._strays = StrayReader(reading, self._slots)
        self._raises = RaiseReader(reading.raises)
        self._company = CompanyReader(reading)
        self.values = ValueReader(knowledge, self._typed, self._slots, self._company)
        of = [f"of {part.of.removeprefix('of ')}" for part in knowledge.pay.components if part.of]
        self._of = phrase([*reading.of, *of])
        self._taken_back = re.compile(
            rf"(?<!\w)(?:{any_of(reading.ranges.rather)})\s(?:the |an? )?\w+"
        )

    def has_amounts(self, text: str) -> bool:
        """Whether there is a number in it, in digits or in words."""
        return any(map(str.isdigit, self._typed(text)))

    def __call__(self, text: str, asked: str | None = None) -> Found:
        """What the text holds; an amount without a name may be the part that was `asked` for."""
        said = self._of.sub(lambda found: " " * len(found[0]), self._typed(text))
        return _as_typed(self._found(said, asked), text)

    def _found(self, said: str, asked: str | None) -> Found:
        found = self._typed.amounts(said)
        value, wrong_value, rest = self._company.beside(said, found)
        foreign = self._company.in_other_money(said, found)
        result = self._named(said, found, None if foreign else value)
        rest = self._ranges(said, rest)
        whole = self._two_offers(result, rest) or self._raised(result, said, rest)
        if whole is not None:
            return whole
        tokens = self._names(said, rest, self._strays.vesting(said, rest))
        named, loose = self._paired(tokens, asked)
        counts = self._counts(said, rest, loose, asked)
        result = replace(
            result,
            total=any(part == TOTAL for part, _ in named),
            unknown=tuple(token.part for token in tokens if token.unknown),
            ranged=tuple(one.text for one in rest if one.ends),
            left_out=_left_out(counts, named),
        )
        told = [(part, one) for part, one in named if part not in (TOTAL, OTHER)]
        loose = [one for one in loose if one not in counts]
        if foreign:  # percents are the same in every currency
            told = [(part, one) for part, one in told if one.unit == "percent"]
            loose = [one for one in loose if one.unit == "percent"]
        result = self._placed(result, told, loose, asked, list(periods(tokens)))
        wrong = Mistake("currency") if foreign else result.mistake or wrong_value
        if len(said) <= _LINE or wrong is None or wrong.kind != "unplaced":
            return replace(result, mistake=wrong)
        return replace(result, mistake=None, left_out=wrong.found)  # a letter holds other amounts

    def _named(self, said: str, found: Sequence[Amount], value: Decimal | None) -> Found:
        """Whose offer it is, and how many amounts it has; no parts yet."""
        return Found(
            slots=self._slots(self._taken_back.sub(" ", without(said, found))),
            value=value,
            seen=len(found),
            signed=all(one.money or one.unit == "percent" for one in found),
        )

    def _two_offers(self, result: Found, found: Sequence[Amount]) -> Found | None:
        roles = len(result.slots.roles) > 1 or result.slots.both_roles
        if not roles or sum(one.money for one in found) < _TWO_OFFERS:
            return None
        return replace(result, value=None, mistake=Mistake("two"))

    def _raised(self, result: Found, said: str, found: Sequence[Amount]) -> Found | None:
        """A part that is to be a percent higher or lower."""
        raised = self._raises(said, found, self._names.parts(without(said, found)))
        if raised is None:
            return None
        wrong = Mistake(raised.mistake, raised.part, found[0].text)
        return replace(result, raised=raised, mistake=wrong)

    def _paired(self, tokens: Sequence[Token], asked: str | None) -> tuple[Named, list[Amount]]:
        """Names with their amounts, also with one that cannot be theirs, and the other amounts."""
        named, loose = whole_is_most(TOTAL, *paired(tokens))
        if asked and len(loose) == 1:
            return named, loose
        wrong_unit = misfits(tokens, named, loose)
        left = [one for one in loose if one not in dict(wrong_unit).values()]
        return [*named, *wrong_unit], left

    def _counts(
        self, said: str, found: list[Amount], loose: list[Amount], asked: str | None
    ) -> list[Amount]:
        """What only counts something, unless it is all that was typed or what was asked for."""
        if len(found) == 1 or (asked and len(loose) == 1):
            return []
        return [one for one in loose if self._strays.counted(said, one, found)]

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
        if found is None and (asked in (None, "bonus") or not named):
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


def _left_out(counts: Sequence[Amount], named: Named) -> str:
    """An amount that is no part of pay, as typed."""
    other = [one for part, one in named if part == OTHER]
    return next((one.text for one in (*counts, *other)), "")


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
