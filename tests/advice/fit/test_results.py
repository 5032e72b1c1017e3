"""Results as readers see them: true figures, in little room, with the words of the lean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Reply
from bot.advice.fit.choosing import next_question
from bot.advice.fit.results import Results
from bot.advice.fit.scoring import assess
from bot.advice.plain import plain_text
from bot.advice.reply import Bullets, Citation, Heading, Invitation, Paragraph
from bot.advice.session import FitPast, FitRun
from bot.knowledge import Knowledge
from bot.knowledge.fit import Fit
from bot.telegram.html import fits_caption, html
from tests.advice.chat import labels
from tests.advice.fit.conftest import Given, answers_to
from tests.advice.fit.sitting import leaning

ADDRESS = "https://t.me/a_rather_long_name_for_a_bot"
LONGEST_NOTE = "Noted: How to build it and keep it running."
MOVED = re.compile(r"\(([+-]\d\.\d\d)\)")


@pytest.fixture(scope="session")
def results(knowledge: Knowledge) -> Results:
    return Results(knowledge)


def past(fit: Fit, answers: Given, version: int | None = None) -> FitPast:
    run = FitRun(token="x", version=version or fit.version, answers=answers)
    return FitPast(run=run, lean="ml_pm", score=0.5)


def all_for(fit: Fit, role: str | None) -> Given:
    pick = leaning(fit, role)
    return {question.id: pick(question) for question in fit.questions}


def bullets(reply: Reply) -> list[tuple[str, ...]]:
    return [block.items for block in reply.blocks if isinstance(block, Bullets)]


@pytest.mark.parametrize(("role", "lean"), [("ai", "ai_pm"), ("ml", "ml_pm"), (None, "balanced")])
def test_it_says_all_that_a_result_owes(
    results: Results, fit: Fit, role: str | None, lean: str
) -> None:
    reply = results.reply(past(fit, all_for(fit, role)), None)
    texts = next(text for text in fit.results if text.lean == lean)
    said = plain_text(reply)
    assert reply.blocks[0] == Heading(texts.summary)
    assert reply.data["fit"]["lean"] == lean
    for line in (texts.watch_out, texts.pay, *texts.settle, *(s.text for s in texts.next_steps)):
        assert line in said
    assert "Readiness: " in said
    assert isinstance(reply.blocks[-1], Citation)
    assert reply.picture is not None
    assert "By trait: " in said


def test_balanced_names_two_questions_that_settle_it_in_life(results: Results, fit: Fit) -> None:
    reply = results.reply(past(fit, all_for(fit, None)), None)
    assert [len(items) for items in bullets(reply)] == [2, 3]


@given(data=st.data())
def test_the_figures_said_are_those_reckoned(
    results: Results, fit: Fit, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(fit))
    found = assess(fit, answers)
    reply = results.reply(past(fit, answers), None)
    assert reply.data["fit"] == {
        "lean": found.lean,
        "score": pytest.approx(found.score, abs=0.001),
        "confidence": pytest.approx(found.confidence, abs=0.001),
    }
    moved = {
        reason.evidence.option.because: reason.moved for reason in (*found.reasons, *found.against)
    }
    told = [line for line in plain_text(reply).splitlines() if MOVED.search(line)]
    for line in told:
        because = MOVED.sub("", line).removeprefix("• ").removeprefix("The other way: ").strip()
        figure = MOVED.search(line)
        assert figure is not None
        without = found.score - moved[because]
        assert float(figure[1]) == pytest.approx(without, abs=0.006)
    assert len(told) == min(len(found.reasons), 3) + bool(found.against and found.reasons)


@settings(max_examples=150)
@given(data=st.data(), score=st.floats(-1, 1))
def test_it_always_fits_under_its_picture(
    results: Results, fit: Fit, data: st.DataObject, score: float
) -> None:
    """Even below the longest note, and compared with another result."""
    answers: Given = {}
    while (question := next_question(fit, answers)) is not None:
        answers[question.id] = data.draw(st.sampled_from([o.id for o in question.options]))
    before = past(fit, {}).model_copy(update={"score": score})
    reply = results.reply(past(fit, answers), before).below(LONGEST_NOTE)
    assert fits_caption(html(reply, ADDRESS))
    assert all(
        len(press.encode()) <= 64 for row in reply.buttons for press in [b.press for b in row]
    )


@pytest.mark.parametrize("question", ["impact_proof", "governance_story"])
def test_readiness_goes_by_what_the_reader_said(results: Results, fit: Fit, question: str) -> None:
    for lean in fit.results:
        role = {"ai_pm": "ai", "ml_pm": "ml"}.get(lean.lean)
        rest = {name: o for name, o in all_for(fit, role).items() if not fit.question[name].only_if}
        for ready in lean.readiness:
            if ready.question == question:
                answers = {**rest, question: ready.option}
                said = plain_text(results.reply(past(fit, answers), None))
                if lean.summary in said:
                    assert f"Readiness: {ready.text}" in said
        assert f"Readiness: {lean.unsettled}" in plain_text(results.reply(past(fit, rest), None))


def test_few_answers_are_said_to_be_few(results: Results, fit: Fit) -> None:
    said = plain_text(results.reply(past(fit, {"pay": "cash"}), None))
    assert "Too few answers" in said
    assert "% sure" not in said


def test_no_answer_that_leans_gives_no_reasons(results: Results, fit: Fit) -> None:
    said = plain_text(results.reply(past(fit, {}), None))
    assert fit.texts.nothing_leans in said
    assert fit.texts.moved not in said
    assert "By trait" not in said


def test_nobody_is_told_that_it_is_quite_certain(results: Results, knowledge: Knowledge) -> None:
    sure = knowledge.fit.scoring.model_copy(update={"spread": 0.01})
    fit = knowledge.fit.model_copy(update={"scoring": sure})
    certain = Results(knowledge.model_copy(update={"fit": fit}))
    reply = certain.reply(past(fit, all_for(fit, "ai")), None)
    assert "99% sure" in plain_text(reply)


def test_a_retake_is_compared(results: Results, fit: Fit) -> None:
    before = past(fit, {}).model_copy(update={"score": -0.25})
    reply = results.reply(past(fit, all_for(fit, None)), before)
    assert Paragraph("Last time: -0.25, now +0.00.") in reply.blocks


def test_links_lead_to_what_the_reasons_rest_on(results: Results, fit: Fit) -> None:
    reply = results.reply(past(fit, {"yardstick": "reliability", "pay": "equity"}), None)
    assert reply.entries[:2] == ("metrics_ml", "why_more_equity")
    assert labels(reply)[-3:] == ["Change an answer", "Share", "Take it again"]


def test_a_result_of_earlier_questions_is_told_as_that(results: Results, fit: Fit) -> None:
    reply = results.reply(past(fit, {"company": "market"}, version=1), None)
    said = plain_text(reply)
    assert "earlier set of questions" in said
    assert "+0.50" in said
    assert labels(reply) == ["Take it again"]


def test_the_card_invites_a_friend(results: Results, fit: Fit) -> None:
    reply = results.card(past(fit, all_for(fit, "ml")))
    assert reply.picture is not None
    assert Invitation(fit.texts.invite, "fit") in reply.blocks
    ((send,),) = reply.buttons
    assert send.invitation is not None
    assert "I lean towards ML PM." in send.invitation.text
    assert "/start fit" in plain_text(reply)


def test_no_score_is_minus_nothing(results: Results, fit: Fit) -> None:
    reply = results.reply(past(fit, {"company": "mix"}), None)
    assert "-0.00" not in plain_text(reply)
