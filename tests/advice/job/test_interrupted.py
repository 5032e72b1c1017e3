"""A quiz or a resume told twice may be interrupted by a question, by /fit and by each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Paragraph
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

BULLET = "Implemented an LSTM in TensorFlow"
QUESTION = "how long is the phone screen?"


def _last_line(chat: Chat) -> str:
    return plain_text(chat.reply).splitlines()[-1]


def _in_sale(chat: Chat) -> str:
    """The first question of a resume told twice."""
    chat.say(f"/resume {BULLET}", "sell it twice")
    return _last_line(chat)


def test_a_question_in_a_quiz_is_answered_with_a_way_back(chat: Chat) -> None:
    chat.say("/quiz")
    asked = _last_line(chat)
    reply = chat.say(QUESTION)
    assert reply.entries == ("phone_screen",)
    assert "Back to the quiz" in labels(reply)
    back = chat.tap("Back to the quiz")
    assert _last_line(chat) == asked
    assert not back.in_place


def test_the_old_message_of_a_quiz_still_answers_after_a_question(chat: Chat) -> None:
    answer = presses(chat.say("/quiz"))[0]
    chat.say(QUESTION)
    assert chat.press(answer).in_place


def test_a_question_in_a_sale_is_answered_and_it_goes_on_below(chat: Chat) -> None:
    asked = _in_sale(chat)
    reply = chat.say(QUESTION)
    assert reply.entries == ("phone_screen",)
    assert _last_line(chat) == asked
    chat.say("my own words")
    sale = chat.session.job.sale
    assert sale is not None
    assert list(sale.answers.values()) == ["my own words"]


def test_a_comparison_in_a_sale_goes_on_below_too(chat: Chat) -> None:
    asked = _in_sale(chat)
    chat.say("/compare pay")
    assert _last_line(chat) == asked


def test_fit_takes_the_floor_and_gives_it_back(chat: Chat) -> None:
    asked = _in_sale(chat)
    chat.say("some words", "/fit", "1")
    assert "2 of about" in plain_text(chat.reply)
    assert "words" in str(chat.session.job.sale)
    chat.say("/resume")
    assert _last_line(chat) != asked
    assert "Continue at 2" in labels(chat.reply)
    chat.say("more words")
    sale = chat.session.job.sale
    assert sale is not None
    assert list(sale.answers.values()) == ["some words", "more words"]
    chat.say("/fit")
    assert "2 of about" in plain_text(chat.tap("Continue at 2"))
    chat.say("1")
    assert len(chat.session.fit.answers if chat.session.fit else {}) == 2


def test_fit_in_a_quiz_is_answered_by_typing(chat: Chat) -> None:
    chat.say("/quiz", "/fit", "1", "2")
    assert chat.session.fit is not None
    assert len(chat.session.fit.answers) == 2
    reply = chat.say("/quiz")
    assert labels(reply)[:2] == ["AI PM", "ML PM"]
    assert "Continue at 3" in labels(reply)
    assert reply.poll is not None
    assert "Continue at 3" in [button.label for row in reply.poll.under for button in row]
    chat.say("ai")
    assert plain_text(chat.reply)[0] in "✅❌"


def test_browsing_in_a_fit_goes_on_with_the_question_below(chat: Chat) -> None:
    chat.say("/fit", "1")
    assert "2 of about" in plain_text(chat.press("c:week"))
    reply = chat.press("i:phone_screen")
    assert "2 of about" in plain_text(reply)
    assert not reply.in_place


def test_cancel_ends_one_thing_at_a_time_the_last_first(chat: Chat) -> None:
    chat.say("/fit", "1", "/quiz")
    knowledge = chat.advisor.knowledge
    assert first_words(chat.say("/cancel")) == knowledge.quiz.texts.stopped_early
    assert first_words(chat.say("/cancel")) == knowledge.fit.texts.stopped
    assert first_words(chat.say("/cancel")) == knowledge.texts.nothing_to_cancel


def test_an_edit_does_not_change_or_give_an_answer(chat: Chat) -> None:
    for start in ("/quiz", f"/resume {BULLET}"):
        chat.say(start)
        if start != "/quiz":
            chat.say("sell it twice", "some words")
        before = chat.session.job
        reply = chat.edit("ai pm")
        assert reply.blocks[0] == Paragraph(chat.advisor.knowledge.texts.edit_in_flow)
        assert chat.session.job == before


def test_a_pasted_bullet_is_no_answer_of_the_quiz(chat: Chat) -> None:
    chat.say("/resume", "/quiz")
    chat.say(BULLET)
    quiz = chat.session.job.quiz
    assert quiz is not None
    assert quiz.asked == 0


@pytest.mark.parametrize("payload", ["compare_week", "compare", "quiz", "resume", "interview_2"])
def test_links_lead_there(chat: Chat, payload: str) -> None:
    said = plain_text(Chat(chat.advisor).say(f"/{payload.replace('_', ' ')}"))
    assert plain_text(chat.say(f"/start {payload}")) == said


def test_forget_forgets_it_all(chat: Chat) -> None:
    _in_sale(chat)
    chat.say("/forget", "yes")
    assert chat.session == Session()


ACTS = st.one_of(
    st.sampled_from(
        [
            *("/quiz", "/resume", f"/resume {BULLET}", "/compare pay", "/interview 2", "/cancel"),
            *("/fit", "1", "2", "ai", "skip", "back", "stop", QUESTION, BULLET, "sell it twice"),
            *("my own words here", "edit", "tap0", "tap1", "tap2", "tap3", "tap4", "old"),
        ]
    ),
    st.text(max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(ACTS, max_size=14))
def test_any_order_is_answered_and_can_be_stored(advisor: Advisor, acts: list[str]) -> None:
    chat, pressed = Chat(advisor), ["c:week"]
    for number, act in enumerate(acts, start=1):
        shown = presses(chat.reply)
        if act.startswith("tap") and act[3:].isdecimal() and shown:
            pressed.append(shown[int(act[3:]) % len(shown)])
            message = Message(pressed[-1], "press", seed=number)
        elif act == "old":
            message = Message(pressed[0], "press", seed=number)
        elif act == "edit":
            message = Message("ai pm", "edit", seed=number)
        else:
            message = Message(act, seed=number)
        reply = chat.do(message)
        if reply.blocks:
            assert_sound(reply, advisor)
            if reply.outcome is Outcome.FLOW and reply.poll is not None:
                assert len(reply.poll.explanation) <= 200
        else:
            assert reply.toast
        assert Session.restore(chat.session.model_dump_json()) == (chat.session, False)
