"""interview.yaml: the interview's stages; what each looks at stands in the entries."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug


class Stage(Curated):
    """One stage: a topic of the flow's `parts`, and the entries that it leads on to."""

    topic: Slug
    more: tuple[Slug, ...] = Field(default=(), max_length=3)
    aliases: tuple[Line, ...] = Field(default=(), description="The stage as readers type it.")


class InterviewTexts(Curated):
    which: Annotated[Line, Filled("found")]
    place: Annotated[Line, Filled("number", "count", "label")]


class InterviewButtons(Curated):
    stage: Annotated[Label, Filled("number", "label")]
    back: Label
    next: Label
    all: Label


class Interview(Curated):
    flow: Slug = Field(description="The entry that lists the stages.")
    texts: InterviewTexts
    buttons: InterviewButtons
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=9)
