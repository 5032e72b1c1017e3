"""Thumbs: one tap, changeable, and what was wrong only for who wants to say it."""

from __future__ import annotations

import pytest

from bot.advice import Message, Outcome, Reply
from bot.advice.reply import Remark
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, first_words

ON = 42
QUESTION = "what does an ml pm do all day"


def press(chat: Chat, data: str, *, alone: bool = True) -> Reply:
    return chat.do(Message(data, "press", on=ON, alone=alone))


def rows(reply: Reply) -> list[list[str]]:
    assert reply.thumbs is not None
    for row in reply.thumbs:
        for button in row:
            assert 1 <= len(button.press.encode()) <= 64
    return [[button.label for button in row] for row in reply.thumbs]


def test_a_thumb_up_is_marked_and_asks_nothing(chat: Chat, knowledge: Knowledge) -> None:
    chat.say(QUESTION)
    reply = press(chat, "v:+:duties_ml")
    assert (reply.vote, reply.blocks, rows(reply)) == ("+:duties_ml", (), [["👍 ✓", "👎"]])
    assert reply.toast == knowledge.service.feedback.thanks


def test_a_thumb_down_offers_reasons_and_does_not_insist(chat: Chat, knowledge: Knowledge) -> None:
    feedback = knowledge.service.feedback
    reply = press(chat, "v:-:duties_ml")
    labels = rows(reply)
    assert labels[0] == ["👍", "👎 ✓"]
    offered = [label for row in labels[1:] for label in row]
    assert offered == [*(reason.label for reason in feedback.reasons), feedback.own_words]
    assert (reply.vote, reply.blocks, reply.toast) == ("-:duties_ml", (), feedback.sorry)
    assert chat.say("how long is the phone screen?").outcome is Outcome.ANSWER


def test_a_mind_may_be_changed(chat: Chat) -> None:
    assert rows(press(chat, "v:-:duties_ml"))[0] == ["👍", "👎 ✓"]
    assert rows(press(chat, "v:+:duties_ml")) == [["👍 ✓", "👎"]]


def test_a_reason_is_marked_and_may_be_changed(chat: Chat, knowledge: Knowledge) -> None:
    for reason in knowledge.service.feedback.reasons:
        reply = press(chat, f"vw:{reason.id}:duties_ml")
        assert rows(reply) == [["👍", "👎 ✓"], [f"✓ {reason.label}"]]
        assert reply.remark == Remark("duties_ml", ON, reason=reason.id)
        assert reply.thumbs is not None
        again = press(chat, reply.thumbs[1][0].press)
        assert len(rows(again)) > 2


def test_what_was_wrong_may_be_typed(chat: Chat, knowledge: Knowledge) -> None:
    feedback = knowledge.service.feedback
    assert first_words(press(chat, "vw:own:duties_ml")) == feedback.ask
    reply = chat.say("the figures are from last year")
    assert first_words(reply) == feedback.received
    assert reply.remark == Remark("duties_ml", ON, comment="the figures are from last year")
    assert chat.say("the figures are from last year").remark is None


@pytest.mark.parametrize("other", ["how long is the phone screen?", "/help", "/salary senior ml"])
def test_a_question_after_that_is_a_question(chat: Chat, other: str) -> None:
    press(chat, "vw:own:duties_ml")
    assert chat.say(other).remark is None
    assert chat.say("the figures are from last year").remark is None


def test_saying_nothing_is_fine(chat: Chat, knowledge: Knowledge) -> None:
    press(chat, "vw:own:duties_ml")
    reply = chat.tap(knowledge.service.feedback.never_mind)
    assert (first_words(reply), reply.in_place) == (knowledge.service.feedback.skipped, True)
    assert chat.say("the figures are from last year").remark is None
    press(chat, "vw:own:duties_ml")
    assert first_words(chat.say("never mind")) == knowledge.service.feedback.skipped


