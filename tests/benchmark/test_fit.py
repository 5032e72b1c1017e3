"""The simulation behind the calibration, and what the shipped assessment shows in it."""

from __future__ import annotations

from random import Random

import pytest

from bot.benchmark.fit import Calibration, calibrate, take
from bot.knowledge import Knowledge
from bot.knowledge.fit import Fit


@pytest.fixture(scope="module")
def fit(knowledge: Knowledge) -> Fit:
    return knowledge.fit


@pytest.fixture(scope="module")
def found(fit: Fit) -> Calibration:
    return calibrate(fit, readers=1200)


def test_certainty_is_what_it_says(found: Calibration) -> None:
    assert found.gap < 0.06
    for part in found.bins:
        if part.count >= 100:
            assert part.right == pytest.approx(part.confidence, abs=0.12)


def test_the_range_shown_holds_the_true_score_four_times_in_five(found: Calibration) -> None:
    assert 0.75 <= found.within <= 0.87


def test_true_leans_are_found_and_hardly_ever_turned_round(found: Calibration) -> None:
    assert found.right > 0.7
    assert found.reversed < 0.01


def test_the_configured_spread_is_that_of_true_scores(found: Calibration, fit: Fit) -> None:
    assert found.spread == pytest.approx(fit.scoring.spread, abs=0.08)


def test_it_asks_few_questions_of_the_clear_and_is_not_fooled_by_clickers(
    found: Calibration,
) -> None:
    assert set(found.asked) <= {5, 6, 7, 8}
    assert sum(found.asked.values()) == 1200
    assert found.asked_when_clear <= 6
    assert found.random_balanced >= 0.7


def test_the_same_seed_makes_the_same_readers(fit: Fit) -> None:
    assert calibrate(fit, 20, seed=3) == calibrate(fit, 20, seed=3)
    assert calibrate(fit, 20, seed=3) != calibrate(fit, 20, seed=4)


def test_overconfidence_would_show(fit: Fit) -> None:
    sure = fit.model_copy(update={"scoring": fit.scoring.model_copy(update={"spread": 0.15})})
    assert calibrate(sure, 200).gap > 0.1


def test_someone_is_asked_until_it_ends(fit: Fit) -> None:
    chance = Random(1)
    answers = take(fit, lambda question: chance.choice(question.options).id)
    assert 5 <= len(answers) <= 8
