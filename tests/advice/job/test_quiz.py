"""/quiz: rounds of statements, a score, and nothing twice before all were seen."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.advice import Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.advice.reply import QuizPoll
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, assert_sound, labels, presses

ANSWERS = re.compile(r"q:\w+-\d+:[01]")


def _poll(chat: Chat) -> QuizPoll:
    assert chat.reply.poll is not None
    return chat.reply.poll


def _answer(chat: Chat, *, right: bool = True) -> None:
    """Press the right option of the question on the screen, or the wrong one."""
    poll = _poll(chat)
    option = poll.right if right else 1 - poll.right
    chat.press(presses(chat.reply)[option])


def _next_round(chat: Chat) -> None:
    if chat.reply.poll is None:
        chat.tap("Next round")


def _shown(chat: Chat) -> str:
    quiz = chat.session.job.quiz
    assert quiz is not None
    assert quiz.waits is not None
    return quiz.waits


def test_the_shipped_statements_are_many_balanced_and_fit_a_poll(knowledge: Knowledge) -> None:
    items = knowledge.quiz.statements
    assert len(items) >= 24
    assert len(set(Counter(item.role for item in items).values())) == 1
    for item in items:
        assert len(item.why) <= 200
        assert len(knowledge.quiz.texts.question.format(text=item.text)) <= 300
        names = [name.casefold() for name in knowledge.role_name.values()]
        assert not any(name in item.text.casefold() for name in names), item.id


def test_a_question_is_a_poll_with_buttons_that_press_the_same(chat: Chat) -> None:
    reply = chat.say("/quiz")
    poll = _poll(chat)
    assert reply.outcome is Outcome.FLOW
    assert poll.options == tuple(labels(reply)[:2]) == ("AI PM", "ML PM")
    place, _, question = poll.question.partition("\n")
    assert plain_text(reply).endswith(f"{place}\n\n{question}")
    assert all(ANSWERS.fullmatch(press) for press in presses(reply)[:2])
    item = chat.advisor.knowledge.quiz.item[_shown(chat)]
    assert poll.options[poll.right] == chat.advisor.knowledge.role_name[item.role]
    assert poll.explanation == item.why
    assert_sound(reply, chat.advisor)


@pytest.mark.parametrize("right", [True, False])
def test_an_answer_is_judged_and_explained_in_place(chat: Chat, right: bool) -> None:
    chat.say("/quiz")
    poll = _poll(chat)
    _answer(chat, right=right)
    said = plain_text(chat.reply)
    assert said.startswith("✅" if right else "❌")
    assert poll.options[poll.right] in said.splitlines()[0]
    assert poll.explanation in said
    assert chat.reply.in_place
    assert "2 of 6" in said
    assert chat.session.job.quiz is not None
    assert (chat.session.job.quiz.right, chat.session.job.quiz.asked) == (int(right), 1)


@pytest.mark.parametrize("typed", ["AI PM", "ai", "1", "first"])
def test_an_answer_can_be_typed(chat: Chat, typed: str) -> None:
    chat.say("/quiz")
    right = _poll(chat).right == 0
    reply = chat.say(typed)
    assert plain_text(reply).startswith("✅" if right else "❌")
    assert not reply.in_place


def test_a_round_ends_with_its_score_and_what_to_read(chat: Chat) -> None:
    chat.say("/quiz")
    missed = chat.advisor.knowledge.quiz.item[_shown(chat)]
    _answer(chat, right=False)
    for _ in range(5):
        _answer(chat)
    said = plain_text(chat.reply)
    assert "5 of 6 right in this round." in said
    assert "In all" not in said
    assert presses(chat.reply)[0] == f"a:{missed.entry}"
    assert_sound(chat.reply, chat.advisor)
    chat.tap("Next round")
    assert "1 of 6" in plain_text(chat.reply)
    for _ in range(6):
        _answer(chat)
    assert "6 of 6 right in this round. In all: 11 of 12." in plain_text(chat.reply)
    assert chat.advisor.knowledge.quiz.texts.flawless in plain_text(chat.reply)


def test_nothing_comes_twice_before_all_were_seen(chat: Chat) -> None:
    total = len(chat.advisor.knowledge.quiz.statements)
    chat.say("/quiz")
    seen = []
    for _ in range(total):
        seen.append(_shown(chat))
        _answer(chat)
        _next_round(chat)
    assert len(set(seen)) == total
    again = [_shown(chat)]
    for _ in range(total - 1):
        _answer(chat)
        _next_round(chat)
        again.append(_shown(chat))
    assert set(again) == set(seen)
    assert again != seen


def test_the_end_of_the_list_is_said(chat: Chat) -> None:
    quiz = chat.advisor.knowledge.quiz
    chat.say("/quiz")
    said = []
    for _ in range(len(quiz.statements) + quiz.round):
        _answer(chat)
        said.append(plain_text(chat.reply))
        _next_round(chat)
    assert sum(quiz.texts.all_used in text for text in said) <= 1


def test_the_order_is_the_seeds(chat: Chat) -> None:
    def first(seed: int) -> str:
        reply, _ = chat.advisor.reply(Message("/quiz", seed=seed), Session())
        assert reply.poll is not None
        return reply.poll.question

    assert first(7) == first(7)
    assert len({first(seed) for seed in range(1, 12)}) > 4


def test_a_doubled_stale_or_foreign_press_changes_nothing(chat: Chat) -> None:
    chat.do(Message("/quiz", seed=5))
    first = presses(chat.reply)
    chat.press(first[0])
    before = chat.session
    for press in (*first, "q:", "q:x", "q:zzz-1:0", "q:5-2:7", "q:5-2:>", "q:5-2:-1"):
        reply = chat.press(press)
        assert (reply.blocks, bool(reply.toast)) == ((), True), press
        assert chat.session == before
    other = Chat(chat.advisor)
    assert other.press(first[0]).toast
    other.do(Message("/quiz", seed=6))
    assert other.press(first[0]).toast


def test_stopping_keeps_the_score_and_what_was_seen(chat: Chat) -> None:
    chat.say("/quiz")
    _answer(chat)
    waiting = _shown(chat)
    reply = chat.tap("Stop")
    assert "1 of 1" in plain_text(reply)
    assert reply.in_place
    chat.say("/quiz")
    quiz = chat.session.job.quiz
    assert quiz is not None
    assert (quiz.right, quiz.asked) == (1, 1)
    assert _shown(chat) == waiting  # it was not answered, so it comes first


def test_cancel_stops_before_the_first_answer_too(chat: Chat) -> None:
    chat.say("/quiz")
    old = presses(chat.reply)
    reply = chat.say("/cancel")
    assert plain_text(reply) == chat.advisor.knowledge.quiz.texts.stopped_early
    chat.say("/quiz")
    assert chat.press(old[0]).toast


@pytest.mark.parametrize("text", ["quiz me", "Quiz me!", "start the quiz", "test my knowledge"])
def test_it_can_be_asked_for_in_words(chat: Chat, text: str) -> None:
    assert chat.say(text).poll is not None


def test_quiz_again_shows_what_waits(chat: Chat) -> None:
    chat.say("/quiz")
    waiting = _shown(chat)
    chat.say("/quiz")
    assert _shown(chat) == waiting


def test_a_statement_that_is_gone_from_the_files_is_replaced(chat: Chat) -> None:
    chat.say("/quiz")
    quiz = chat.session.job.quiz
    assert quiz is not None
    gone = quiz.model_copy(update={"waits": "gone", "used": ("gone",), "missed": ("gone",)})
    job = chat.session.job.model_copy(update={"quiz": gone})
    chat.session = chat.session.model_copy(update={"job": job})
    assert chat.press(presses(chat.reply)[0]).toast
    chat.say("/quiz")
    assert _shown(chat) in chat.advisor.knowledge.quiz.item
