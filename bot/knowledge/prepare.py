"""prepare.yaml: the checklist's items, the nudges' choices, and every word of both."""

from __future__ import annotations

from datetime import time
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug, Words

Item = Annotated[str, Field(min_length=1, max_length=90)]


def _offset(text: str) -> str:
    minutes_of(text)
    return text


def _clock(text: str) -> str:
    time.fromisoformat(text)
    return text


Offset = Annotated[str, Field(pattern=r"^[+-][01]\d:[0-5]\d$"), AfterValidator(_offset)]
Clock = Annotated[str, Field(pattern=r"^[0-2]\d:[0-5]\d$"), AfterValidator(_clock)]


class ChecklistItem(Curated):
    entry: Slug = Field(description="What its button opens; the tick is kept by this id.")
    text: Item = Field(description="What there is to do.")


class Day(Curated):
    label: Annotated[str, Field(min_length=1, max_length=6)]
    said: tuple[Words, ...] = Field(min_length=1, description="As readers type it.")


class DayGroup(Curated):
    """Several days in one word, counted from Monday, 0."""

    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(min_length=1, max_length=7)
    said: tuple[Words, ...] = Field(min_length=1)


class ClockWords(Curated):
    """Words of times of day, in lower case."""

    numbers: dict[Words, Annotated[int, Field(ge=0, lt=60)]] = Field(description="one: 1.")
    fractions: dict[Words, Annotated[int, Field(gt=0, lt=60)]] = Field(
        description="half: 30, the minutes that a word is."
    )
    named: dict[Words, Clock] = Field(description='noon: "12:00".')
    past: tuple[Words, ...]
    to: tuple[Words, ...]
    exactly: tuple[Words, ...] = Field(description="What follows a full hour: o'clock, h.")
    morning: tuple[Words, ...]
    evening: tuple[Words, ...] = Field(description="Afternoon, evening and night.")


class TickWords(Curated):
    """How readers tick by typing, while the checklist is on the screen."""

    done: tuple[Words, ...] = Field(min_length=1, description="Single words: tick, finished.")
    undone: tuple[Words, ...] = Field(default=(), description="Single words: untick, not.")
    around: tuple[Words, ...] = Field(default=(), description="Words beside the numbers.")
    left: tuple[Words, ...] = Field(default=(), description="What is left?")


class Place(Curated):
    """A city whose clock many share."""

    zone: Words = Field(description="Its name in the time-zone database: Europe/Berlin.")
    name: Label
    also: tuple[Words, ...] = Field(default=(), description="Other places and names of that time.")


class PrepareButtons(Curated):
    nudges: Label
    next: Label
    back: Label
    other: Label
    days: Label
    time: Label
    zone: Label
    on: Label
    off: Label
    stop: Label
    list: Label
    tick: Label
    read: Label


class PrepareTexts(Curated):
    """The frames of the checklist's and the nudges' messages."""

    title: Annotated[Line, Filled("ticked", "of")]
    all: Annotated[Line, Filled("of")]
    done: Annotated[Line, Filled("number", "text")]
    open: Annotated[Line, Filled("number", "text")]
    hint: Line
    ticked: Annotated[Words, Filled("number")]
    unticked: Annotated[Words, Filled("number")]
    ask_zone: Line
    which_place: Annotated[Line, Filled("time")]
    unknown_place: Line
    ask_days: Line
    some_day: Line
    ask_time: Line
    unknown_time: Line
    chosen: Annotated[Words, Filled("label")]
    noted: Annotated[Line, Filled("what")]
    days_at: Annotated[Words, Filled("days", "time")]
    upcoming: Annotated[Line, Filled("next", "button")]
    on: Annotated[Line, Filled("days", "time", "place", "next")]
    off: Annotated[Line, Filled("days", "time", "place")]
    stopped: Line
    finished: Line
    nudge: Annotated[Line, Filled("ticked", "of")]
    next: Annotated[Line, Filled("text")]
    moment: Annotated[Words, Filled("day", "date", "time")]
    no_clock: Line
    left: Line
    already: Line
    group: Line
    invite: Line


class PrepareFile(Curated):
    begin: tuple[Words, ...] = Field(min_length=1, description="How readers ask for it in words.")
    end: tuple[Words, ...] = Field(default=(), description="How readers turn nudges off.")
    off: tuple[Words, ...] = Field(default=(), description="The same, while they are in view.")
    ticking: TickWords
    entry: Slug = Field(description="The checklist's own entry: its section, its cautions.")
    items: tuple[ChecklistItem, ...] = Field(min_length=2, max_length=12)
    texts: PrepareTexts
    buttons: PrepareButtons
    days: tuple[Day, ...] = Field(min_length=7, max_length=7, description="From Monday.")
    day_groups: tuple[DayGroup, ...] = ()
    through: tuple[Words, ...] = Field(default=(), description="Between two days: to, until.")
    fillers: tuple[Words, ...] = Field(default=(), description="Words around days and places.")
    clock: ClockWords
    times: tuple[Clock, ...] = Field(min_length=1, max_length=24)
    offsets: tuple[Offset, ...] = Field(min_length=1, max_length=32)
    places: tuple[Place, ...] = Field(min_length=1)

    @cached_property
    def place_name(self) -> dict[str, str]:
        """Names of places by zone."""
        return {place.zone: place.name for place in self.places}


def minutes_of(offset: str) -> int:
    """+05:30 as minutes east of UTC. Raises ValueError beyond a day."""
    hours, minutes = offset[1:].split(":")
    total = int(hours) * 60 + int(minutes)
    if total > 14 * 60:
        raise ValueError("no place is more than 14 hours from UTC")
    return -total if offset.startswith("-") else total
