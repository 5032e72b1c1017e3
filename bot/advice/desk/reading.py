"""A typed offer -> its parts, role, level and company value, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from bot.advice.desk.amounts import MILLION, THOUSAND, Amount, amounts
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller
from bot.matching.text import clean, words

_MOST = 12  # amounts of one message that are looked at
_MOST_LETTERS = 600  # of a message that may be an offer
_HUNDRED = 100
_GLUED = re.compile(r"(?<=\d)k(?=[a-z]{3})")
_CLAUSE = re.compile(r"[,;\n+|/&()]| and | plus ")
_TO = re.compile(r"\s?(?:-|to)\s?")
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True)
class Mistake:
    """What cannot be right: its kind, as in desk.yaml, the part, and what was typed."""

    kind: str
    part: str = ""
    found: str = ""


@dataclass(frozen=True)
class Found:
    """What a message holds of an offer. `guessed`: parts whose name was not typed."""

    parts: Mapping[str, OfferPart] = field(default_factory=dict)
    slots: Slots = Slots()
    value: Decimal | None = None
    mistake: Mistake | None = None
    guessed: tuple[str, ...] = ()
    total: bool = False
    seen: int = 0  # how many amounts there are

    @property
    def role(self) -> str | None:
        """The one role named."""
        return self.slots.role

    @property
    def level(self) -> str | None:
        """The one level named."""
        return self.slots.level


@dataclass(frozen=True)
class _Token:
    """An amount, or the name of a part; `clause` counts commas and the like before it."""

    clause: int
    amount: Amount | None = None
    part: str = ""


class OfferReader:
    """Reads offers in any order, with typing mistakes; pure after construction."""

    def __init__(self, knowledge: Knowledge, speller: Speller) -> None:
        self._reading = knowledge.desk.reading
        self._pay = knowledge.pay
        own = self._reading.parts
        named = {
            part: (*phrases, *getattr(own, part))
            for part, phrases in knowledge.words.components.items()
        }
        self._read = SlotReader(knowledge.words.model_copy(update={"components": named}), speller)
        self._slots = SlotReader(knowledge.words, speller)
        of = [f"of {part.of.removeprefix('of ')}" for part in self._pay.components if part.of]
        self._of = _phrase([*self._reading.of, *of])
        self._none = _phrase(self._reading.none)
        self._totals = _phrase(self._reading.totals)
        self._worth = re.compile(rf"(?:^|\W)(?:{_any(self._reading.value_words)})\W{{0,3}}$")
        self._periods = re.compile(
            rf"^\s?(?:/\s?|per |an? |each |every )?(?:{_any(self._reading.periods)})(?!\w)"
        )
        letters = [name for name in self._reading.currencies if name.isascii()]
        signs = [name for name in self._reading.currencies if not name.isascii()]
        self._currency = re.compile(rf"(?<![a-z])(?:{_any(letters)})(?![a-z])|(?:{_any(signs)})")

    def __call__(self, text: str, asked: str | None = None) -> Found:
        """What the text holds; an amount without a name may be the part that was `asked` for."""
        said = _GLUED.sub("k ", self._of.sub(self._blank, clean(text)))
        found = list(amounts(said, self._reading.not_amounts, self._reading.before_not_amounts))[
            :_MOST
        ]
        value, rest = self._valued(said, found)
        slots = self._slots(self._without(said, found))
        if self._in_other_money(said, found):
            return Found(slots=slots, mistake=Mistake("currency"), seen=len(found))
        between = _range(said, found)
        if between:
            return Found(slots=slots, mistake=Mistake("range", found=between), seen=len(found))
        tokens = self._tokens(said, rest)
        paired, loose = _paired(tokens)
        result = Found(slots=slots, value=value, seen=len(found))
        wrong = self._wrong_period(said, paired)
        if wrong is not None:
            return replace(result, mistake=wrong)
        return self._placed(result, said, paired, loose, asked)

    def company_value(self, text: str) -> tuple[Decimal | None, Mistake | None, str]:
        """A company's value in a text, what is wrong with it, and the text without it."""
        said = clean(text)
        found = list(amounts(said, self._reading.not_amounts))[:_MOST]
        worth = [one for one in found if self._is_worth(said, one, strict=False)]
        if not worth:
            return None, None, text
        rest = self._without(said, worth)
        one = worth[0]
        if self._in_other_money(said, [one]):
            return None, Mistake("currency"), rest
        if not self._reading.least_value <= one.value <= self._reading.most_value:
            return None, Mistake("value", found=one.text), rest
        return one.value, None, rest

    def asks_break_even(self, text: str) -> bool:
        """Whether it asks where two packages meet."""
        said = f" {' '.join(words(clean(text)))} "
        return any(f" {' '.join(words(name))} " in said for name in self._reading.break_even)

    def move(self, text: str) -> str | None:
        """A move of the dialogue in words: none, unknown, show or stop."""
        said = words(clean(text)) or [text.strip()]
        moves = self._reading.moves
        for name in type(moves).model_fields:
            if any(said == (words(clean(phrase)) or [phrase]) for phrase in getattr(moves, name)):
                return name
        return None

    # amounts and names ------------------------------------------------------------

    @staticmethod
    def _blank(found: re.Match[str]) -> str:
        return " " * len(found[0])

    def _without(self, said: str, found: Iterable[Amount]) -> str:
        """The text with its amounts cut out, so that `205 ml` is no millilitres."""
        for one in found:
            said = f"{said[: one.start]}{' ' * (one.end - one.start)}{said[one.end :]}"
        return said

    def _in_other_money(self, said: str, found: Sequence[Amount]) -> bool:
        """Another currency's name within reach of an amount."""
        return any(
            self._currency.search(said[max(one.start - 8, 0) : one.start])
            or self._currency.match(said[one.end : one.end + 12].lstrip(" -"))
            for one in found
            if one.unit != "percent"
        )

    def _valued(self, said: str, found: list[Amount]) -> tuple[Decimal | None, list[Amount]]:
        """The company's value, if the offer names it, and the other amounts."""
        worth = [one for one in found if self._is_worth(said, one, strict=True)]
        value = worth[0].value if worth and worth[0].value <= self._reading.most_value else None
        return value, [one for one in found if one not in worth]

    def _is_worth(self, said: str, one: Amount, *, strict: bool) -> bool:
        """`at $2B`; `strict`: by its size too, for offers hold other amounts."""
        if one.unit == "percent":
            return False
        named = bool(self._worth.search(said[: one.start]))
        large = abs(one.value) >= MILLION
        if strict:
            return named and large
        return named or (large and one.money)

    def _tokens(self, said: str, found: Sequence[Amount]) -> list[_Token]:
        """Amounts and the names of parts between them, in order."""
        tokens: list[_Token] = []
        clause, at = 0, 0
        for one in [*found, None]:
            gap = said[at : one.start if one else len(said)]
            for index, piece in enumerate(_CLAUSE.split(_SENTENCE.sub(";", gap))):
                clause += index > 0
                tokens += self._names(piece, clause)
            if one is not None:
                tokens.append(_Token(clause, one))
                at = one.end
        return tokens

    def _names(self, piece: str, clause: int) -> list[_Token]:
        """The parts named in a piece without amounts; `no bonus` is an amount of nothing."""
        before, *after = self._none.split(piece, maxsplit=1)
        parts = self._read(before).components
        denied = self._read(after[0]) if after else Slots()
        last = parts[-1:] if after and not denied.components else ()
        of_none = denied.components[:1] if not denied.rest else ()
        tokens = [_Token(clause, part=part) for part in parts]
        tokens += [_Token(clause, part=part) for part in denied.components if part not in of_none]
        if not (of_none or last):
            return tokens
        nothing = _Token(clause, Amount(Decimal(0), "bare", "0", 0, 0))
        return [*tokens, nothing, *(_Token(clause, part=part) for part in of_none)]

    def _wrong_period(self, said: str, paired: Sequence[tuple[str, Amount]]) -> Mistake | None:
        for part, one in paired:
            after = self._periods.match(said[one.end :])
            if part == "base" and one.unit != "percent" and after:
                return Mistake("period", part, f"{one.text}{after[0]}")
        return None

    # placing ---------------------------------------------------------------------

    def _placed(
        self,
        result: Found,
        said: str,
        paired: Sequence[tuple[str, Amount]],
        loose: Sequence[Amount],
        asked: str | None,
    ) -> Found:
        parts: dict[str, OfferPart] = {}
        texts: dict[str, str] = {}
        guessed: list[str] = []
        total = bool(self._totals.search(said))
        named = list(paired)
        for one in loose:
            free = [part for part in self._ids() if part not in dict(named)]
            part = asked if asked in free and len(loose) == 1 else self._guess(one, free)
            if part is None or (total and not asked):
                if total and not asked:
                    continue
                return replace(result, mistake=Mistake("unplaced", found=one.text))
            guessed += [] if part == asked else [part]
            named.append((part, one))
        for part, one in named:
            if part in parts:
                return replace(result, mistake=Mistake("twice", part, f"{texts[part]}, {one.text}"))
            read = self._part(part, one)
            if isinstance(read, Mistake):
                return replace(result, mistake=read)
            parts[part], texts[part] = read, one.text
        used = total and len(named) < len(paired) + len(loose)
        return replace(result, parts=parts, guessed=tuple(guessed), total=used)

    def _ids(self) -> list[str]:
        return [part.id for part in self._pay.components]

    def _part(self, part: str, one: Amount) -> OfferPart | Mistake:
        """An amount as a part of pay, or why it cannot be one."""
        if one.value < 0:
            return Mistake("negative", part, one.text)
        component = next(each for each in self._pay.components if each.id == part)
        if component.unit == "dollars":
            return self._money(part, one)
        return self._share(part, one)

    def _money(self, part: str, one: Amount) -> OfferPart | Mistake:
        if one.unit == "percent":
            return Mistake("unit", part, one.text)
        small = not one.scaled and one.value < THOUSAND  # 205 is 205k
        value = one.value * THOUSAND if small else one.value
        low, high = self._ends(part)
        if value > high * self._reading.beyond:
            return Mistake("huge", part, one.text)
        if 0 < value < low / self._reading.beyond or (part == "base" and value == 0):
            return Mistake("tiny", part, one.text)
        return OfferPart(value=value, unit="dollars")

    def _share(self, part: str, one: Amount) -> OfferPart | Mistake:
        """A bonus or a grant, in percent or in dollars."""
        bare = one.unit == "bare" and not one.scaled
        if one.unit == "percent" or (bare and one.value <= _HUNDRED) or one.value == 0:
            _, high = self._ends(part)
            if one.value > min(high * self._reading.beyond, _HUNDRED):
                return Mistake("percent", part, one.text)
            return OfferPart(value=one.value, unit="percent")
        if bare and part == "rsu":
            return Mistake("shares", part, one.text)
        if one.value > self._ends("base")[1] * self._reading.beyond:
            return Mistake("huge", part, one.text)
        value = one.value * THOUSAND if one.value < THOUSAND else one.value
        return OfferPart(value=value, unit="dollars")

    def _ends(self, part: str) -> tuple[Decimal, Decimal]:
        """The lowest and the highest figure of a part in the whole table."""
        ranges = [row.range(part) for row in self._pay.rows]
        return min(each.low for each in ranges), max(each.high for each in ranges)

    def _guess(self, one: Amount, free: Sequence[str]) -> str | None:
        """The part that an amount without a name must be, by its unit and size."""
        limit = self._reading.rsu_percent_below
        if one.unit == "percent" or (one.unit == "bare" and not one.scaled and one.value < limit):
            part = "rsu" if one.value < limit else "bonus"
            return part if part in free else None
        value = one.value * THOUSAND if one.value < THOUSAND and not one.scaled else one.value
        near = [part for part in free if part in ("base", "sign_on") and self._is_near(value, part)]
        return near[0] if near else None

    def _is_near(self, value: Decimal, part: str) -> bool:
        low, high = self._ends(part)
        return low / 3 <= value <= high * 3


