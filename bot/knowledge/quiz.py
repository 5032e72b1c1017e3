"""quiz.yaml: statements that are true of one role, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug

# A question of Telegram's quiz polls has 300 characters, its explanation 200.
Statement = Annotated[str, Field(min_length=1, max_length=200)]
Explanation = Annotated[str, Field(min_length=1, max_length=200)]


class QuizItem(Curated):
    id: Annotated[Slug, Field(max_length=24)]
    text: Statement = Field(description="True of one role only.")
    role: Slug
    entry: Slug = Field(description="What it rests on.")
    why: Explanation


class QuizTexts(Curated):
    intro: Line
    place: Annotated[Line, Filled("number", "count")]
    question: Annotated[Line, Filled("text")]
    right: Annotated[Line, Filled("answer")]
    wrong: Annotated[Line, Filled("answer")]
    shown: Annotated[Line, Filled("answer")]
    one_of: Annotated[Line, Filled("first", "second")]
    round: Annotated[Line, Filled("right", "count")]
    in_all: Annotated[Line, Filled("right", "count")]
    flawless: Line
    read_up: Line
    all_used: Line
    stopped: Annotated[Line, Filled("right", "count")]
    stopped_early: Line
    already: Line


class QuizButtons(Curated):
    next_round: Label
    stop: Label
    back: Label


class Quiz(Curated):
    round: int = Field(ge=2, le=20, description="Statements a round.")
    texts: QuizTexts
    buttons: QuizButtons
    both: tuple[Line, ...] = Field(default=(), description="Answers that name no one role.")
    begin: tuple[Line, ...] = Field(default=(), description="How readers ask for it in words.")
    statements: tuple[QuizItem, ...] = Field(min_length=2)

    @property
    def item(self) -> dict[str, QuizItem]:
        """Statements by id."""
        return {item.id: item for item in self.statements}
