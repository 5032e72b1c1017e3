"""Several dialogues beside one another: whose turn it is, and what each word then means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.advice import Message, Outcome
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, first_words, presses

OFFER = "205k base, 25k sign-on, 0.08% rsu, senior ml"


def test_cancel_stops_what_is_on_the_screen(chat: Chat) -> None:
    chat.say("/offer 205k base, senior ml", "/quiz", "/cancel")
    assert chat.session.offer is not None
    assert chat.session.offer.asking is not None
    assert chat.session.floor is None
    chat.say("/cancel")
    assert chat.session.offer is None
    chat.say("/cancel")
    assert plain_text(chat.reply) == chat.advisor.knowledge.texts.nothing_to_cancel


def test_a_mock_interview_that_is_shown_last_is_what_cancel_stops(chat: Chat) -> None:
    for text in ("/practice", "1", "1"):
        chat.do(Message(text, at=datetime(2026, 11, 25, tzinfo=UTC)))
    press = next(press for press in presses(chat.reply) if press.startswith("m:s:"))
    chat.do(Message(press, "press", at=datetime(2026, 11, 25, tzinfo=UTC)))
    assert chat.session.practice.run is not None
    chat.do(Message("/quiz", at=datetime(2026, 11, 25, tzinfo=UTC)))
    chat.do(Message("/practice", at=datetime(2026, 11, 25, tzinfo=UTC)))
    assert chat.session.floor == "practice"
    chat.do(Message("/cancel", at=datetime(2026, 11, 25, tzinfo=UTC)))
    assert chat.session.practice.run is None
    assert chat.session.job.quiz is not None


@pytest.mark.parametrize(
    "before", [["/fit"], ["/fit", "1"], ["/resume", "Built X", "sell it twice"]]
)
def test_an_offer_is_one_wherever_it_is_pasted(chat: Chat, before: list[str]) -> None:
    chat.say(*before)
    answers = chat.session.fit.answers if chat.session.fit else {}
    chat.say(OFFER)
    assert chat.session.offer is not None
    assert set(chat.session.offer.parts) == {"base", "sign_on", "rsu"}
    assert (chat.session.fit.answers if chat.session.fit else {}) == answers


@pytest.mark.parametrize("text", ["yes", "yes please", "Yes!", "delete it", "go ahead"])
def test_forget_hears_a_yes(chat: Chat, text: str) -> None:
    assert chat.say("/forget", text).forget


@pytest.mark.parametrize("text", ["maybe", "who earns more?", "hm", "ok", "sure"])
def test_whatever_is_no_yes_deletes_nothing_and_is_told_so(chat: Chat, text: str) -> None:
    reply = chat.say("/forget", text)
    assert not reply.forget
    assert first_words(reply) == chat.advisor.knowledge.texts.forget_kept


def test_a_command_in_other_words(chat: Chat, knowledge: Knowledge) -> None:
    for name, phrases in knowledge.texts.phrases.items():
        for phrase in phrases:
            wanted = Chat(chat.advisor).say(f"/{name}")
            assert Chat(chat.advisor).say(phrase).blocks == wanted.blocks, phrase


@pytest.mark.parametrize("text", ["skip", "back", "stop", "quit"])
def test_a_word_for_a_dialogue_that_is_not_there_says_so(chat: Chat, text: str) -> None:
    reply = chat.say("who earns more?", text)
    assert plain_text(reply) == chat.advisor.knowledge.texts.nothing_to_cancel
    assert reply.outcome is Outcome.CHAT


@pytest.mark.parametrize("text", ["ml pm", "it is the ML PM", "AI PM!", "the ai one"])
def test_the_quiz_takes_a_role_in_words_also_after_an_aside(chat: Chat, text: str) -> None:
    chat.say("/quiz", text)
    assert chat.session.job.quiz is not None
    assert chat.session.job.quiz.asked == 1
    chat.say("who earns more?", text)
    assert chat.session.job.quiz.asked == 2


@pytest.mark.parametrize("text", ["A", "first", "the second one", "2", "#1"])
def test_the_quiz_takes_a_place_also_after_an_aside(chat: Chat, text: str) -> None:
    chat.say("/quiz", "who earns more?", text)
    assert chat.session.job.quiz is not None
    assert chat.session.job.quiz.asked == 1


@pytest.mark.parametrize("text", ["I don't know", "not sure", "no idea", "skip", "dunno"])
def test_who_does_not_know_is_told_and_it_counts_as_not_right(chat: Chat, text: str) -> None:
    chat.say("/quiz")
    quiz = chat.session.job.quiz
    assert quiz is not None
    item = chat.advisor.knowledge.quiz.item[quiz.waits or ""]
    reply = chat.say(text)
    role = chat.advisor.knowledge.role_name[item.role]
    shown = chat.advisor.knowledge.quiz.texts.shown.format(answer=role)
    assert first_words(reply) == f"{shown} {item.why}"
    assert reply.poll is not None
    assert reply.poll.above == reply.blocks[:1]
    after = chat.session.job.quiz
    assert after is not None
    assert (after.right, after.asked, after.missed) == (0, 1, (item.id,))


@pytest.mark.parametrize("text", ["both", "neither", "both of them", "it depends"])
def test_it_is_never_both_and_the_statement_stays(chat: Chat, text: str) -> None:
    chat.say("/quiz")
    before = chat.session.job.quiz
    reply = chat.say(text)
    assert "one of them only" in first_words(reply)
    assert reply.poll is not None
    assert reply.poll.above == reply.blocks[:1]
    assert reply.asks == "quiz"
    assert chat.session.job.quiz == before


def test_a_question_that_names_a_role_is_no_answer_to_the_quiz(chat: Chat) -> None:
    chat.say("/quiz", "what does an ml pm earn?")
    assert chat.session.job.quiz is not None
    assert chat.session.job.quiz.asked == 0
