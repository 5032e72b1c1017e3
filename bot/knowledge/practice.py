"""practice.yaml: the mock interview's rounds, cases, checks, and every word it says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug, Words

Minutes = Annotated[int, Field(ge=2, le=180)]
Short = Annotated[Slug, Field(max_length=20)]  # several ids fit in a button


class Check(Curated):
    """One thing the article says is judged, as a reader asks it of themselves."""

    id: Short
    label: Label = Field(description="On the button that ticks it.")
    text: Line = Field(description="A yes-or-no question.")
    entry: Slug = Field(description="Where the article says so.")


class Case(Curated):
    """What the interviewer says."""

    id: Short
    text: Line
    entry: Slug | None = Field(default=None, description="Where the article tells of this case.")


class Side(Curated):
    """A round as one role meets it."""

    role: Annotated[Slug, Field(max_length=12)]
    checks: tuple[Check, ...] = Field(min_length=3, max_length=6)
    cases: tuple[Case, ...] = Field(min_length=1, max_length=12)


class Round(Curated):
    """A stage of the interview, or a kind of case."""

    id: Short
    label: Label
    topic: Slug = Field(description="Where the article tells of it.")
    note: Line | None = Field(default=None, description="What the article leaves open.")
    minutes: Minutes
    stated: bool = Field(default=False, description="The article gives this length itself.")
    shorter: Minutes = Field(description="For those with less time.")
    sides: tuple[Side, ...] = Field(min_length=2, max_length=2)

    @model_validator(mode="after")
    def _shorter_is(self) -> Round:
        if self.shorter >= self.minutes:
            raise ValueError("shorter is not below minutes")
        return self


Said = Annotated[tuple[Words, ...], Field(min_length=1)]


class PracticeMoves(Curated):
    """What may be typed instead of pressing a button."""

    begin: Said = Field(description="How readers ask for a mock interview.")
    done: Said
    pause: Said
    go_on: Said
    left: Said
    stop: Said


class PracticeButtons(Curated):
    start: Annotated[Label, Filled("time")]
    shorter: Annotated[Label, Filled("time")]
    rounds: Label
    roles: Label
    done: Label
    pause: Label
    left: Label
    stop: Label
    go_on: Label
    back: Label
    finish: Label
    again: Label
    another: Label


class PracticeTexts(Curated):
    """The frames of the mock interview's messages."""

    minutes: Annotated[Words, Filled("count")]
    minute: Words
    seconds: Words = Field(description="Less than a minute.")
    role: Line
    round: Annotated[Line, Filled("role")]
    title: Annotated[Words, Filled("round", "role")]
    how: Line
    stated: Annotated[Line, Filled("time")]
    chosen: Annotated[Line, Filled("time")]
    begun: Annotated[Line, Filled("time")]
    untimed: Line
    aloud: Line
    resumed: Annotated[Line, Filled("time")]
    left: Annotated[Line, Filled("time")]
    half: Annotated[Line, Filled("time")]
    half_late: Annotated[Line, Filled("time")]
    glance: Annotated[Line, Filled("checks")]
    up: Line
    up_late: Line
    done: Annotated[Line, Filled("time")]
    check: Line
    paused: Annotated[Line, Filled("time")]
    waits: Annotated[Line, Filled("time")]
    not_judged: Annotated[Line, Filled("time")]
    checking: Line
    stopped: Line
    already: Line
    ticked: Annotated[Words, Filled("label")]
    open: Annotated[Words, Filled("label")]
    asked: Annotated[Line, Filled("number", "text")]
    summary: Annotated[Line, Filled("ticked", "of", "title")]
    none: Annotated[Line, Filled("of", "title")]
    all: Annotated[Line, Filled("of", "title")]
    missing: Line
    before: Annotated[Line, Filled("ticked", "of")]
    honest: Line
    group: Line
    invite: Line


class PracticeFile(Curated):
    texts: PracticeTexts
    buttons: PracticeButtons
    moves: PracticeMoves
    rounds: tuple[Round, ...] = Field(min_length=1, max_length=10)

    @property
    def round(self) -> dict[str, Round]:
        """Rounds by id."""
        return {one.id: one for one in self.rounds}

    def side(self, round_: str, role: str) -> Side | None:
        """A round as a role meets it."""
        sides = self.round[round_].sides if round_ in self.round else ()
        return next((side for side in sides if side.role == role), None)

    @property
    def placed(self) -> dict[str, tuple[Round, Side, Case]]:
        """Cases by id, each with its round and side."""
        return {
            case.id: (one, side, case)
            for one in self.rounds
            for side in one.sides
            for case in side.cases
        }