@pytest.mark.parametrize("text", ["/cancel", "cancel", "stop", "forget it", "nothing"])
def test_the_question_what_was_wrong_is_taken_back(
    chat: Chat, knowledge: Knowledge, text: str
) -> None:
    press(chat, "vw:own:duties_ml")
    reply = chat.say(text)
    assert (first_words(reply), reply.remark) == (knowledge.service.feedback.skipped, None)
    assert chat.session.commenting is None


@pytest.mark.parametrize("pressed", ["v:-:duties_ml", "vw:wrong:duties_ml"])
@pytest.mark.parametrize(
    "text",
    [
        "that's wrong, I asked about staff",
        "not what I asked",
        "I meant the pay",
        "this is outdated",
        "it doesn't answer my question",
        "too long and confusing",
    ],
)
def test_a_complaint_right_after_a_thumb_down_is_the_comment(
    chat: Chat, pressed: str, text: str
) -> None:
    press(chat, pressed)
    assert chat.say(text).remark == Remark("duties_ml", ON, comment=text)
    assert chat.say(text).remark is None


@pytest.mark.parametrize(
    "text", ["and for staff?", "staff ml pay", "why is that wrong?", "thanks", "the other one"]
)
def test_what_is_no_complaint_is_answered(chat: Chat, text: str) -> None:
    chat.say(QUESTION)
    press(chat, "v:-:duties_ml")
    assert chat.say(text).remark is None
    assert chat.say("that is wrong").remark is None


def test_after_another_button_a_complaint_is_a_message_like_others(chat: Chat) -> None:
    press(chat, "v:-:duties_ml")
    chat.press("a:vesting")
    assert chat.say("that's wrong").remark is None


def test_an_answer_of_the_assessment_is_corrected_and_no_complaint(chat: Chat) -> None:
    chat.say("/fit", "1")
    press(chat, "v:-:duties_ml")
    assert chat.say("wrong, I meant the other one").remark is None
    assert chat.session.floor == "fit"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["/quiz"], "wrong, ml"),
        (["/offer 205k base, 10% bonus, 25k sign-on, 0.1% rsu, senior ml"], "base should be 195k"),
        (
            ["/resume Launched a chat helper", "sell it twice"],
            "they believed wrong bills cost them",
        ),
    ],
)
def test_an_answer_to_what_waits_is_no_complaint(chat: Chat, before: list[str], text: str) -> None:
    chat.say(*before)
    press(chat, "v:-:duties_ml")
    assert chat.say(text).remark is None


def test_an_edited_message_says_nothing_about_an_answer(chat: Chat) -> None:
    press(chat, "vw:own:duties_ml")
    assert chat.edit("the figures are from last year").remark is None


def test_in_a_group_the_buttons_are_everybodys(chat: Chat, knowledge: Knowledge) -> None:
    reply = press(chat, "v:-:duties_ml", alone=False)
    assert (reply.vote, reply.thumbs) == ("-:duties_ml", None)
    assert reply.toast == knowledge.service.feedback.thanks
    assert press(chat, "vw:wrong:duties_ml", alone=False).thumbs is None


@pytest.mark.parametrize("data", ["v:", "v:x:y", "vw:", "vw:nope:duties_ml", "v", "vw"])
def test_what_no_button_says_does_nothing(chat: Chat, knowledge: Knowledge, data: str) -> None:
    reply = press(chat, data)
    assert (reply.toast, reply.vote, reply.remark) == (knowledge.texts.stale_button, None, None)


def test_words_need_a_message_they_are_about(chat: Chat, knowledge: Knowledge) -> None:
    reply = chat.press("vw:own:duties_ml")
    assert reply.toast == knowledge.texts.stale_button


def test_a_comment_does_not_lose_the_assessment(chat: Chat, knowledge: Knowledge) -> None:
    chat.say("/fit")
    press(chat, "vw:own:duties_ml")
    reply = chat.say("those figures look dated to me")
    assert reply.remark is not None
    assert reply.live
