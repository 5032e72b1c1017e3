"""Made-up readers take the assessment, so that what it says of its own certainty can be checked.

Their model is not the one that scores them. A reader has a lean, and for each trait a position
scattered around it; an option is picked with a chance that grows with its evidence times that
position (Bock's nominal response model), and now and then blindly. A reader's true score is what
the whole bank would give without chance. All figures below are of such readers, not of people.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import fmean, median, pstdev

from bot.advice.fit.choosing import next_question
from bot.advice.fit.scoring import Estimate, assess, lean_of, most_of, share_of_each
from bot.knowledge.fit import BALANCED, Fit, FitOption, FitQuestion

Answers = dict[str, str | None]
Pick = Callable[[FitQuestion], str | None]

_SCATTER = 0.7  # standard deviation of a trait's position around the lean, whose own is 1
_SHARPNESS = 1.6  # log-odds of an option for each unit of evidence and of position
_CARELESS = 0.05  # answers picked blindly
_SKIPPED = 0.05
_CLEAR = 2.0  # a clear reader answers almost as evidence and lean go together
_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Results whose confidence lies in one tenth of the scale."""

    confidence: float  # their mean
    right: float  # the share whose true lean is the one stated
    count: int


@dataclass(frozen=True)
class Calibration:
    """What `readers` made-up readers got."""

    bins: tuple[Bin, ...]
    gap: float  # between confidence and truth, on average
    right: float  # share of true leans found
    reversed: float  # share of clear leans turned round
    spread: float  # standard deviation of true scores, which `scoring.spread` should be near
    within: float  # share of true scores inside the range shown, which should be 0.8
    asked: dict[int, int]  # questions asked -> readers
    asked_when_clear: float  # the median, of readers with a clear profile
    random_balanced: float  # share of random clickers that come out balanced


def calibrate(fit: Fit, readers: int, seed: int = 1) -> Calibration:
    """Let made-up readers take the assessment. The same seed gives the same figures."""
    chance = Random(seed)  # noqa: S311 a simulation
    found = [_Sitting.of(fit, chance) for _ in range(readers)]
    clear = [len(take(fit, _clear(fit, chance))) for _ in range(max(readers // 10, 1))]
    blind = [assess(fit, take(fit, _blind(chance))).lean for _ in range(readers)]
    bins = _bins([(sitting.confidence, sitting.right) for sitting in found])
    return Calibration(
        bins=bins,
        gap=math.fsum(b.count * abs(b.confidence - b.right) for b in bins) / readers,
        right=fmean(sitting.right for sitting in found),
        reversed=fmean(sitting.turned_round for sitting in found),
        spread=pstdev(sitting.true_score for sitting in found),
        within=fmean(sitting.within for sitting in found),
        asked=dict(sorted(Counter(sitting.asked for sitting in found).items())),
        asked_when_clear=median(clear),
        random_balanced=blind.count(BALANCED) / readers,
    )


def take(fit: Fit, pick: Pick) -> Answers:
    """The answers of somebody who is asked until it ends."""
    answers: Answers = {}
    while (question := next_question(fit, answers)) is not None:
        answers[question.id] = pick(question)
    return answers


@dataclass(frozen=True)
class _Sitting:
    """One made-up reader's assessment."""

    confidence: float
    right: bool
    turned_round: bool
    true_score: float
    within: bool
    asked: int

    @classmethod
    def of(cls, fit: Fit, chance: Random) -> _Sitting:
        lean = chance.gauss()
        positions = {trait.id: chance.gauss(lean, _SCATTER) for trait in fit.traits}
        answers = take(fit, _honest(fit, positions, chance))
        result = assess(fit, answers)
        true_score = _true_score(fit, positions)
        true_lean = lean_of(fit, Estimate(true_score, error=0.0))
        low, high = result.estimate.likely()
        return cls(
            confidence=result.confidence,
            right=result.lean == true_lean,
            turned_round=BALANCED not in (result.lean, true_lean) and result.lean != true_lean,
            true_score=true_score,
            within=low <= true_score <= high,
            asked=len(answers),
        )


def _honest(fit: Fit, positions: dict[str, float], chance: Random) -> Pick:
    def pick(question: FitQuestion) -> str | None:
        if chance.random() < _SKIPPED:
            return None
        if chance.random() < _CARELESS:
            return chance.choice(question.options).id
        likely = _chances(fit, question, positions[question.trait])
        return chance.choices(question.options, likely)[0].id

    return pick


def _clear(fit: Fit, chance: Random) -> Pick:
    lean = chance.choice((-_CLEAR, _CLEAR))

    def pick(question: FitQuestion) -> str:
        return chance.choices(question.options, _chances(fit, question, lean))[0].id

    return pick


def _blind(chance: Random) -> Pick:
    return lambda question: chance.choice(question.options).id


def _chances(fit: Fit, question: FitQuestion, position: float) -> list[float]:
    def pull(option: FitOption) -> float:
        return math.exp(_SHARPNESS * fit.weight(option) * position)

    pulls = [pull(option) for option in question.options]
    return [one / sum(pulls) for one in pulls]


def _true_score(fit: Fit, positions: dict[str, float]) -> float:
    """What the whole bank would say, each trait weighed as answers of one trait are."""
    told = Counter(question.trait for question in fit.questions)
    total = most = 0.0
    for question in fit.questions:
        share = share_of_each(fit, told[question.trait])
        chances = _chances(fit, question, positions[question.trait])
        weights = [fit.weight(option) for option in question.options]
        total += share * math.fsum(c * w for c, w in zip(chances, weights, strict=True))
        most += share * most_of(fit, question)
    return total / most


def _bins(found: list[tuple[float, bool]]) -> tuple[Bin, ...]:
    result = []
    for number in range(_BINS):
        inside = [pair for pair in found if min(int(pair[0] * _BINS), _BINS - 1) == number]
        if inside:
            confidence = fmean(pair[0] for pair in inside)
            result.append(Bin(confidence, fmean(pair[1] for pair in inside), len(inside)))
    return tuple(result)