def _range(said: str, found: Sequence[Amount]) -> str:
    """Two amounts with a dash or `to` between them, as they were typed."""
    for one, other in pairwise(found):
        if _TO.fullmatch(said[one.end : other.start]):
            return said[one.start : other.end].strip()
    return ""


def _paired(tokens: Sequence[_Token]) -> tuple[list[tuple[str, Amount]], list[Amount]]:
    """Names and amounts that belong together, and amounts without a name.

    Neighbours of one clause first, then neighbours across clauses, from the left.
    """
    left = list(tokens)
    paired: list[tuple[str, Amount]] = []
    for across in (False, True):
        at = 0
        while at + 1 < len(left):
            pair = _pair(left[at], left[at + 1])
            if pair is None or (not across and left[at].clause != left[at + 1].clause):
                at += 1
                continue
            paired.append(pair)
            del left[at : at + 2]
            at = max(at - 1, 0) if across else at
    return paired, [token.amount for token in left if token.amount is not None]


def _pair(one: _Token, other: _Token) -> tuple[str, Amount] | None:
    amount = one.amount or other.amount
    part = one.part or other.part
    if amount is None or not part or (one.amount and other.amount):
        return None
    wrong = part in ("base", "sign_on") and amount.unit == "percent"
    return None if wrong else (part, amount)


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"


def _phrase(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(names)})(?!\w)")
