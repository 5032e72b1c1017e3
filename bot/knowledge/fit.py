"""fit.yaml: the assessment's questions, evidence, results, and every word it says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug, Words

BALANCED = "balanced"

Weight = Annotated[float, Field(gt=0, le=3)]
OptionLabel = Annotated[str, Field(min_length=1, max_length=36)]
Reason = Annotated[str, Field(min_length=1, max_length=60)]  # four of them fit a caption


class FitOption(Curated):
    """One answer. `evidence` is log-odds for one role; a balanced answer has none."""

    id: Slug
    label: OptionLabel
    evidence: dict[Slug, Weight] = Field(
        default_factory=dict, description="Role -> log-odds; one role at most."
    )
    entry: Slug | None = Field(default=None, description="What it rests on, if not the question's.")
    because: Reason = Field(description="The answer as a reason, said to the reader.")
    aliases: tuple[Line, ...] = Field(default=(), description="The answer as readers type it.")

    @field_validator("evidence")
    @classmethod
    def _for_one_side(cls, evidence: dict[str, float]) -> dict[str, float]:
        if len(evidence) > 1:
            raise ValueError("an answer speaks for one role at most")
        return evidence


class Condition(Curated):
    """Asked only of readers who gave one of these answers to an earlier question."""

    question: Slug
    options: tuple[Slug, ...] = Field(min_length=1)


class FitQuestion(Curated):
    id: Slug
    trait: Slug
    text: Line
    why: Line = Field(description="Said under 'Why this question?'.")
    entry: Slug
    averse: bool = Field(default=False, description="Asks what the reader dislikes.")
    only_if: Condition | None = None
    by: int | None = Field(default=None, ge=1, description="Asked as this question at the latest.")
    options: tuple[FitOption, ...] = Field(min_length=3, max_length=5)

    @model_validator(mode="after")
    def _both_sides_alike(self) -> FitQuestion:
        """A random answer leans nowhere, and every answer has its mirror."""
        sides: dict[str, list[float]] = {}
        for option in self.options:
            for role, weight in option.evidence.items():
                sides.setdefault(role, []).append(weight)
        first, second = (sorted(weights) for weights in (*sides.values(), [], [])[:2])
        if first != second:
            raise ValueError("the options should weigh the same for either role")
        if not first:
            raise ValueError("the options should speak for both roles")
        if all(option.evidence for option in self.options):
            raise ValueError("one option should speak for neither role")
        return self


class FitSide(Curated):
    role: Slug
    lean: Slug


class FitStrength(Curated):
    from_: float = Field(alias="from", ge=0, le=1)
    name: Words


class FitTrait(Curated):
    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=12)]


class Scoring(Curated):
    """The numbers behind a score; ARCHITECTURE.md says what each does."""

    shrinkage: float = Field(gt=0)
    overlap: float = Field(ge=0, le=1)
    spread: float = Field(gt=0, le=1)
    balanced_below: float = Field(gt=0, lt=1)
    clear_at: float = Field(gt=0.5, lt=1)
    fewest: int = Field(ge=3)
    most: int
    typical: int

    @model_validator(mode="after")
    def _in_order(self) -> Scoring:
        if not self.fewest <= self.typical <= self.most:
            raise ValueError("fewest, typical and most should not fall")
        return self


Said = Annotated[tuple[Line, ...], Field(min_length=1)]


class NextStep(Curated):
    text: Line
    entry: Slug


class Readiness(Curated):
    """What an answer says about how ready a reader of this lean is."""

    question: Slug
    option: Slug
    text: Line


class FitResultText(Curated):
    lean: Slug
    summary: Line
    said_by_me: Line = Field(description="The summary as the reader would tell a friend.")
    on_picture: Label
    watch_out: Line
    pay: Line
    readiness: tuple[Readiness, ...] = ()
    unsettled: Line = Field(description="Readiness, when no answer tells.")
    settle: tuple[Line, ...] = Field(default=(), description="What would settle it in real life.")
    next_steps: tuple[NextStep, ...] = Field(min_length=3, max_length=3)
    entries: tuple[Slug, ...] = Field(max_length=4)


class FitMoves(Curated):
    """What may be typed for the buttons below a question, and around an answer."""

    back: Said
    skip: Said
    stop: Said
    why: Said
    review: Said
    go_on: Said
    middle: tuple[Line, ...] = Field(description="Said of the middle option of any question.")
    correct: tuple[Words, ...] = Field(description="How a correction begins: 'wait, i meant'.")
    over: Said
    length: Said = Field(description="How readers ask how long it takes.")
    begin: tuple[Line, ...] = Field(description="How readers ask for the assessment in words.")
    result: tuple[Words, ...] = Field(description="Said after /fit for the last result.")
    share: tuple[Words, ...]
    change: tuple[Words, ...]
    other: tuple[Words, ...] = Field(description="The opposite of the answer before.")


class FitAsked(Curated):
    """How readers ask about a result that is on the screen; `role` stands for a role's name."""

    sure: Said
    why: Said
    why_not: Said
    what_if: Said
    missing: Said
    both: Said
    next: Said
    again: Said
    share: Said
    change: Said


