"""The fit assessment's arithmetic: answers -> lean, score, confidence, reasons. No dialogue here.

Each option carries evidence in log-odds: below zero for the first side, above for the second.
Their sum, shrunk towards zero by `shrinkage`, is divided by the most the answered questions could
have given; that is the score, -1 to 1. Confidence is the chance of the lean under the summed
log-odds, and a balanced lean is as sure as the two sides are close.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.models import Fit, FitOption, FitQuestion

BALANCED = "balanced"
Answers = Mapping[str, str | None]


@dataclass(frozen=True)
class Evidence:
    """One answered question and what it says."""

    question: FitQuestion
    option: FitOption


@dataclass(frozen=True)
class FitResult:
    """`score` -1 (first side) to 1 (second), `confidence` 0 to 1, reasons strongest first."""

    lean: str
    score: float
    confidence: float
    strength: str
    reasons: tuple[Evidence, ...]
    against: tuple[Evidence, ...]


def assess(fit: Fit, answers: Answers) -> FitResult:
    """The result of any set of answers; skipped questions count for nothing."""
    evidence = _evidence(fit, answers)
    log_odds = math.fsum(found.option.weight for found in evidence)
    possible = math.fsum(_most(found.question) for found in evidence)
    score = log_odds / (possible + fit.shrinkage)
    lean = _lean(fit, score)
    chance = 1 / (1 + math.exp(-abs(log_odds)))
    confidence = 2 * (1 - chance) if lean == BALANCED else chance
    if lean == BALANCED:
        confidence *= len(evidence) / len(fit.questions)
    strength = [step.name for step in fit.strengths if step.from_ <= abs(score)][-1]
    reasons, against = _sides(fit, evidence, lean)
    return FitResult(lean, round(score, 3), round(confidence, 3), strength, reasons, against)


def _evidence(fit: Fit, answers: Answers) -> list[Evidence]:
    options = {(q.id, o.id): Evidence(q, o) for q in fit.questions for o in q.options}
    given = ((question, option) for question, option in answers.items() if option is not None)
    found = [options[key] for key in given if key in options]
    order = {question.id: index for index, question in enumerate(fit.questions)}
    return sorted(found, key=lambda item: order[item.question.id])


def _most(question: FitQuestion) -> float:
    return max(abs(option.weight) for option in question.options)


def _lean(fit: Fit, score: float) -> str:
    if abs(score) < fit.balanced_below:
        return BALANCED
    return fit.sides[0].lean if score < 0 else fit.sides[1].lean


def _sides(
    fit: Fit, evidence: list[Evidence], lean: str
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Evidence for the lean and against it; for a balanced one, the strongest of either."""
    ranked = sorted(evidence, key=lambda item: -abs(item.option.weight))
    telling = [item for item in ranked if item.option.weight]
    if lean == BALANCED:
        return tuple(telling or ranked), ()
    sign = -1 if lean == fit.sides[0].lean else 1
    return (
        tuple(item for item in telling if item.option.weight * sign > 0),
        tuple(item for item in telling if item.option.weight * sign < 0),
    )
