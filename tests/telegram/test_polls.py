"""Quiz polls from end to end: sent, voted in, and nobody else's business."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram import Update
from telegram.error import BadRequest

from bot.advice import Advisor, Button, Message, Outcome, Reply, Session
from bot.advice.reply import Paragraph, QuizPoll, say
from bot.commands.screen import plain_screen
from bot.storage import Poll, Turns
from bot.storage.tables import SentPoll, SentReply
from bot.telegram.delivery import UnfinishedError
from bot.telegram.local import Failure, LocalMessage, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Place, Sending
from tests.telegram.bot_helpers import (
    HERE,
    Unwritable,
    Waits,
    answers,
    failed,
    local_bot,
    rows,
    soon,
    until,
)

GROUP = -100_500
STOP = ((Button("Stop", "q:stop"),),)
POLL = QuizPoll(
    "Who writes model cards?", ("AI PM", "ML PM"), 1, "It is the ML PM.", "q:t1", under=STOP
)
OPTIONS = tuple(Button(text, f"q:t1:{at}") for at, text in enumerate(POLL.options))
ASKED = Reply((Paragraph(POLL.question),), Outcome.FLOW, buttons=(OPTIONS, *STOP), poll=POLL)


class Quizmaster:
    """An advisor that puts one question to whoever writes, and notes what comes back."""

    def __init__(self, advisor: Advisor) -> None:
        self.knowledge, self.matcher = advisor.knowledge, advisor.matcher
        self.heard: list[Message] = []
        self.reply_to_press = say("Noted.", Outcome.FLOW)
        self.asked = ASKED

    def reply(self, message: Message, session: Session) -> tuple[Reply, Session]:
        self.heard.append(message)
        if message.kind == "press":
            return self.reply_to_press, session
        return self.asked, session


@pytest.fixture
def quiz(advisor: Advisor) -> Quizmaster:
    return Quizmaster(advisor)


@pytest.fixture
async def reader(
    quiz: Any, turns: Turns, telegram: LocalTelegram, waits: Waits
) -> AsyncIterator[BotRunner]:
    async with local_bot(quiz, turns, telegram, sleep=waits) as runner:
        yield runner


async def deliver(reader: BotRunner, raw: dict[str, Any]) -> None:
    application = reader._application
    await application.process_update(Update.de_json(raw, application.bot))


async def test_a_poll_is_sent_as_telegrams_own_quiz(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    (sent,) = await reader.say("/quiz")
    assert sent.poll
    assert (sent.text, sent.poll["type"], sent.poll["is_anonymous"]) == (
        POLL.question,
        "quiz",
        False,
    )
    assert (sent.poll["correct_option_ids"], sent.poll["explanation"]) == ([1], POLL.explanation)
    assert [button.label for _, button in reader.buttons()] == ["AI PM", "ML PM", "Stop"]
    (row,) = await rows(engine, SentPoll)
    assert (row["poll_id"], row["chat_id"], row["press"]) == (sent.poll["id"], 1, "q:t1")


async def test_a_vote_comes_back_as_a_press(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster, engine: AsyncEngine
) -> None:
    await reader.say("/quiz")
    changed, noted = await reader.press_number(2) or []
    assert (changed.poll is not None, noted.text) == (True, "Noted.")
    heard = quiz.heard[-1]
    assert (heard.kind, heard.text, heard.alone) == ("press", "q:t1:1", True)
    assert heard.at is not None
    assert len(await rows(engine, SentReply)) == 1  # a vote is no message that may be edited
    assert failed(telegram) == []


async def test_a_reply_in_place_of_a_poll_is_a_message_of_its_own(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster
) -> None:
    quiz.reply_to_press = say("Right!", Outcome.FLOW, in_place=True)
    await reader.say("/quiz")
    _, said = await reader.press_number(1) or []
    assert said.text == "Right!"
    assert failed(telegram) == []


async def test_a_redelivered_vote_counts_once(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster
) -> None:
    (sent,) = await reader.say("/quiz")
    raw = telegram.vote(sent.message_id, 0)
    await deliver(reader, raw)
    await deliver(reader, raw)
    assert [message.kind for message in quiz.heard] == ["text", "press"]


async def test_in_a_group_only_its_readers_vote_counts(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster
) -> None:
    anna, ben = (reader.beside(LocalUser(number), GROUP) for number in (8, 9))
    (sent,) = await anna.say("/quiz")
    await ben.vote(sent.message_id, 1)
    assert [message.kind for message in quiz.heard] == ["text"]
    _, noted = await anna.vote(sent.message_id, 1)
    assert (quiz.heard[-1].text, quiz.heard[-1].alone) == ("q:t1:1", False)
    assert noted.payload["reply_to_message"]["message_id"] == sent.message_id


async def test_a_poll_that_was_passed_on_is_not_its_readers_score(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster
) -> None:
    (sent,) = await reader.say("/quiz")
    assert await reader.beside(LocalUser(99), 1).vote(sent.message_id, 1) == [
        message for message in answers(telegram) if message.poll
    ]
    assert len(quiz.heard) == 1


@pytest.mark.parametrize("options", [[], [0]])
async def test_what_nobody_knows_is_ignored(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster, options: list[int]
) -> None:
    """A poll of before /forget, or a vote that was taken back."""
    (sent,) = await reader.say("/quiz")
    poll_id = "unknown" if options else (sent.poll or {})["id"]
    raw = telegram.vote(sent.message_id, 1)
    answer = {**raw["poll_answer"], "poll_id": poll_id, "option_ids": options}
    await deliver(reader, {**raw, "poll_answer": answer})
    assert len(quiz.heard) == 1


async def test_a_vote_waits_for_the_database(
    reader: BotRunner,
    telegram: LocalTelegram,
    quiz: Quizmaster,
    waits: Waits,
    turns: Turns,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (sent,) = await reader.say("/quiz")
    look_up, tries = turns.poll, iter([OperationalError("", {}, OSError()), None])

    async def away(poll_id: str) -> Poll | None:
        if error := next(tries):
            raise error
        return await look_up(poll_id)

    monkeypatch.setattr(turns, "poll", away)
    await reader.vote(sent.message_id, 0)
    assert quiz.heard[-1].text == "q:t1:0"
    assert len(waits) == 1


async def test_a_vote_waits_for_a_poll_whose_commit_still_fails(
    quiz: Any, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    """In a group it comes past the question that is in hand; so it does by webhook."""
    turns = Unwritable(engine)
    turns.failing = 1_000_000
    async with local_bot(quiz, turns, telegram, sleep=waits) as reader:
        anna = reader.beside(LocalUser(8), GROUP)
        asking = asyncio.create_task(anna.say("/quiz"))
        await until(lambda: bool(answers(telegram, GROUP)))
        (sent,) = answers(telegram, GROUP)
        voting = asyncio.create_task(anna.vote(sent.message_id, 1))
        before = len(waits)
        await until(lambda: len(waits) > before + 50)
        assert not voting.done()
        turns.failing = 0
        await soon(asyncio.gather(asking, voting))
    assert [message.kind for message in quiz.heard] == ["text", "press"]
    assert len([message for message in answers(telegram, GROUP) if message.poll]) == 1


async def test_a_vote_waits_for_a_poll_that_another_process_is_about_to_commit(
    quiz: Any, telegram: LocalTelegram, turns: Turns
) -> None:
    polls: list[Poll] = []

    async def commit(_: float) -> None:
        async with turns.turn(1, 99) as turn:
            turn.polled(polls[0])

    async with local_bot(quiz, turns, telegram, sleep=commit) as reader:
        (sent,) = await reader.say("/quiz")
        poll = await turns.poll((sent.poll or {})["id"])
        assert poll is not None
        polls.append(poll)
        async with turns.turn(1, 98) as turn:
            turn.also(_drop_polls)
        await reader.vote(sent.message_id, 1)
    assert quiz.heard[-1].text == "q:t1:1"


async def test_a_vote_in_a_poll_that_another_process_sent_anew_is_let_go(
    quiz: Any, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    """Its update was handled there, so that this one's poll is nobody's any more."""
    turns = Unwritable(engine)
    turns.failing = 1_000_000
    async with local_bot(quiz, turns, telegram, sleep=waits, patience=5.0) as reader:
        raw = telegram.text("/quiz")
        with pytest.raises(UnfinishedError):
            await deliver(reader, raw)
        (sent,) = answers(telegram)
        async with Turns(engine).turn(1, raw["update_id"]):
            pass
        await soon(reader.vote(sent.message_id, 1))
    assert [message.kind for message in quiz.heard] == ["text"]


async def _drop_polls(connection: AsyncConnection) -> None:
    await connection.execute(delete(SentPoll))


async def test_a_poll_takes_the_place_of_the_text_that_asks_the_same(
    sending: Sending, telegram: LocalTelegram
) -> None:
    sent = await sending.send(HERE, ASKED)
    (below,) = answers(telegram)
    assert (below.message_id, below.text, len(below.keyboard)) == (
        sent.message_id,
        POLL.question,
        1,
    )
    assert sent.poll_id == (below.poll or {})["id"]
    await sending.edit(HERE, below.message_id, ASKED)
    assert [message.text for message in answers(telegram)] == [POLL.question] * 2


async def test_what_goes_above_a_poll_is_said_once_however_often_the_poll_fails(
    reader: BotRunner, telegram: LocalTelegram, quiz: Quizmaster, waits: Waits
) -> None:
    """Two messages at once are what Telegram slows a chat down for."""
    quiz.asked = ASKED.below("Six statements a round.")
    telegram.fail("sendPoll", Failure.too_many_requests(3), times=2)
    above, below = await reader.say("/quiz")
    assert (above.text, above.keyboard) == ("Six statements a round.", [])
    assert (below.text, waits) == (POLL.question, [3.0, 3.0])


async def test_where_polls_are_forbidden_the_text_asks_with_its_buttons(
    sending: Sending, telegram: LocalTelegram
) -> None:
    telegram.fail("sendPoll", Failure.refused("not enough rights to send polls to the chat"))
    sent = await sending.send(HERE, ASKED)
    (said,) = answers(telegram)
    assert (said.text, sent.poll_id) == (POLL.question, None)
    assert [button.data for row in said.keyboard for button in row] == [
        "q:t1:0",
        "q:t1:1",
        "q:stop",
    ]


async def test_any_other_refusal_of_a_poll_is_an_error(
    sending: Sending, telegram: LocalTelegram
) -> None:
    telegram.fail("sendPoll", Failure.refused("something else"))
    with pytest.raises(BadRequest, match="omething else"):
        await sending.send(HERE, Reply((), Outcome.FLOW, poll=POLL))


async def test_a_poll_goes_to_its_topic(sending: Sending, telegram: LocalTelegram) -> None:
    telegram.text("hi", topic=7)
    await sending.send(Place(1, topic=7), Reply((), Outcome.FLOW, poll=POLL))
    assert answers(telegram)[-1].payload["message_thread_id"] == 7


async def test_a_terminal_shows_options_by_number_and_then_the_right_one(
    reader: BotRunner, capsys: pytest.CaptureFixture[str]
) -> None:
    plain_screen(await reader.say("/quiz"))
    plain_screen((await reader.press_number(1) or [])[:1])
    assert capsys.readouterr().out == (
        "Who writes model cards?\n[1] AI PM\n[2] ML PM\n[3] Stop\n\n"
        "Who writes model cards?\n✗ AI PM  (your answer)\n✓ ML PM\nIt is the ML PM.\n"
        "[1] Stop\n\n"
    )


def test_a_message_without_a_poll_has_no_options() -> None:
    message = LocalMessage({"text": "x"})
    assert (message.poll, message.choices) == (None, [])