class FitButtons(Curated):
    begin: Label
    back: Label
    skip: Label
    why: Label
    review: Label
    stop: Label
    go_on: Label
    resume: Annotated[Label, Filled("number")]
    start_over: Label
    again: Label
    change: Label
    share: Label
    send: Label


class FitTexts(Curated):
    """The frames of the assessment's messages."""

    intro: Line
    place: Annotated[Line, Filled("number", "about", "bar")]
    last_place: Annotated[Line, Filled("number", "bar")]
    why: Annotated[Line, Filled("why")]
    noted: Annotated[Line, Filled("answer")]
    changed: Annotated[Line, Filled("answer")]
    current: Annotated[Line, Filled("label")]
    which: Line
    left: Annotated[Line, Filled("count")]
    how_many: Annotated[Line, Filled("count")]
    which_before: Line
    waiting: Annotated[Line, Filled("number")]
    waiting_review: Line
    stopped: Line
    ended: Line
    kept: Line
    migrated: Line
    restarted: Line
    review: Line
    reviewed: Annotated[Line, Filled("number", "question", "answer")]
    skipped: Line
    already: Line
    no_result: Line
    older: Annotated[Line, Filled("summary", "score")]
    score: Annotated[Line, Filled("strength", "score", "first", "second", "low", "high", "sure")]
    balanced: Annotated[Line, Filled("score", "first", "second", "low", "high", "sure")]
    too_few: Line
    moved: Line
    reason: Annotated[Line, Filled("because", "without")]
    against: Annotated[Line, Filled("because", "without")]
    nothing_leans: Line
    readiness: Annotated[Line, Filled("text")]
    settle: Line
    next_steps: Line
    compared: Annotated[Line, Filled("score", "before")]
    card: Annotated[Line, Filled("summary", "score", "first", "second")]
    invite: Line
    picture_title: Annotated[Label, Filled("name")]
    traits: Annotated[Line, Filled("traits")]
    trait_side: Annotated[Line, Filled("role", "traits")]
    traits_even: Line
    rests_on: Annotated[Line, Filled("count")]
    speaks_for: Annotated[Line, Filled("role")]
    speaks_not: Annotated[Line, Filled("role")]
    flips: Line
    flips_together: Annotated[Line, Filled("count")]
    flip: Annotated[Line, Filled("answer", "given", "score")]
    no_flip: Line
    both: Annotated[Line, Filled("summary")]


class Fit(Curated):
    version: int = Field(ge=1, description="Raise it when questions change; runs are carried over.")
    sides: tuple[FitSide, FitSide]
    scoring: Scoring
    strengths: tuple[FitStrength, ...] = Field(min_length=1)
    traits: tuple[FitTrait, ...] = Field(min_length=1, max_length=8)
    texts: FitTexts
    buttons: FitButtons
    moves: FitMoves
    asked: FitAsked
    pointing: tuple[Words, ...] = Field(description="Words that point at a result: this, it.")
    around: tuple[Words, ...]
    questions: tuple[FitQuestion, ...] = Field(min_length=8, max_length=24)
    results: tuple[FitResultText, ...] = Field(min_length=3, max_length=3)

    @property
    def question(self) -> dict[str, FitQuestion]:
        """Questions by id."""
        return {question.id: question for question in self.questions}

    def weight(self, option: FitOption) -> float:
        """Evidence in log-odds: below zero for the first side, above for the second."""
        first, second = (option.evidence.get(side.role, 0.0) for side in self.sides)
        return second - first
