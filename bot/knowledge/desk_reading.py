"""desk.yaml: how typed offers are read, by words that curators keep."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from bot.knowledge.shapes import Curated, Words

Sum = Annotated[Decimal, Field(gt=0), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Fraction = Annotated[
    Decimal, Field(gt=0, lt=1), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
_Some = Annotated[tuple[Words, ...], Field(min_length=1)]


class PartWords(Curated):
    base: tuple[Words, ...] = ()
    sign_on: tuple[Words, ...] = ()
    bonus: tuple[Words, ...] = ()
    rsu: tuple[Words, ...] = ()


class MoveWords(Curated):
    none: _Some
    unknown: _Some
    same: _Some
    back: _Some
    show: _Some
    new: _Some
    stop: _Some


class AsideWords(Curated):
    """Words of questions about the offer itself: `is it good?`, `what do I ask?`."""

    judge: _Some
    questions: _Some
    usual: _Some


class Period(Curated):
    """How many times a year something is paid; 0 where that cannot be told."""

    times: Annotated[int, Field(ge=0, le=12)]
    said: Annotated[str, Field(max_length=16)]
    words: _Some
    behind: _Some


class NumeralWords(Curated):
    """What stands within a number in words: `two point five`, `a quarter of a percent`."""

    a: _Some
    of: _Some
    point: _Some
    percent: _Some
    nearly: _Some
    and_: _Some = Field(alias="and")


class Ranges(Curated):
    """Words between the ends of a typed range, before them, and before what is meant instead."""

    to: _Some
    between: _Some
    instead: _Some
    rather: _Some
    no: _Some
    it_is: _Some
    a: _Some
    and_: _Some = Field(alias="and")


class Raises(Curated):
    """Words of a part that is to be a percent more or less than it is."""

    more: _Some
    less: _Some
    compared: _Some
    by: _Some


class Beyond(Curated):
    """How many times the highest figure of each part is past belief."""

    base: Annotated[int, Field(ge=2, le=1000)]
    sign_on: Annotated[int, Field(ge=2, le=1000)]
    bonus: Annotated[int, Field(ge=2, le=1000)]
    rsu: Annotated[int, Field(ge=2, le=1000)]

    def of(self, part: str) -> int:
        """The factor of one part."""
        return int(getattr(self, part))


class Reading(Curated):
    """How typed offers are read: words, and numbers that are never said."""

    parts: PartWords
    of: _Some
    none: _Some
    joined: _Some
    unknown: _Some
    others: _Some
    vesting: _Some
    totals: _Some
    value_words: _Some
    about: _Some
    not_amounts: _Some
    before_not_amounts: _Some
    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    before_periods: _Some
    ranges: Ranges
    raises: Raises
    numerals: dict[Words, Annotated[int, Field(ge=0, lt=100)]]
    numeral_words: NumeralWords
    fractions: dict[Words, Fraction]
    scales: dict[Words, Annotated[int, Field(ge=100)]]
    currencies: _Some
    not_roles: tuple[Words, ...] = ()
    asking: _Some
    openers: _Some
    company: _Some
    moves: MoveWords
    around_moves: _Some
    asides: AsideWords
    supposing: _Some
    cues: _Some
    offer_words: _Some
    reopening: _Some
    changing: _Some
    share_of: _Some
    worth: _Some
    not_worth: tuple[Words, ...] = ()
    break_even: _Some
    beyond: Beyond
    too_little: Annotated[int, Field(ge=2, le=1000)]
    least_bonus: Sum
    rsu_percent_below: Sum
    most_value: Sum
    least_value: Sum
    values: Annotated[tuple[Sum, ...], Field(min_length=1, max_length=3)]
