"""The arithmetic of the assessment: hand-checked numbers, and what holds for any answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.fit import BALANCED, FitResult, assess
from bot.knowledge import Knowledge
from bot.knowledge.models import Fit

Given = dict[str, str | None]


@pytest.fixture(scope="session")
def fit(knowledge: Knowledge) -> Fit:
    return knowledge.fit


@pytest.fixture(scope="session")
def plain(fit: Fit) -> Fit:
    """Six questions with options `first` -1, `second` +1 and `neither` 0; shrinkage 1.5."""
    options = [
        {"id": name, "label": name, "weight": weight, "because": f"{name}."}
        for name, weight in (("first", -1), ("second", 1), ("neither", 0))
    ]
    questions = [
        {"id": f"q{number}", "text": "?", "entry": "difference", "options": options}
        for number in range(6)
    ]
    return Fit.model_validate(
        {
            **fit.model_dump(by_alias=True),
            "questions": questions,
            "shrinkage": 1.5,
            "balanced_below": 0.25,
            "strengths": [{"from": 0, "name": "slight"}, {"from": 0.4, "name": "clear"}],
        }
    )


def answers_to(fit: Fit) -> st.SearchStrategy[Given]:
    """Any answers to some of the questions, skips among them."""
    return st.fixed_dictionaries(
        {},
        optional={
            question.id: st.sampled_from([None, *(option.id for option in question.options)])
            for question in fit.questions
        },
    )


def mirrored(fit: Fit) -> Fit:
    """The same questions with every weight turned round."""
    questions = tuple(
        question.model_copy(
            update={
                "options": tuple(
                    option.model_copy(update={"weight": -option.weight})
                    for option in question.options
                )
            }
        )
        for question in fit.questions
    )
    return fit.model_copy(update={"questions": questions})


def picked(result: FitResult) -> list[tuple[str, str]]:
    return [(item.question.id, item.option.id) for item in (*result.reasons, *result.against)]


# by hand ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "lean", "score", "confidence", "strength"),
    [
        ({}, "balanced", 0.0, 0.0, "slight"),
        # score 1 / (1 + 1.5), confidence 1 / (1 + e^-1)
        ({"q0": "second"}, "ml_pm", 0.4, 0.731, "clear"),
        ({"q0": "first"}, "ai_pm", -0.4, 0.731, "clear"),
        # score 6 / (6 + 1.5), confidence 1 / (1 + e^-6)
        ({f"q{n}": "second" for n in range(6)}, "ml_pm", 0.8, 0.998, "clear"),
        # score 1 / (3 + 1.5) = 0.222, below 0.25; confidence 2 * (1 - 0.731) * 3/6
        ({"q0": "second", "q1": "second", "q2": "first"}, "balanced", 0.222, 0.269, "slight"),
        # score 1 / (2 + 1.5) = 0.286
        ({"q0": "second", "q1": "neither"}, "ml_pm", 0.286, 0.731, "slight"),
        # even evidence, all questions answered: as balanced as can be
        ({f"q{n}": ("first", "second")[n % 2] for n in range(6)}, "balanced", 0.0, 1.0, "slight"),
    ],
)
def test_hand_checked_results(
    plain: Fit, given_: Given, lean: str, score: float, confidence: float, strength: str
) -> None:
    found = assess(plain, given_)
    assert (found.lean, found.score, found.strength) == (lean, score, strength)
    assert found.confidence == pytest.approx(confidence, abs=0.001)


def test_reasons_for_the_lean_and_against_it_are_apart(plain: Fit) -> None:
    found = assess(plain, {"q0": "second", "q1": "second", "q2": "second", "q3": "first"})
    assert [item.question.id for item in found.reasons] == ["q0", "q1", "q2"]
    assert [item.question.id for item in found.against] == ["q3"]


def test_a_balanced_result_gives_what_tells_before_what_does_not(plain: Fit) -> None:
    found = assess(plain, {"q0": "neither", "q1": "second", "q2": "first"})
    assert [item.question.id for item in found.reasons] == ["q1", "q2"]
    only_neutral = assess(plain, {"q0": "neither"})
    assert [item.option.id for item in only_neutral.reasons] == ["neither"]


@pytest.mark.parametrize("foreign", [{"gone": "first"}, {"q0": "gone"}, {"q0": None}])
def test_answers_the_files_no_longer_hold_count_for_nothing(plain: Fit, foreign: Given) -> None:
    assert assess(plain, foreign) == assess(plain, {})


# for any answers ----------------------------------------------------------------


@given(data=st.data())
def test_the_result_stays_within_its_bounds(fit: Fit, data: st.DataObject) -> None:
    found = assess(fit, data.draw(answers_to(fit)))
    assert -1 <= found.score <= 1
    assert 0 <= found.confidence <= 1
    assert found.lean in {"ai_pm", "ml_pm", BALANCED}
    sign = {"ai_pm": -1, "ml_pm": 1, BALANCED: 0}[found.lean]
    rounding = 0.0005
    if sign:
        assert found.score * sign >= fit.balanced_below - rounding
    else:
        assert abs(found.score) <= fit.balanced_below + rounding


@given(data=st.data())
def test_the_order_of_answers_does_not_matter(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert assess(fit, shuffled) == assess(fit, answers)


@given(data=st.data())
def test_mirrored_evidence_mirrors_the_result(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    found, turned = assess(fit, answers), assess(mirrored(fit), answers)
    opposite = {"ai_pm": "ml_pm", "ml_pm": "ai_pm", BALANCED: BALANCED}
    assert turned.score == pytest.approx(-found.score)
    assert turned.lean == opposite[found.lean]
    assert (turned.confidence, turned.strength) == (found.confidence, found.strength)
    assert picked(turned) == picked(found)


@given(data=st.data())
def test_skipping_a_question_is_as_if_it_was_not_asked(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    asked = {question: option for question, option in answers.items() if option is not None}
    assert assess(fit, answers) == assess(fit, asked)


@given(data=st.data())
def test_reasons_are_the_readers_own_answers_strongest_first(fit: Fit, data: st.DataObject) -> None:
    answers = data.draw(answers_to(fit))
    found = assess(fit, answers)
    assert set(picked(found)) <= {(key, value) for key, value in answers.items() if value}
    for side in (found.reasons, found.against):
        weights = [abs(item.option.weight) for item in side]
        assert weights == sorted(weights, reverse=True)
    assert all(item.option.weight * found.score < 0 for item in found.against)


@given(data=st.data())
def test_an_answer_further_to_one_side_never_moves_the_score_to_the_other(
    fit: Fit, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(fit))
    question = data.draw(st.sampled_from(fit.questions))
    scores = [
        assess(fit, {**answers, question.id: option.id}).score
        for option in sorted(question.options, key=lambda option: option.weight)
    ]
    assert scores == sorted(scores)


def test_extreme_answers_lean_all_the_way(fit: Fit) -> None:
    for heaviest, lean in ((min, "ai_pm"), (max, "ml_pm")):
        answers: Given = {
            question.id: heaviest(question.options, key=lambda option: option.weight).id
            for question in fit.questions
        }
        found = assess(fit, answers)
        assert found.lean == lean
        assert found.strength == fit.strengths[-1].name
        assert found.confidence > 0.99
        assert found.against == ()


def test_neutral_answers_are_balanced(fit: Fit) -> None:
    answers: Given = {
        question.id: min(question.options, key=lambda option: abs(option.weight)).id
        for question in fit.questions
    }
    assert assess(fit, answers).lean == BALANCED
