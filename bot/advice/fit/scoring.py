"""The assessment's arithmetic: answers -> lean, score, certainty, reasons. No dialogue here.

Answers are evidence in log-odds. Answers of one trait partly repeat one another, so each of n
weighs 1 / (1 + (n - 1) * overlap), the design effect of correlated items. The score is what they
add up to over the most they could have, with `shrinkage` added to the latter: Kelley's regression
towards the mean, by a reliability of most / (most + shrinkage). ARCHITECTURE.md says why.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from bot.knowledge.fit import BALANCED, Fit, FitOption, FitQuestion

Answers = Mapping[str, str | None]

_LIKELY = NormalDist().inv_cdf(0.9)  # the range shown holds four true scores of five


@dataclass(frozen=True)
class Evidence:
    """One answered question and what it says, in log-odds towards the second side."""

    question: FitQuestion
    option: FitOption
    weight: float


@dataclass(frozen=True)
class Reason:
    """An answer, and how far it moves the score: what taking it away would undo."""

    evidence: Evidence
    moved: float


@dataclass(frozen=True)
class Estimate:
    """A score from -1 (first side) to 1 (second), and its standard error."""

    score: float
    error: float

    def likely(self) -> tuple[float, float]:
        """The range that holds the true score four times in five."""
        reach = _LIKELY * self.error
        return max(self.score - reach, -1.0), min(self.score + reach, 1.0)

    def chances(self, balanced_below: float) -> tuple[float, float, float]:
        """How likely the first side, neither and the second are."""
        first = _below((-balanced_below - self.score) / self.error)
        second = _below((self.score - balanced_below) / self.error)
        return first, 1 - first - second, second


@dataclass(frozen=True)
class FitResult:
    """`confidence` is the chance of the lean; reasons and what speaks against, strongest first."""

    lean: str
    estimate: Estimate
    confidence: float
    strength: str
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    traits: tuple[tuple[str, float], ...]  # name, score of its answers alone
    answered: int

    @property
    def score(self) -> float:
        """-1 to 1."""
        return self.estimate.score


def assess(fit: Fit, answers: Answers) -> FitResult:
    """The result of any set of answers; skipped questions count for nothing."""
    evidence = evidence_of(fit, answers)
    estimate = estimate_of(fit, evidence)
    lean = lean_of(fit, estimate)
    moved = _reasons(fit, evidence, estimate)
    reasons, against = _sides(moved, estimate, balanced=lean == BALANCED)
    return FitResult(
        lean=lean,
        estimate=estimate,
        confidence=confidence_of(fit, estimate),
        strength=_strength(fit, estimate),
        reasons=reasons,
        against=against,
        traits=tuple(_traits(fit, evidence)),
        answered=len(evidence),
    )


def evidence_of(fit: Fit, answers: Answers) -> list[Evidence]:
    """What the answers say, in the order of the file; names it no longer holds are left out."""
    found = []
    for question in fit.questions:
        for option in question.options:
            if answers.get(question.id) == option.id:
                found.append(Evidence(question, option, fit.weight(option)))
    return found


def estimate_of(fit: Fit, evidence: Iterable[Evidence]) -> Estimate:
    """The score of some evidence, in any order."""
    evidence = list(evidence)
    told = Counter(item.question.trait for item in evidence)
    shares = [share_of_each(fit, told[item.question.trait]) for item in evidence]
    pairs = list(zip(evidence, shares, strict=True))
    total = math.fsum(item.weight * share for item, share in pairs)
    most = math.fsum(most_of(fit, item.question) * share for item, share in pairs)
    shrinkage = fit.scoring.shrinkage
    error = fit.scoring.spread * math.sqrt(shrinkage / (most + shrinkage))
    return Estimate(total / (most + shrinkage), error)


def share_of_each(fit: Fit, answers: int) -> float:
    """What each of so many answers of one trait counts."""
    return 1 / (1 + (answers - 1) * fit.scoring.overlap)


def most_of(fit: Fit, question: FitQuestion) -> float:
    """The most that an answer to a question can weigh."""
    return max(abs(fit.weight(option)) for option in question.options)


def lean_of(fit: Fit, estimate: Estimate) -> str:
    """The side of a score, or balanced."""
    if abs(estimate.score) < fit.scoring.balanced_below:
        return BALANCED
    return fit.sides[0].lean if estimate.score < 0 else fit.sides[1].lean


def confidence_of(fit: Fit, estimate: Estimate) -> float:
    """The chance that the true score lies where the estimated one does."""
    chances = estimate.chances(fit.scoring.balanced_below)
    leans = (fit.sides[0].lean, BALANCED, fit.sides[1].lean)
    return chances[leans.index(lean_of(fit, estimate))]


def _strength(fit: Fit, estimate: Estimate) -> str:
    reached = [step for step in fit.strengths if step.from_ <= abs(estimate.score)]
    return max(reached, key=lambda step: step.from_).name


def _reasons(fit: Fit, evidence: Sequence[Evidence], estimate: Estimate) -> list[Reason]:
    """What each telling answer moves, most first: the score is reckoned again without it."""
    reasons = []
    for item in evidence:
        rest = [other for other in evidence if other is not item]
        if item.weight:
            reasons.append(Reason(item, estimate.score - estimate_of(fit, rest).score))
    return sorted(reasons, key=lambda reason: -abs(round(reason.moved, 9)))


def _sides(
    reasons: Sequence[Reason], estimate: Estimate, *, balanced: bool
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Reasons for the lean and against it; for a balanced one, those of either side."""
    if balanced:
        return tuple(reasons), ()
    return (
        tuple(reason for reason in reasons if reason.moved * estimate.score > 0),
        tuple(reason for reason in reasons if reason.moved * estimate.score < 0),
    )


def _traits(fit: Fit, evidence: Sequence[Evidence]) -> Iterable[tuple[str, float]]:
    for trait in fit.traits:
        own = [item for item in evidence if item.question.trait == trait.id]
        if own:
            most = math.fsum(most_of(fit, item.question) for item in own)
            yield trait.name, math.fsum(item.weight for item in own) / most


def _below(deviations: float) -> float:
    return NormalDist().cdf(deviations)
