"""compare.yaml: what the two roles are compared in, as pointers to entries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug


class CompareRow(Curated):
    """One line for each role: the `brief` of the first of these entries that has one for it."""

    name: Label
    entries: tuple[Slug, ...] = Field(min_length=1)


class Aspect(Curated):
    id: Annotated[Slug, Field(max_length=12)]
    label: Label
    table: Literal["pay"] | None = Field(
        default=None, description="'pay': the pay table comes first."
    )
    rows: tuple[CompareRow, ...] = Field(min_length=1, max_length=5)
    aliases: tuple[Line, ...] = Field(default=(), description="The aspect as readers type it.")


class CompareTexts(Curated):
    ask: Line
    unknown: Annotated[Line, Filled("found")]
    side: Annotated[Line, Filled("role", "brief")]


class Compare(Curated):
    texts: CompareTexts
    aspects: tuple[Aspect, ...] = Field(min_length=2, max_length=12)

    @property
    def aspect(self) -> dict[str, Aspect]:
        """Aspects by id."""
        return {aspect.id: aspect for aspect in self.aspects}
