"""A run as plain state: moves, corrections, reviews, and files that change under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.fit import run as moves
from bot.advice.session import FitRun
from bot.knowledge.fit import Fit

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def begun(fit: Fit, seed: int = 5) -> FitRun:
    return moves.begin(fit, 1, seed, NOON)


def at_fifth(fit: Fit) -> FitRun:
    """Four answers, background among them; the follow-up to it waits."""
    run = begun(fit)
    while len(run.answers) < 4:
        assert run.question is not None
        run = moves.answered(fit, run, fit.question[run.question].options[0].id)
    return run


def test_answers_are_kept_in_the_order_asked(fit: Fit) -> None:
    run = at_fifth(fit)
    assert list(run.answers) == ["yardstick", "pay", "company", "background"]
    assert (run.question, moves.place_of(run)) == ("governance_story", 5)
    assert run.turn == 4


def test_back_leads_to_the_question_before_and_no_further_than_the_first(fit: Fit) -> None:
    run = at_fifth(fit)
    asked = []
    for _ in range(6):
        run = moves.back(run)
        asked.append(run.question)
    assert asked == ["background", "company", "pay", "yardstick", "yardstick", "yardstick"]
    assert len(run.answers) == 4


def test_an_answer_changed_after_going_back_leads_on_to_what_is_open(fit: Fit) -> None:
    run = moves.back(moves.back(at_fifth(fit)))
    assert run.question == "company"
    run = moves.answered(fit, run, "mix")
    assert list(run.answers.items())[2] == ("company", "mix")
    assert run.question == "governance_story"


def test_what_depends_on_a_changed_answer_is_asked_again_and_nothing_else(fit: Fit) -> None:
    run = moves.answered(fit, at_fifth(fit), "plan")
    changed = moves.corrected(fit, run, "background", "engineering")
    assert "governance_story" not in changed.answers
    assert {**run.answers, "background": "engineering"}.items() >= changed.answers.items()
    waits = changed
    while waits.question not in (None, "impact_proof"):
        waits = moves.answered(fit, waits, None)
    assert waits.question == "impact_proof"


def test_a_correction_leaves_the_question_that_waits(fit: Fit) -> None:
    run = at_fifth(fit)
    changed = moves.corrected(fit, run, "company", "data")
    assert changed.question == run.question
    assert changed.answers["company"] == "data"


def test_a_correction_drops_a_waiting_question_that_no_longer_applies(fit: Fit) -> None:
    changed = moves.corrected(fit, at_fifth(fit), "background", "data")
    assert changed.question == "impact_proof"


def test_a_review_and_back_from_it(fit: Fit) -> None:
    run = at_fifth(fit)
    review = moves.reviewed(run)
    assert (review.question, moves.is_finished(review)) == (None, False)
    again = moves.revised(review, "pay")
    assert again.question == "pay"
    assert moves.back(again).question is None
    changed = moves.answered(fit, again, "split")
    assert (changed.question, changed.answers["pay"]) == (None, "split")
    on = moves.gone_on(fit, changed)
    assert (on.question, on.reviewing) == ("governance_story", False)


def test_a_finished_run_may_be_opened_again_and_ends_again(fit: Fit) -> None:
    run = at_fifth(fit)
    while not moves.is_finished(run):
        run = moves.answered(fit, run, fit.question[run.question or ""].options[0].id)
    again = moves.reopened(fit, run)
    assert (again.reviewing, again.revises, again.answers) == (True, True, run.answers)
    assert again.turn > run.turn
    assert moves.is_finished(moves.gone_on(fit, again))


def test_answering_nothing_changes_nothing(fit: Fit) -> None:
    review = moves.reviewed(at_fifth(fit))
    assert moves.answered(fit, review, "x") is review


# other files -------------------------------------------------------------------------


def test_a_run_of_earlier_questions_keeps_what_still_fits(fit: Fit) -> None:
    answers: dict[str, str | None] = {"company": "market", "gone": "x", "pay": "gone"}
    old = FitRun(token="1", version=1, answers=answers)
    new = moves.carried_over(fit, old)
    assert (new.answers, new.version) == ({"company": "market"}, fit.version)
    assert new.question in fit.question
    assert new.question not in new.answers


@pytest.mark.parametrize("waiting", ["pay", None])
def test_a_question_that_is_still_there_goes_on_waiting(fit: Fit, waiting: str | None) -> None:
    old = at_fifth(fit).model_copy(update={"version": 1, "question": waiting, "turn": 9})
    old = old.model_copy(update={"reviewing": waiting is None})
    new = moves.carried_over(fit, old)
    assert (new.question, len(new.answers)) == (waiting, 4)


def test_a_changed_question_that_is_gone_leads_back_to_the_review(fit: Fit) -> None:
    old = at_fifth(fit).model_copy(update={"question": "gone", "reviewing": True})
    new = moves.carried_over(fit, old)
    assert (new.question, new.reviewing, new.turn) == (None, True, old.turn + 1)


# readers and time ------------------------------------------------------------------


@given(seed=st.integers(0, 2**62))
def test_sides_come_first_and_the_middle_last(fit: Fit, seed: int) -> None:
    run = begun(fit, seed)
    for question in fit.questions:
        shown = moves.options_of(run, question)
        assert sorted(o.id for o in shown) == sorted(o.id for o in question.options)
        assert not shown[-1].evidence
        assert [bool(o.evidence) for o in shown] == sorted(bool(o.evidence) for o in shown)[::-1]
        assert moves.options_of(run, question) == shown


def test_readers_see_different_orders(fit: Fit) -> None:
    question = fit.question["company"]
    firsts = [moves.options_of(begun(fit, seed), question)[0].id for seed in range(60)]
    assert 15 <= firsts.count("market") <= 45


@given(seed=st.integers(1, 2**62), other=st.integers(1, 2**62))
def test_runs_are_told_apart_by_a_short_token(fit: Fit, seed: int, other: int) -> None:
    token = begun(fit, seed).token
    assert 1 <= len(token) <= 13
    assert token.isalnum()
    assert (begun(fit, other).token == token) is (other == seed)


def test_without_a_seed_the_runs_of_a_chat_are_told_apart(fit: Fit) -> None:
    tokens = {moves.begin(fit, number, 0, None).token for number in range(1, 50)}
    assert len(tokens) == 49


def test_a_correction_is_about_the_answer_on_the_screen_or_the_one_given_last(fit: Fit) -> None:
    run = at_fifth(fit)
    assert moves.question_to_correct(run) == "background"
    again = moves.back(moves.back(moves.back(run)))
    assert moves.question_to_correct(again) == "pay"
    assert moves.question_to_correct(moves.answered(fit, again, "split")) == "pay"
    assert moves.question_to_correct(begun(fit)) is None


def test_forward_leaves_an_answer_as_it_is(fit: Fit) -> None:
    run = moves.back(moves.back(at_fifth(fit)))
    on = moves.forward(fit, run)
    assert (on.question, on.answers) == ("governance_story", run.answers)
    assert moves.forward(fit, moves.revised(moves.reviewed(run), "pay")).question is None


@pytest.mark.parametrize(
    ("after", "paused"), [(timedelta(hours=23), False), (timedelta(days=30), True)]
)
def test_a_long_silence_is_a_pause(fit: Fit, after: timedelta, paused: bool) -> None:
    assert moves.is_paused(begun(fit), NOON + after) is paused


def test_without_a_clock_there_is_no_pause(fit: Fit) -> None:
    assert not moves.is_paused(begun(fit), None)
    assert not moves.is_paused(moves.begin(fit, 1, 1, None), NOON)
