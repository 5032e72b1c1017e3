"""The arithmetic of the assessment: hand-checked numbers, and what holds for any answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.fit.scoring import FitResult, assess, estimate_of, evidence_of
from bot.knowledge.fit import BALANCED, Fit
from tests.advice.fit.conftest import Given, answers_to
from tests.advice.fit.sitting import leaning


def mirror(fit: Fit, answers: Given) -> Given:
    """Every answer turned into one that weighs as much for the other side."""
    turned: Given = {}
    for name, chosen in answers.items():
        options = fit.question[name].options
        weight = next((-fit.weight(option) for option in options if option.id == chosen), None)
        turned[name] = next((o.id for o in options if fit.weight(o) == weight), None)
    return turned


def picked(result: FitResult) -> list[tuple[str, str]]:
    both = (*result.reasons, *result.against)
    return [(reason.evidence.question.id, reason.evidence.option.id) for reason in both]


# by hand ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "lean", "score", "strength"),
    [
        ({}, "balanced", 0.0, "slight"),
        ({"q0": "second"}, "ml_pm", 1 / (1 + 1.5), "slight"),
        ({"q0": "first"}, "ai_pm", -1 / (1 + 1.5), "slight"),
        # of different traits, both count whole
        ({"q0": "second", "q2": "second"}, "ml_pm", 2 / (2 + 1.5), "clear"),
        # of one trait, each counts 1 / (1 + 0.5)
        ({"q0": "second", "q1": "second"}, "ml_pm", (2 / 1.5) / (2 / 1.5 + 1.5), "slight"),
        ({"q0": "second", "q1": "first"}, "balanced", 0.0, "slight"),
        ({"q0": "second", "q2": "neither"}, "balanced", 1 / (2 + 1.5), "slight"),
        ({"q0": "second", "q2": None}, "ml_pm", 1 / (1 + 1.5), "slight"),
    ],
)
def test_hand_checked_scores(
    plain: Fit, given_: Given, lean: str, score: float, strength: str
) -> None:
    found = assess(plain, given_)
    assert found.score == pytest.approx(score)
    assert (found.lean, found.strength) == (lean, strength)


def test_a_hand_checked_confidence(plain: Fit) -> None:
    found = assess(plain, {"q0": "second", "q2": "second", "q4": "second", "q6": "second"})
    # score 4 / 5.5 = 0.727, error 0.5 * sqrt(1.5 / 5.5) = 0.261, (0.727 - 0.3) / 0.261 = 1.64
    assert found.estimate.error == pytest.approx(0.2611, abs=0.0001)
    assert found.confidence == pytest.approx(0.949, abs=0.001)
    # 1.2816 errors to either side, and no score is beyond 1
    low, high = found.estimate.likely()
    assert low == pytest.approx(0.3927, abs=0.0001)
    assert high == 1.0


def test_few_answers_leave_more_doubt(plain: Fit) -> None:
    few, many = assess(plain, {"q0": "second"}), assess(plain, {f"q{n}": "second" for n in (0, 2)})
    assert few.estimate.error > many.estimate.error
    assert few.confidence < many.confidence


def test_reasons_for_the_lean_and_against_it_are_apart(plain: Fit) -> None:
    found = assess(plain, {"q0": "second", "q2": "second", "q4": "second", "q6": "first"})
    assert [item.evidence.question.id for item in found.reasons] == ["q0", "q2", "q4"]
    assert [item.evidence.question.id for item in found.against] == ["q6"]


def test_an_answer_that_leans_nowhere_is_no_reason(plain: Fit) -> None:
    found = assess(plain, {"q0": "neither", "q2": "second", "q4": "first"})
    assert [item.evidence.question.id for item in found.reasons] == ["q2", "q4"]
    assert assess(plain, {"q0": "neither"}).reasons == ()


def test_traits_have_scores_of_their_own(plain: Fit) -> None:
    found = assess(plain, {"q0": "second", "q1": "neither", "q2": "first"})
    assert found.traits == (("T0", 0.5), ("T1", -1.0))


@pytest.mark.parametrize("foreign", [{"gone": "first"}, {"q0": "gone"}, {"q0": None}])
def test_answers_the_files_no_longer_hold_count_for_nothing(plain: Fit, foreign: Given) -> None:
    assert assess(plain, foreign) == assess(plain, {})


# for any answers ----------------------------------------------------------------


@given(data=st.data())
def test_the_result_stays_within_its_bounds(fit: Fit, data: st.DataObject) -> None:
    found = assess(fit, data.draw(answers_to(fit)))
    low, high = found.estimate.likely()
    assert -1 <= low <= found.score <= high <= 1
    assert 0 < found.confidence < 1
    sign = {"ai_pm": -1, "ml_pm": 1, BALANCED: 0}[found.lean]
    if sign:
        assert found.score * sign >= fit.scoring.balanced_below
    else:
        assert abs(found.score) < fit.scoring.balanced_below
    assert sum(found.estimate.chances(fit.scoring.balanced_below)) == pytest.approx(1)


@given(data=st.data())
def test_the_order_of_answers_does_not_matter(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert assess(fit, shuffled) == assess(fit, answers)


@given(data=st.data())
def test_mirrored_answers_mirror_the_result(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    found, turned = assess(fit, answers), assess(fit, mirror(fit, answers))
    opposite = {"ai_pm": "ml_pm", "ml_pm": "ai_pm", BALANCED: BALANCED}
    assert turned.score == pytest.approx(-found.score)
    assert turned.lean == opposite[found.lean]
    assert turned.confidence == pytest.approx(found.confidence)
    assert turned.strength == found.strength
    assert [reason.evidence.question.id for reason in turned.reasons] == [
        reason.evidence.question.id for reason in found.reasons
    ]
    assert [score for _, score in turned.traits] == [-score for _, score in found.traits]


@given(data=st.data())
def test_skipping_a_question_is_as_if_it_was_not_asked(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    asked = {question: option for question, option in answers.items() if option is not None}
    assert assess(fit, answers) == assess(fit, asked)


@given(data=st.data())
def test_taking_a_reason_away_moves_the_score_as_claimed(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    found = assess(fit, answers)
    assert set(picked(found)) <= {(key, value) for key, value in answers.items() if value}
    moves = []
    for reason in (*found.reasons, *found.against):
        rest = {k: v for k, v in answers.items() if k != reason.evidence.question.id}
        assert assess(fit, rest).score == pytest.approx(found.score - reason.moved)
        moves.append(abs(reason.moved))
    for side in (found.reasons, found.against):
        strengths = [abs(round(reason.moved, 9)) for reason in side]
        assert strengths == sorted(strengths, reverse=True)
    assert all(reason.moved * found.score < 0 for reason in found.against)


@given(data=st.data())
def test_no_other_answer_moves_it_more_than_the_first_reason(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    found = assess(fit, answers)
    if not found.reasons or found.lean == BALANCED:
        return
    evidence = evidence_of(fit, answers)
    sign = 1 if found.score > 0 else -1
    moved = [
        (found.score - estimate_of(fit, [o for o in evidence if o is not item]).score) * sign
        for item in evidence
        if item.weight
    ]
    assert abs(found.reasons[0].moved) == pytest.approx(max(moved))


@given(data=st.data())
def test_no_answer_helps_the_side_it_does_not_speak_for(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    question = data.draw(st.sampled_from(fit.questions))
    before = assess(fit, {**answers, question.id: None}).score
    for option in question.options:
        after = assess(fit, {**answers, question.id: option.id}).score
        weight = fit.weight(option)
        if weight < 0:
            assert after <= before + 1e-9
        elif weight > 0:
            assert after >= before - 1e-9
        else:
            assert abs(after) <= abs(before) + 1e-9 or question.trait in _traits(fit, answers)


def _traits(fit: Fit, answers: Given) -> set[str]:
    return {fit.question[name].trait for name, option in answers.items() if option}


@given(data=st.data())
def test_an_answer_further_to_one_side_never_moves_the_score_to_the_other(
    fit: Fit, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(fit))
    question = data.draw(st.sampled_from(fit.questions))
    scores = [
        assess(fit, {**answers, question.id: option.id}).score
        for option in sorted(question.options, key=fit.weight)
    ]
    assert scores == pytest.approx(sorted(scores))


def test_every_answer_speaks_for_one_side_at_most(fit: Fit) -> None:
    for question in fit.questions:
        weights = sorted(fit.weight(option) for option in question.options)
        assert weights == sorted(-weight for weight in weights), question.id
        assert 0 in weights
        assert all(len(option.evidence) <= 1 for option in question.options)


def test_extreme_answers_lean_all_the_way(fit: Fit) -> None:
    for role, lean in (("ai", "ai_pm"), ("ml", "ml_pm")):
        pick = leaning(fit, role)
        found = assess(fit, {question.id: pick(question) for question in fit.questions})
        assert (found.lean, found.strength) == (lean, fit.strengths[-1].name)
        assert found.confidence > 0.95
        assert found.against == ()


def test_neutral_answers_are_balanced_and_surely_so(fit: Fit) -> None:
    pick = leaning(fit, None)
    found = assess(fit, {question.id: pick(question) for question in fit.questions})
    assert (found.lean, found.score) == (BALANCED, 0)
    assert found.confidence > assess(fit, {}).confidence + 0.2
