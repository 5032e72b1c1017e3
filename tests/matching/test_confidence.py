"""Scores -> chances, with numbers checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.matching.confidence import Confidence, Ranking, evidence
from bot.matching.lexicon import Lexicon

RANKING = Ranking(
    np.array([0.2, 0.7, 0.5, 0.9], dtype=np.float32), np.array([True, True, True, False])
)


def test_the_best_topic_is_never_a_class_the_article_does_not_answer() -> None:
    assert RANKING.topic == 1


def test_leads_over_the_next_topic_and_over_all_else() -> None:
    assert RANKING.leads() == pytest.approx((0.7, 0.2, -0.2))


def test_evidence_is_leads_shares_and_length() -> None:
    lexicon = Lexicon.learn([(1, ["pay"])])
    found = evidence(RANKING, ["pay", "zebra"], lexicon)
    share = 1 / (1 + math.log(2) + 1)  # an unknown word weighs more
    assert found == pytest.approx([1, 0.7, 0.2, -0.2, share, share, math.log(3)])


def test_a_text_whose_class_is_left_out_finds_only_the_words_of_others() -> None:
    lexicon = Lexicon.learn([(0, ["pay", "tea"]), (1, ["tea"])])
    covered, known = evidence(RANKING, ["pay", "tea"], lexicon, own=0, without_own=True)[4:6]
    tea = 1 / (1 + math.log(3 / 2) + 1)  # `pay` is rarer
    assert (covered, known) == pytest.approx((tea, tea))


@pytest.mark.parametrize(("found", "chance"), [(0.0, 0.5), (1.0, 0.75), (-1.0, 0.25)])
def test_the_curve_is_logistic(found: float, chance: float) -> None:
    assert Confidence(np.array([math.log(3)]))(np.array([found])) == pytest.approx(chance)


def test_without_evidence_the_chance_is_the_share_of_right_rows() -> None:
    fitted = Confidence.fit(np.ones((400, 1)), np.arange(400) % 4 > 0)
    assert fitted(np.ones(1)) == pytest.approx(0.75, abs=0.005)


def test_a_row_may_count_for_several() -> None:
    found, right = np.array([[1.0, 0.2], [1.0, 0.6], [1.0, 0.9]]), np.array([False, True, False])
    once = Confidence.fit(np.repeat(found, [1, 3, 2], axis=0), np.repeat(right, [1, 3, 2]))
    counted = Confidence.fit(found, right, np.array([1.0, 3.0, 2.0]))
    assert counted.weights == pytest.approx(once.weights)


def test_better_evidence_gives_a_better_chance() -> None:
    evidence_of_rows = np.array([[1.0, value] for value in (0.1, 0.2, 0.3, 0.7, 0.8, 0.9)])
    fitted = Confidence.fit(evidence_of_rows, np.array([False, False, True, False, True, True]))
    low, high = fitted(np.array([1.0, 0.1])), fitted(np.array([1.0, 0.9]))
    assert 0 < low < 0.5 < high < 1
