"""What readers ask of their result is answered from the result, in these and in other words."""

from __future__ import annotations

import re

import pytest

from bot.advice import Advisor, Outcome, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Reply
from bot.advice.session import FitPast, FitRun
from bot.knowledge import Knowledge
from bot.knowledge.fit import FitTexts
from tests.advice.chat import Chat, assert_sound, first_words, labels

ML = {"company": "data", "yardstick": "reliability", "legal": "measure", "rhythm": "retraining"}
AI = {"company": "market", "yardstick": "impact", "legal": "bargain", "rhythm": "experiments"}
BALANCED = {"company": "market", "yardstick": "reliability"}


def _with_result(advisor: Advisor, wanted: dict[str, str]) -> Chat:
    """A chat with a result on the screen."""
    chat = Chat(advisor)
    run = FitRun(token="7", version=advisor.knowledge.fit.version, answers=dict(wanted))
    chat.session = Session(fit_past=(FitPast(run=run, lean="ml_pm", score=0.5),))
    chat.say("/fit result")
    return chat


@pytest.fixture
def texts(knowledge: Knowledge) -> FitTexts:
    return knowledge.fit.texts


def _scores(reply: Reply) -> list[float]:
    return [float(found) for found in re.findall(r"[+-]\d\.\d\d", plain_text(reply))]


@pytest.mark.parametrize(
    "text", ["how sure are you?", "can I trust this?", "how certain is it", "what does +0.59 mean?"]
)
def test_how_sure_it_is(advisor: Advisor, texts: FitTexts, text: str) -> None:
    reply = _with_result(advisor, ML).say(text)
    assert "% sure" in first_words(reply)
    assert texts.rests_on.format(count=len(ML)) in plain_text(reply)


@pytest.mark.parametrize("text", ["why?", "why ML?", "how did you get this?", "explain my result"])
def test_why_it_leans_that_way(advisor: Advisor, texts: FitTexts, text: str) -> None:
    reply = _with_result(advisor, ML).say(text)
    assert plain_text(reply).startswith("You lean towards ML PM.")
    assert texts.moved in plain_text(reply)


@pytest.mark.parametrize(
    ("answers", "text", "role"),
    [
        (ML, "why not AI?", "AI PM"),
        (ML, "why not the other one?", "AI PM"),
        (AI, "why not ML?", "ML PM"),
        (AI, "what about the ML PM", "ML PM"),
        (BALANCED, "why not ML?", "ML PM"),
    ],
)
def test_what_speaks_for_the_other_role(
    advisor: Advisor, texts: FitTexts, answers: dict[str, str], text: str, role: str
) -> None:
    said = plain_text(_with_result(advisor, answers).say(text))
    asked = (texts.speaks_for.format(role=role), texts.speaks_not.format(role=role))
    assert said.startswith(asked)
    assert "AI PM" in said
    assert "ML PM" in said


@pytest.mark.parametrize("answers", [AI, ML, BALANCED])
@pytest.mark.parametrize(
    "text", ["what would change it?", "what would flip it", "what if I had answered differently?"]
)
def test_what_would_change_it_is_reckoned_again(
    advisor: Advisor, answers: dict[str, str], text: str
) -> None:
    chat = _with_result(advisor, answers)
    before = _scores(chat.reply)[0]
    reply = chat.say(text)
    assert "instead of" in plain_text(reply)
    balanced_below = advisor.knowledge.fit.scoring.balanced_below
    for score in _scores(reply):
        leans = [abs(each) >= balanced_below and each > 0 for each in (score, before)]
        even = [abs(each) < balanced_below for each in (score, before)]
        assert leans[0] != leans[1] or even[0] != even[1]


@pytest.mark.parametrize("text", ["what am I missing?", "am I ready?", "what are my gaps?"])
def test_what_is_missing(advisor: Advisor, text: str) -> None:
    assert first_words(_with_result(advisor, ML).say(text)).startswith("Readiness:")


@pytest.mark.parametrize("text", ["can I do both?", "do I have to choose?", "what if I like both"])
def test_whether_it_may_be_both(advisor: Advisor, text: str) -> None:
    reply = _with_result(advisor, ML).say(text)
    assert first_words(reply).startswith("You lean towards ML PM.")
    assert "How do I choose?" in labels(reply)


def test_the_rest_does_what_the_buttons_do(advisor: Advisor, texts: FitTexts) -> None:
    chat = _with_result(advisor, ML)
    shown = plain_text(chat.reply)
    assert plain_text(chat.say("show it again")) == shown
    assert texts.invite in plain_text(chat.say("share it"))
    assert "Next:" in plain_text(chat.say("what now?"))
    assert texts.review in plain_text(chat.say("change my answer"))
    assert chat.session.floor == "fit"


@pytest.mark.parametrize(
    "text", ["how sure are you?", "why?", "why not AI?", "what would change it?", "can I do both?"]
)
def test_every_answer_is_sound_short_and_has_the_buttons(advisor: Advisor, text: str) -> None:
    reply = _with_result(advisor, ML).say(text)
    assert_sound(reply, advisor)
    assert reply.outcome is Outcome.FLOW
    assert {"Change an answer", "Share", "Take it again"} <= set(labels(reply))
    assert len(plain_text(reply).split()) <= 90


@pytest.mark.parametrize(
    "text",
    [
        "how long is the phone screen?",
        "what does an ML PM earn?",
        "who earns more?",
        "why is base higher for AI?",
    ],
)
def test_a_question_of_the_article_is_answered_and_why_is_then_about_that(
    advisor: Advisor, text: str
) -> None:
    chat = _with_result(advisor, ML)
    assert chat.say(text).outcome is Outcome.ANSWER
    assert chat.session.floor is None
    assert "You lean" not in plain_text(chat.say("why?"))


def test_a_retake_and_a_correction_are_still_heard(advisor: Advisor, texts: FitTexts) -> None:
    assert "1 of about" in plain_text(_with_result(advisor, ML).say("take it again"))
    chat = Chat(advisor)
    chat.say("/fit", *["1"] * 8)
    assert texts.changed.partition("{")[0] in plain_text(chat.say("wait, I meant the other one"))


def test_no_answer_ends_with_a_result_of_somebody_without_one(chat: Chat) -> None:
    assert "You lean" not in plain_text(chat.say("how sure are you?"))
