"""Which question comes next, and when it is enough."""

from __future__ import annotations

from random import Random
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from bot.advice.fit.choosing import (
    applies,
    expected_total,
    is_done,
    next_question,
    still_fitting,
)
from bot.advice.fit.scoring import assess
from bot.knowledge.fit import BALANCED, Fit
from tests.advice.fit.conftest import Given, answers_to
from tests.advice.fit.sitting import Pick, leaning


def take(fit: Fit, pick: Pick) -> Given:
    answers: Given = {}
    while (question := next_question(fit, answers)) is not None:
        assert question.id not in answers
        answers[question.id] = pick(question)
    return answers


@given(data=st.data())
def test_it_asks_five_to_eight_questions_whatever_is_answered(
    fit: Fit, data: st.DataObject
) -> None:
    answers = take(
        fit, lambda q: data.draw(st.sampled_from([None, *(option.id for option in q.options)]))
    )
    assert 5 <= len(answers) <= 8


def test_a_clear_profile_needs_few_questions(fit: Fit) -> None:
    for role in ("ai", "ml"):
        assert len(take(fit, leaning(fit, role))) <= 6


def test_clear_profiles_with_slips_need_six_at_the_median(fit: Fit) -> None:
    chance = Random(7)

    def slipping(role: str) -> Pick:
        straight, other = leaning(fit, role), leaning(fit, None)
        return lambda question: (other if chance.random() < 0.15 else straight)(question)

    asked = [len(take(fit, slipping(role))) for role in ("ai", "ml") for _ in range(50)]
    assert median(asked) <= 6


def test_it_stops_once_the_lean_is_clear_and_not_before(fit: Fit) -> None:
    answers = take(fit, leaning(fit, "ml"))
    result = assess(fit, answers)
    assert result.confidence >= fit.scoring.clear_at
    earlier = dict(list(answers.items())[:-1])
    assert not is_done(fit, earlier)


def test_someone_in_the_middle_is_asked_everything_it_may_ask(fit: Fit) -> None:
    assert len(take(fit, leaning(fit, None))) == fit.scoring.most


def test_skips_count_as_asked(fit: Fit) -> None:
    assert len(take(fit, lambda _: None)) == fit.scoring.most


def test_random_clickers_come_out_balanced_mostly(fit: Fit) -> None:
    chance = Random(11)
    leans = [assess(fit, take(fit, lambda q: chance.choice(q.options).id)).lean for _ in range(400)]
    assert leans.count(BALANCED) / len(leans) >= 0.7


def test_the_first_question_is_the_one_that_weighs_most(fit: Fit) -> None:
    first = next_question(fit, {})
    assert first is not None
    heaviest = max(abs(fit.weight(o)) for q in fit.questions for o in q.options)
    assert max(abs(fit.weight(option)) for option in first.options) == heaviest


def test_it_prefers_a_trait_it_knows_nothing_of(plain: Fit) -> None:
    answers: Given = {"q0": "second", "q2": "second"}
    chosen = next_question(plain, answers)
    assert chosen is not None
    assert chosen.trait not in ("t0", "t1")


def test_what_is_asked_depends_on_the_answers(fit: Fit) -> None:
    orders = {tuple(take(fit, leaning(fit, role))) for role in ("ai", "ml", None)}
    assert len(orders) == 3


def test_a_question_comes_in_time_for_what_depends_on_it(fit: Fit) -> None:
    for role, follow_up in (("ai", "governance_story"), ("ml", "impact_proof")):
        asked = list(take(fit, leaning(fit, role)))
        assert asked.index("background") <= 3
        assert asked.index(follow_up) <= 4


def test_a_follow_up_is_only_for_those_it_concerns(fit: Fit) -> None:
    proof = fit.question["impact_proof"]
    assert applies(proof, {"background": "engineering"})
    assert not applies(proof, {"background": "business"})
    assert not applies(proof, {"background": None})
    assert not applies(proof, {})


@given(data=st.data())
def test_only_answers_that_depend_on_a_changed_one_are_dropped(
    fit: Fit, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(fit))
    kept = still_fitting(fit, answers)
    gone = answers.keys() - kept.keys()
    assert gone <= {q.id for q in fit.questions if q.only_if is not None}
    assert all(not applies(fit.question[name], kept) for name in gone)
    assert still_fitting(fit, kept) == kept
    assert list(kept) == [name for name in answers if name in kept]


def test_answers_of_other_files_are_dropped(fit: Fit) -> None:
    assert still_fitting(fit, {"gone": "x", "pay": "gone", "company": "mix", "space": None}) == {
        "company": "mix",
        "space": None,
    }


def test_the_expected_number_of_questions_never_falls_short(fit: Fit) -> None:
    assert [expected_total(fit, number) for number in range(1, 9)] == [6, 6, 6, 6, 6, 7, 8, 8]
