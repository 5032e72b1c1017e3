"""service.yaml: feedback, history, and what is kept how long."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug

# The database's tables, as storage/tables.py has them; a test holds both together.
Table = Literal[
    "chats",
    "daily_counts",
    "dead_letters",
    "gaps",
    "handled_updates",
    "reminders",
    "sent_pictures",
    "sent_polls",
    "sent_replies",
    "votes",
    "waiting_updates",
]
TABLES: tuple[str, ...] = get_args(Table)
TEXTS_STAY = 90  # days at most that a reader's question is kept


class Reason(Curated):
    """What may be wrong with an answer, as a button."""

    id: Annotated[Slug, Field(max_length=12)]  # it has to fit into a button with an entry's id
    label: Annotated[str, Field(min_length=1, max_length=20)]  # two in a row on a phone


class Feedback(Curated):
    thanks: Line
    sorry: Annotated[str, Field(min_length=1, max_length=200)]  # Telegram's limit for a toast
    reasons: tuple[Reason, ...] = Field(min_length=1, max_length=6)
    own_words: Label
    chosen: Annotated[str, Filled("label"), Field(min_length=1, max_length=40)]
    ask: Line
    never_mind: Label
    skipped: Line
    received: Line
    nothing: tuple[Line, ...] = Field(description="How readers take the question back.")
    complaints: tuple[Line, ...] = Field(
        description="What a text holds that, right after a thumb down, says what was wrong."
    )


class History(Curated):
    title: Line
    none: Line
    unanswered: Line
    line: Annotated[Line, Filled("what", "when")]
    just_now: Line
    minutes: Annotated[Line, Filled("count")]
    hours: Annotated[Line, Filled("count")]
    days: Annotated[Line, Filled("count")]


class Export(Curated):
    caption: Line
    in_group: Line


class Kept(Curated):
    """One kind of thing that is kept, and the tables it is in."""

    text: Annotated[Line, Filled("days")]
    tables: tuple[Table, ...] = Field(min_length=1)
    days: int = Field(
        ge=2, le=400, description="Rows older than this are deleted. Telegram redelivers for a day."
    )

    @property
    def line(self) -> str:
        """The text with its days."""
        return self.text.format(days=self.days)


class Service(Curated):
    """What the bot says about its service, and the limits it keeps."""

    feedback: Feedback
    history: History
    export: Export
    kept: tuple[Kept, ...] = Field(min_length=1)
    not_kept: Line
    used: Line
    yours: Line

    @cached_property
    def days(self) -> dict[str, int]:
        """table -> how many days a row of it is kept."""
        return {table: kept.days for kept in self.kept for table in kept.tables}
