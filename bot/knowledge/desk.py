"""desk.yaml: the words of the pay desk."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.knowledge.desk_reading import Reading
from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug, Words

Part = Literal["base", "sign_on", "bonus", "rsu"]
_Mistake = Annotated[Line, Filled("found", "part", "example")]


class Units(Curated):
    base: Words
    sign_on: Words
    bonus: Words
    rsu: Words

    def of(self, part: str) -> str:
        """The unit of one part."""
        return str(getattr(self, part))


class Ends(Curated):
    low: Words
    mid: Words
    high: Words


class Thirds(Ends):
    centre: Words


class CardTexts(Curated):
    """What goes with the ranges of /salary: the year's cash, and the picture's words."""

    title: Annotated[Line, Filled("level", "role")]
    all_rows: Line
    both_roles: Annotated[Line, Filled("level")]
    both_levels: Annotated[Line, Filled("role")]
    part_title: Annotated[Line, Filled("part")]
    note: Annotated[Line, Filled("region", "year")]
    legend: Label
    unit: Units
    cash: Line
    ends: Ends
    quarterly: Annotated[Line, Filled("times", "low", "mid", "high")]
    row: Annotated[str, Field(min_length=1, max_length=8)]
    row_quarterly: Annotated[str, Field(min_length=1, max_length=14), Filled("times")]
    rows_note: Annotated[Line, Filled("times")]
    gaps: Line
    gap: Annotated[Line, Filled("part", "formula", "ahead")]
    gap_none: Annotated[Line, Filled("part")]
    points: Words
    offer: Label
    what_if: Label


class Changed(Curated):
    """The line that says what a correction changed."""

    line: Annotated[Line, Filled("what", "before", "after")]
    role: Words
    level: Words
    often: Words
    unsaid: Words
    none: Words
    ask: Line


class AsideTexts(Curated):
    """Short answers to questions about the offer itself."""

    judge: Line
    judge_early: Line
    questions: Line
    questions_early: Line
    worth_early: Annotated[Line, Filled("example")]
    usual: Line
    usual_any: Annotated[Line, Filled("part", "range")]


class OfferTexts(Curated):
    """The dialogue of /offer and its result."""

    intro: Annotated[Line, Filled("example")]
    ask_role: Line
    ask_level: Line
    ask_part: Annotated[Line, Filled("part", "example")]
    ask_value: Annotated[Line, Filled("example")]
    so_far: Annotated[Line, Filled("parts")]
    company: Annotated[Line, Filled("value")]
    any_row: Annotated[Line, Filled("part", "low", "high")]
    said: Annotated[Line, Filled("part", "said")]
    none: Label
    unknown: Label
    show: Label
    stop: Label
    previous: Label
    first: Line
    back: Label
    unclear: Annotated[Line, Filled("example")]
    unclear_choice: Line
    edit: Annotated[Line, Filled("example")]
    stopped: Line
    stale: Annotated[str, Field(min_length=1, max_length=200)]
    heading: Annotated[Line, Filled("level", "role")]
    below: Annotated[Line, Filled("part", "said", "range", "formula")]
    above: Annotated[Line, Filled("part", "said", "range", "formula")]
    at_low: Annotated[Line, Filled("part", "said", "range")]
    at_high: Annotated[Line, Filled("part", "said", "range")]
    within: Annotated[Line, Filled("part", "said", "range", "place")]
    unplaced: Annotated[Line, Filled("part", "said", "why")]
    nothing: Annotated[Line, Filled("part", "range")]
    thirds: Thirds
    needs_base: Line
    needs_value: Annotated[Line, Filled("example")]
    missing: Annotated[Line, Filled("parts")]
    cash: Annotated[Line, Filled("formula")]
    quarterly: Annotated[Line, Filled("formula")]
    cash_told: Annotated[Line, Filled("often", "formula")]
    grant: Annotated[Line, Filled("formula")]
    guessed: Annotated[Line, Filled("said", "part")]
    ranged: Annotated[Line, Filled("found")]
    left_out: Annotated[Line, Filled("found")]
    total: Line
    no_total: Annotated[Line, Filled("example")]
    reads: Line
    ask: Line
    own: Label
    title: Annotated[Line, Filled("level", "role")]
    change: Annotated[Label, Filled("part")]
    new: Label
    changed: Changed
    aside: AsideTexts


class Question(Curated):
    """What to ask the recruiter about one part of an offer."""

    part: Part
    if_: Literal["given", "missing", "none", "below", "above", "dollars", "unclear", "told"] = (
        Field(alias="if")
    )
    ask: Annotated[str, Field(min_length=1, max_length=80)]  # three of them fit under a picture


class Mistakes(Curated):
    """Clear sentences for amounts that cannot be right."""

    negative: _Mistake
    huge: _Mistake
    tiny: _Mistake
    percent: _Mistake
    share: _Mistake
    company: _Mistake
    unit: _Mistake
    raised: _Mistake
    twice: _Mistake
    two: _Mistake
    currency: _Mistake
    period: _Mistake
    shares: _Mistake
    unplaced: _Mistake
    nothing: _Mistake
    value: _Mistake

    def of(self, kind: str) -> str:
        """The sentence for one kind of mistake."""
        return str(getattr(self, kind))


class WhatIfTexts(Curated):
    """What a grant is worth at a company's value, and where two packages meet."""

    break_even: Annotated[Line, Filled("value", "level", "more", "less")]
    nobody: Annotated[Line, Filled("level")]
    how: Annotated[Line, Filled("years")]
    cash: Annotated[Line, Filled("role", "formula")]
    grants: Annotated[Line, Filled("formula")]
    value: Annotated[Line, Filled("formula")]
    quarterly: Annotated[Line, Filled("times", "formula")]
    heading: Annotated[Line, Filled("value")]
    grant: Annotated[Line, Filled("name", "low", "high")]
    yearly: Annotated[Line, Filled("low", "high")]
    both: Annotated[Line, Filled("years")]
    total: Annotated[Line, Filled("role", "formula")]
    ahead: Annotated[Line, Filled("role")]
    even: Line
    ahead_yearly: Annotated[Line, Filled("ahead")]
    ahead_quarterly: Annotated[
        Line, Filled("times", "first", "first_sum", "second", "second_sum", "ahead")
    ]
    type_it: Annotated[Line, Filled("example")]
    example: Line
    ask: Annotated[Line, Filled("example")]
    own: Annotated[Line, Filled("formula", "yearly")]
    own_dollars: Annotated[Line, Filled("said", "yearly")]
    own_missing: Line
    range: Annotated[Line, Filled("name", "low", "high")]
    share_of: Annotated[Line, Filled("formula")]
    at: Annotated[Label, Filled("value")]
    other: Annotated[Label, Filled("level")]
    meet: Label
    cautions: tuple[Slug, ...]


class Desk(Curated):
    """Everything the pay desk says, and how it reads."""

    card: CardTexts
    offer: OfferTexts
    questions: tuple[Question, ...] = Field(min_length=1)
    most_questions: int = Field(ge=1, le=4)
    mistakes: Mistakes
    what_if: WhatIfTexts
    example: Line
    reading: Reading
