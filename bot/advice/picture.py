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
