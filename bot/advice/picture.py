"""What a picture shows, as plain figures; bot/pictures draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LeanPicture:
    """A score between two sides with its likely range, and the score of each trait.

    Scores are -1 (first side) to 1 (second). The text below it says the same in words.
    """

    title: str
    summary: str
    sides: tuple[str, str]
    score: float
    likely: tuple[float, float]
    traits: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class RangeBar:
    """One range: `side` is 0 or 1, for its hue; a `faint` one is there to compare with.

    `mark` is a reader's own figure, `said` how it is written.
    """

    label: str
    low: float
    high: float
    text: str
    side: int = 0
    faint: bool = False
    mark: float | None = None
    said: str = ""


@dataclass(frozen=True)
class RangePanel:
    """The ranges of one part of pay, on one scale."""

    name: str
    unit: str
    bars: tuple[RangeBar, ...]


@dataclass(frozen=True)
class RangesPicture:
    """Ranges side by side, a panel for each part of pay. `legend` explains the marks."""

    title: str
    note: str
    panels: tuple[RangePanel, ...]
    legend: str
    own: str = ""  # what a mark of the reader's is, in the legend


Picture = LeanPicture | RangesPicture
