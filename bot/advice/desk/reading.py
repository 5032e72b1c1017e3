"""A typed offer -> its parts, role, level and company value, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.advice.desk.amounts import MILLION, Amount, amounts
from bot.advice.desk.pairing import Token, paired, range_typed
from bot.advice.desk.phrases import any_of, phrase
from bot.advice.desk.sizes import Mistake, Sizes
from bot.advice.session import OfferPart
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller
from bot.matching.text import clean

_MOST = 12  # amounts of one message that are looked at
_MOST_LETTERS = 600  # of a message that may be an offer
_HUNDRED = 100
_GLUED = re.compile(r"(?<=\d)k(?=[a-z]{3})")
_CLAUSE = re.compile(r"[,;\n+|/&()]| and | plus ")
TOTAL = "total"  # a sum of parts, which is no part
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True)
class Found:
    """What a message holds of an offer. `guessed`: parts whose name was not typed."""

    parts: Mapping[str, OfferPart] = field(default_factory=dict)
    slots: Slots = field(default_factory=Slots)
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
        self._worth = re.compile(
            rf"(?:^|\W)(?:{any_of(self._reading.value_words)})(?: an?)?\W{{0,3}}$"
        )
        self._worth_after = re.compile(rf"^\s(?:{any_of(self._reading.value_words)})(?!\w)")
        self._periods = re.compile(
            rf"^\s?(?:/\s?|per |an? |each |every )?(?:{any_of(self._reading.periods)})(?!\w)"
        )
        letters = [name for name in self._reading.currencies if name.isascii()]
        signs = [name for name in self._reading.currencies if not name.isascii()]
        self._currency = re.compile(
            rf"(?<![a-z])(?:{any_of(letters)})(?![a-z])|(?:{any_of(signs)})"
        )

    def __call__(self, text: str, asked: str | None = None) -> Found:
        """What the text holds; an amount without a name may be the part that was `asked` for."""
        said = _GLUED.sub("k ", self._of.sub(self._blank, clean(text.replace("\n", "; "))))
        found = list(amounts(said, self._reading.not_amounts, self._reading.before_not_amounts))[
            :_MOST
        ]
        value, rest = self._valued(said, found)
        slots = self._slots(self._without(said, found))
        if self._in_other_money(said, found):
            return Found(slots=slots, mistake=Mistake("currency"), seen=len(found))
        between = range_typed(said, found)
        if between:
            return Found(slots=slots, mistake=Mistake("range", found=between), seen=len(found))
        tokens = self._tokens(said, rest)
        named, loose = paired(tokens)
        result = Found(slots=slots, value=value, seen=len(found))
        told = [(part, one) for part, one in named if part != TOTAL]
        result = replace(result, total=len(told) < len(named))
        wrong = self._wrong_period(said, [*told, *(("base", one) for one in loose)])
        if wrong is not None:
            return replace(result, mistake=wrong)
        return self._placed(result, told, loose, asked)

    def company_value(
        self, text: str, *, strict: bool = False
    ) -> tuple[Decimal | None, Mistake | None, str]:
        """A company's value in a text, what is wrong with it, and the text without it."""
        said = clean(text)
        found = list(amounts(said, self._reading.not_amounts))[:_MOST]
        worth = [one for one in found if self._is_worth(said, one, strict=strict)]
        if not worth:
            return None, None, text
        rest = self._without(said, worth)
        one = worth[0]
        if self._in_other_money(said, [one]):
            return None, Mistake("currency"), rest
        if not self._reading.least_value <= one.value <= self._reading.most_value:
            return None, Mistake("value", found=one.text), rest
        return one.value, None, rest

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
        before = self._worth.search(said[: one.start])
        after = self._worth_after.match(said[one.end :]) if abs(one.value) >= MILLION else None
        named = bool(before or after)
        large = abs(one.value) >= MILLION
        if strict:
            return named and large
        return named or (large and one.money)

    def _tokens(self, said: str, found: Sequence[Amount]) -> list[Token]:
        """Amounts and the names of parts between them, in order."""
        tokens: list[Token] = []
        clause, at = 0, 0
        for one in [*found, None]:
            gap = said[at : one.start if one else len(said)]
            for index, piece in enumerate(_CLAUSE.split(_SENTENCE.sub(";", gap))):
                clause += index > 0
                tokens += self._names(piece, clause)
            if one is not None:
                tokens.append(Token(clause, one))
                at = one.end
        return tokens

    def _names(self, piece: str, clause: int) -> list[Token]:
        """The parts named in a piece without amounts; `no bonus` is an amount of nothing."""
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
        paired: Sequence[tuple[str, Amount]],
        loose: Sequence[Amount],
        asked: str | None,
    ) -> Found:
        """With the parts that were named, and those that the other amounts must be."""
        named, guessed, unplaced = list(paired), [], None
        for one in loose:
            free = [part for part in self._sizes.ids() if part not in dict(named)]
            part = asked if asked in free and len(loose) == 1 else self._sizes.guess(one, free)
            if part is None:
                unplaced = unplaced or Mistake("unplaced", found=one.text)
                continue
            guessed += [] if part == asked else [part]
            named.append((part, one))
        parts, mistakes = self._read_all(named)
        return replace(
            result,
            parts=parts,
            guessed=tuple(part for part in guessed if part in parts),
            mistake=mistakes[0] if mistakes else unplaced,
        )

    def _read_all(
        self, named: Sequence[tuple[str, Amount]]
    ) -> tuple[dict[str, OfferPart], list[Mistake]]:
        """The parts that can be right, and what is wrong with the others."""
        parts: dict[str, OfferPart] = {}
        mistakes: list[Mistake] = []
        for part in dict(named):
            typed = [one for name, one in named if name == part]
            read = self._sizes.part(part, typed[0])
            if len({one.value for one in typed}) > 1:
                both = ", ".join(one.text for one in typed[:2])
                read = Mistake("twice", part, both)
            if isinstance(read, Mistake):
                mistakes.append(read)
            else:
                parts[part] = read
        return parts, mistakes
