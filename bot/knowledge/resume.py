"""resume.yaml: what a resume bullet is looked at for, and the words that tell it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug, Words

# Signals that are read in ways of their own, so that they have to be there.
OWN_VERB, WEAK_VERB = "own_verb", "weak_verb"
CHANGE, MONEY, COST = "change", "money", "cost"
FUNCTIONS, COUNTED = "functions", "counted"
READ_APART = (OWN_VERB, WEAK_VERB, CHANGE, MONEY, COST, FUNCTIONS, COUNTED)

PieceName = Literal["verb", "outcome", "figure", "link", "scope"]


class Signal(Curated):
    """A kind of word. Others that mean the same are recognised by stem and by meaning."""

    id: Slug
    piece: PieceName | None = Field(default=None, description="The piece that it is.")
    lens: Slug | None = Field(default=None, description="The role whose lens it speaks.")
    meaning: bool = Field(default=True, description="Whether likeness in meaning is enough.")
    words: tuple[Words, ...] = Field(min_length=1)


class Piece(Curated):
    """What a good bullet has."""

    id: PieceName
    name: Words
    also: tuple[Words, ...] = Field(default=(), description="What readers call it.")
    ask: Line = Field(description="The question when it is lacking.")


class LensPart(Curated):
    """What one role's version of an achievement shows."""

    id: Annotated[Slug, Field(max_length=12)]
    name: Words
    ask: Line = Field(description="What to ask oneself.")
    help: Line = Field(description="The same for who does not see what is meant.")
    also: tuple[Words, ...] = Field(default=(), description="What readers call it.")
    needs_words: bool = Field(default=False, description="Whether a mere figure is no answer.")
    entry: Slug
    signals: tuple[Slug, ...] = Field(
        default=(), description="Any of these in a bullet says that it is there."
    )
    with_outcome: bool = Field(
        default=False, description="Only where the bullet has an outcome as well."
    )


class Lens(Curated):
    role: Slug
    framing: Slug = Field(description="The entry that shows how this version is told.")
    found: Line = Field(description="Said of a bullet that speaks this lens.")
    examples: tuple[Line, ...] = Field(
        min_length=8,
        description="Made-up bullets that speak this lens; what speaks both stands under both.",
    )
    parts: tuple[LensPart, ...] = Field(min_length=2, max_length=5)


class ResumeTexts(Curated):
    intro: Line
    paste: Line
    both: Line
    neither: Line
    has: Annotated[Line, Filled("pieces")]
    lacks: Annotated[Line, Filled("pieces")]
    whole: Line
    piece: Annotated[Line, Filled("name", "found")]
    ask: Line
    ask_lens: Annotated[Line, Filled("role")]
    one_at_a_time: Line
    too_long: Line
    no_bullet: Line
    twice: Line
    what: Line
    what_help: Line
    needs_words: Annotated[Line, Filled("found")]
    needs_figure: Annotated[Line, Filled("found")]
    fill: Line
    noted: Line
    place: Annotated[Line, Filled("number", "count", "role", "name")]
    place_what: Annotated[Line, Filled("number", "count")]
    version: Annotated[Line, Filled("role")]
    told: Annotated[Line, Filled("name", "text")]
    in_line: Annotated[Line, Filled("name", "found")]
    missing: Annotated[Line, Filled("name")]
    yours: Line
    stopped: Line
    already: Line


class SaleWords(Curated):
    """How readers answer who cannot answer, and how they fill a gap later."""

    unknown: tuple[Words, ...] = Field(description="The gap stays open.")
    puzzled: tuple[Words, ...] = Field(description="The question is put in other words.")
    empty: tuple[Words, ...] = Field(description="Words that answer nothing.")
    figure_words: tuple[Words, ...] = Field(description="Words of a figure: percent, about.")
    add: tuple[Words, ...] = Field(description="Before the name of what is filled in.")
    between: tuple[Words, ...] = Field(description="Between that name and the words: is, was.")


class ResumeButtons(Curated):
    twice: Label
    look: Label
    another: Label
    back: Label
    skip: Label
    stop: Label
    go_on: Label


class Resume(Curated):
    """Detection and every word of /resume."""

    alike: float = Field(gt=0, lt=1, description="Likeness in meaning that is enough.")
    lead: float = Field(ge=0, lt=1, description="How much more alike than any other signal.")
    plain: tuple[Words, ...] = Field(description="Words that are no signal, however alike.")
    no_lens: tuple[Line, ...] = Field(min_length=8, description="Bullets that speak neither lens.")
    lead_ins: tuple[Words, ...] = Field(description="What may stand before the verb.")
    no_verbs: tuple[Words, ...] = Field(description="Words that look like a verb and are none.")
    address: tuple[Words, ...] = Field(description="Words to somebody, which no bullet has.")
    past_forms: tuple[Words, ...] = Field(description="Past forms that do not end in -ed.")
    numbers: tuple[Words, ...] = Field(description="Figures in words.")
    all_of: tuple[Words, ...] = Field(description="What counts like a number: every, all.")
    after_functions: tuple[Words, ...] = Field(
        description="What follows the name of a function, such as sales, where it is a team."
    )
    texts: ResumeTexts
    buttons: ResumeButtons
    begin: tuple[Line, ...] = Field(default=(), description="How readers ask for it in words.")
    entry: Slug = Field(description="What the pieces rest on.")
    sale: SaleWords
    pieces: tuple[Piece, ...] = Field(min_length=5, max_length=5)
    lenses: tuple[Lens, Lens]
    signals: tuple[Signal, ...] = Field(min_length=1)
