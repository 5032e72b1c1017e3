"""What a curator may write, as frozen pydantic models; one class per kind of file."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema, model_validator

from bot.knowledge.compare import Compare
from bot.knowledge.desk import Desk, Part
from bot.knowledge.fit import Fit
from bot.knowledge.interview import Interview
from bot.knowledge.page import PageTexts
from bot.knowledge.practice import PracticeFile
from bot.knowledge.prepare import PrepareFile
from bot.knowledge.quiz import Quiz
from bot.knowledge.resume import Resume
from bot.knowledge.service import Service
from bot.knowledge.shapes import Curated, Label, Line, Named, Section, Severity, Slug, Words
from bot.knowledge.telegram import OnTelegram
from bot.knowledge.texts import Texts


class SectionTitle(Curated):
    id: Section
    title: Line


class Article(Curated):
    """The source that replies cite."""

    title: Line
    publisher: Line
    year: int = Field(ge=1900, le=2200)
    roles: tuple[Named, ...] = Field(min_length=2, max_length=2)
    sections: tuple[SectionTitle, ...] = Field(min_length=1)


Brief = Annotated[str, Field(min_length=1, max_length=90)]


class Entry(Curated):
    """One answer. Entries of the same topic answer the same question for different roles."""

    id: Slug
    topic: Slug
    section: Section
    role: Slug | None = None
    level: Slug | None = None
    label: Label = Field(description="What a button to this entry says.")
    question: Line
    answer: Line = Field(description="One or two sentences; the answer comes first.")
    points: tuple[Line, ...] = Field(default=(), max_length=8)
    brief: dict[Slug, Brief] = Field(
        default_factory=dict,
        description="Role -> the answer in a few words, for /compare.",
        json_schema_extra={"additionalProperties": False},
    )
    covered: Literal["fully", "partly"] = Field(
        default="fully", description="'partly' where the article leaves the thing asked open."
    )
    lookup: Literal["pay"] | None = Field(
        default=None, description="'pay': answered from pay.yaml, not from `answer`."
    )
    cautions: tuple[Slug, ...] = ()
    related: tuple[Slug, ...] = Field(default=(), max_length=4)
    parts: tuple[Slug, ...] = Field(
        default=(), description="The topics of a list's items, in order: for 'the second one'."
    )
    aliases: tuple[Line, ...] = Field(
        default=(), description="The question as readers would type it."
    )


class Caution(Curated):
    id: Slug
    severity: Severity
    text: Annotated[str, Field(min_length=1, max_length=120)]


class Uncovered(Curated):
    """A subject near the article's that it does not answer."""

    id: Slug
    subject: Line = Field(description="Completes 'The article does not cover …'.")
    near: Slug | None = Field(default=None, description="The entry whose answer is related.")
    aliases: tuple[Line, ...] = Field(min_length=1)


class OffTopic(Curated):
    """Messages that have nothing to do with the article: what the matcher learns to refuse."""

    messages: tuple[Line, ...] = Field(min_length=1)


class SmallTalk(Curated):
    id: Slug
    reply: Line
    aliases: tuple[Line, ...] = Field(min_length=1)


Amount = Annotated[Decimal, Field(gt=0), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]


class Range(Curated):
    low: Amount
    high: Amount

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Low and high."""
        return self.low, self.high

    @model_validator(mode="after")
    def _low_comes_first(self) -> Range:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Component(Named):
    id: Part
    short: Annotated[str, Field(min_length=1, max_length=8, description="For narrow tables.")]
    unit: Literal["dollars", "percent"]
    of: str = Field(default="", description="What a percent is a percent of, e.g. 'of base'.")
    caution: Slug | None = None


class PayRow(Curated):
    role: Slug
    level: Slug
    base: Range
    sign_on: Range
    bonus: Range
    rsu: Range

    def range(self, component: str) -> Range:
        """The row's range for one component."""
        ranges = {"base": self.base, "sign_on": self.sign_on, "bonus": self.bonus, "rsu": self.rsu}
        return ranges[component]


class Pay(Curated):
    region: Line
    year: int
    section: Section
    components: tuple[Component, ...] = Field(min_length=4, max_length=4)
    levels: tuple[Named, ...] = Field(min_length=1)
    cautions: tuple[Slug, ...] = ()
    rows: tuple[PayRow, ...] = Field(min_length=1)

    def whole(self, component: str) -> Range:
        """From the lowest to the highest figure of a component, over all rows."""
        ranges = [row.range(component) for row in self.rows]
        return Range(low=min(one.low for one in ranges), high=max(one.high for one in ranges))


Phrases = Annotated[
    dict[Slug, tuple[Words, ...]], Field(json_schema_extra={"additionalProperties": False})
]


class Places(Curated):
    covered: tuple[Words, ...]
    elsewhere: tuple[Words, ...]


class Vocabulary(Curated):
    """Words that name roles, levels, pay components and places; and synonyms."""

    roles: Phrases
    both_roles: tuple[Words, ...]
    not_a_role: tuple[Annotated[str, Field(max_length=300)], ...] = ()
    other_role_words: tuple[Words, ...] = ()
    levels: Phrases
    level_steps: dict[Literal["up", "down", "other"], tuple[Words, ...]] = Field(
        default_factory=dict
    )
    both_levels: tuple[Words, ...]
    unknown_levels: tuple[Words, ...]
    unknown_roles: tuple[Words, ...]
    components: Phrases
    pay_words: tuple[Words, ...]
    whole_table: tuple[Words, ...]
    fillers: tuple[Words, ...]
    without: tuple[Words, ...] = ()
    follow_ups: tuple[Words, ...]
    pointing: tuple[Words, ...]
    last: tuple[Words, ...]
    next: tuple[Words, ...] = ()
    previous: tuple[Words, ...] = ()
    why: tuple[Words, ...] = ()
    ordinals: dict[Annotated[int, Field(ge=1, le=9)], tuple[Words, ...]]
    places: Places
    synonyms: dict[Words, Words]


class Knowledge(Curated):
    """Everything in the folder, cross-references checked."""

    article: Article
    entries: tuple[Entry, ...]
    cautions: tuple[Caution, ...]
    uncovered: tuple[Uncovered, ...]
    offtopic: OffTopic
    talk: tuple[SmallTalk, ...]
    pay: Pay
    words: Vocabulary
    texts: Texts
    fit: Fit
    telegram: OnTelegram
    compare: Compare
    interview: Interview
    resume: Resume
    quiz: Quiz
    practice: PracticeFile
    prepare: PrepareFile
    page: PageTexts
    service: Service
    desk: Desk
    version: str = Field(description="A hash of the files.")

    def __repr_args__(self) -> list[tuple[str, str]]:
        """Its version alone: all of it would be half a megabyte."""
        return [("version", self.version)]

    @cached_property
    def entry(self) -> dict[str, Entry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def topic(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by topic, in file order."""
        grouped: dict[str, list[Entry]] = {}
        for entry in self.entries:
            grouped.setdefault(entry.topic, []).append(entry)
        return {topic: tuple(entries) for topic, entries in grouped.items()}

    @cached_property
    def caution(self) -> dict[str, Caution]:
        """Cautions by id."""
        return {caution.id: caution for caution in self.cautions}

    @cached_property
    def section_title(self) -> dict[str, str]:
        """Section titles by id."""
        return {section.id: section.title for section in self.article.sections}

    @cached_property
    def role_name(self) -> dict[str, str]:
        """Role names by id."""
        return {role.id: role.name for role in self.article.roles}
