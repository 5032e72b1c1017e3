"""What happens to an update when Telegram, the database or the bot itself fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update
from telegram.error import InvalidToken

from bot.advice import Advisor, Message, Reply, Session
from bot.knowledge import Knowledge
from bot.storage import DeadLetters, Turns
from bot.storage.tables import Chat, HandledUpdate, SentPicture, SentReply
from bot.telegram.local import Failure, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import (
    Unwritable,
    Waits,
    answers,
    local_bot,
    options,
    questions,
    rows,
    soon,
)

SILENCES = [
    Failure.server_error(),
    Failure.server_error(502),
    Failure.timeout(),
    Failure.network(),
]


class Stumbling(Advisor):
    """An advisor with a bug."""

    def __init__(self, advisor: Advisor) -> None:
        self.knowledge = advisor.knowledge

    def reply(self, message: Message, session: Session) -> tuple[Reply, Session]:
        raise ZeroDivisionError(message.text)


class Hourglass:
    """A sleep that lasts until it is turned."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.running = asyncio.Event()
        self.turned = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds += seconds
        self.running.set()
        await self.turned.wait()


@pytest.fixture
def hourglass() -> Hourglass:
    return Hourglass()


@pytest.fixture
async def patient(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, hourglass: Hourglass
) -> AsyncIterator[BotRunner]:
    """A reader in chat 1 of a bot that sleeps until told."""
    async with local_bot(advisor, turns, telegram, sleep=hourglass) as runner:
        yield runner


# Trying again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", SILENCES)
async def test_a_failed_call_is_tried_again_after_a_growing_pause(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits, failure: Failure
) -> None:
    telegram.fail("sendMessage", failure, times=4)
    (answer,) = await reader.say("/about")
    assert answers(telegram) == [answer]
    assert len(waits) == 4
    assert all(0.3 < wait < 1 for wait in waits)  # an outage of everybody's, so far


@pytest.mark.parametrize("failure", SILENCES)
@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_a_press_is_tried_again_and_changes_its_message_once(
    reader: BotRunner, telegram: LocalTelegram, method: str, failure: Failure
) -> None:
    (question,) = await reader.say("/fit")
    telegram.fail(method, failure, times=2)
    (changed,) = await reader.press(question.message_id, options(question)[0])
    assert options(changed)[0].split(":")[2] == "1"
    assert answers(telegram) == [changed]
    assert len(telegram.toasts) == 1


async def test_telegram_says_how_long_to_wait(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits
) -> None:
    telegram.fail("sendMessage", Failure.too_many_requests(7))
    telegram.fail("sendMessage", Failure.too_many_requests(40))
    assert len(await reader.say("/about")) == 1
    assert waits == [7.0, 40.0]


async def test_a_chat_that_has_to_wait_keeps_no_other_waiting(
    patient: BotRunner,
    advisor: Advisor,
    turns: Turns,
    telegram: LocalTelegram,
    hourglass: Hourglass,
) -> None:
    telegram.fail("sendMessage", Failure.too_many_requests(30), chat_id=1)
    waiting = asyncio.create_task(patient.say("/about"))
    await soon(hourglass.running.wait())
    async with local_bot(advisor, turns, telegram, chat_id=2) as other:
        assert len(await other.say("/about")) == 1
    assert answers(telegram) == []
    hourglass.turned.set()
    assert len(await soon(waiting)) == 1
    assert hourglass.seconds == 30.0


async def test_a_lost_answer_repeats_a_message_once_and_no_more(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    telegram.fail("sendMessage", Failure.lost_answer())
    first, second = await reader.say("/about")
    assert first.text == second.text
    await reader.say("/help")
    assert len(answers(telegram)) == 3


async def test_of_a_repeated_question_either_can_be_answered_but_not_both(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    telegram.fail("sendMessage", Failure.lost_answer())
    orphan, _ = await reader.say("/fit")
    (changed,) = await reader.press(orphan.message_id, options(orphan)[0])
    assert changed.message_id == orphan.message_id
    assert questions(telegram) == [changed]


async def test_a_question_whose_buttons_could_not_be_taken_off_repeats_nothing(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits
) -> None:
    (first,) = await reader.say("/fit")
    telegram.fail("editMessageReplyMarkup", Failure.timeout())
    (second,) = await reader.say("skip")
    assert [message.message_id for message in answers(telegram)] == [
        first.message_id,
        second.message_id,
    ]
    assert await reader.press(first.message_id, options(first)[0]) == []  # answered already
    assert waits == []


async def test_a_database_that_fails_for_a_while_loses_nothing(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    async def rename(before: str, after: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(sql(f"ALTER TABLE {before} RENAME TO {after}"))

    await rename("chats", "away")
    mend = lambda _: rename("away", "chats")  # noqa: E731
    async with local_bot(advisor, turns, telegram, sleep=mend) as reader:
        assert len(await reader.say("/about")) == 1
    assert len(await rows(engine, Chat)) == 1


async def test_a_database_that_can_only_be_read_for_a_while_repeats_no_reply(
    advisor: Advisor, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    turns = Unwritable(engine)
    async with local_bot(advisor, turns, telegram, sleep=waits) as reader:
        assert len(await reader.say("/fit")) == 1
        (question,), turns.failing = questions(telegram), 3
        (changed,) = await reader.press(question.message_id, options(question)[0])
        turns.failing = 3
        (typed,) = await reader.say("skip")
    assert len(waits) == 9
    assert answers(telegram) == [telegram.messages()[1], typed]
    assert options(changed)[0].split(":")[2] == "1"
    assert options(typed)[0].split(":")[2] == "2"
    assert len(telegram.toasts) == 1
    assert len(await rows(engine, SentReply)) == 2


async def test_a_picture_whose_commit_failed_is_known_by_its_name_the_next_time(
    advisor: Advisor, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    turns = Unwritable(engine)
    turns.failing = 0
    async with local_bot(advisor, turns, telegram, sleep=waits) as reader:
        (message,) = await reader.say("/fit")
        while options(message):
            turns.failing = 1
            (message,) = await reader.press(message.message_id, options(message)[0])
    (picture,) = await rows(engine, SentPicture)
    assert picture["file_id"] == message.photo


# Letting go --------------------------------------------------------------------------------------


async def test_a_reader_who_blocked_the_bot_is_done_with(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits
) -> None:
    telegram.fail("sendMessage", Failure.blocked())
    assert await reader.say("/about") == []
    assert waits == []
    assert len(await reader.say("/about")) == 1  # and welcome back


async def test_after_five_failures_the_reader_is_told_and_the_update_let_go(
    reader: BotRunner,
    telegram: LocalTelegram,
    waits: Waits,
    knowledge: Knowledge,
    engine: AsyncEngine,
) -> None:
    telegram.fail("sendMessage", Failure.refused("BUTTON_DATA_INVALID"), times=5)
    (told,) = await reader.say("/fit")
    assert told.text == knowledge.texts.broken
    assert [round(wait * 2) / 2 for wait in waits] == pytest.approx([0.5, 1, 2, 4], rel=0.5)
    assert (len(await rows(engine, HandledUpdate)), await rows(engine, Chat)) == (1, [])
    (letter,) = await DeadLetters(engine).all()
    assert "BUTTON_DATA_INVALID" in letter.error.upper()
    assert json.loads(letter.letter.payload)["message"]["text"] == "/fit"
    assert len(await reader.say("/fit")) == 1


async def test_an_outage_of_everybodys_is_waited_out_however_long(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits, engine: AsyncEngine
) -> None:
    telegram.fail("sendMessage", Failure.server_error(), times=60)
    assert len(await reader.say("/about")) == 1
    assert max(waits) < 21  # seconds, so that it goes on soon after
    assert sum(waits[8:]) > 200  # and does not call all the time meanwhile
    assert await DeadLetters(engine).all() == []


async def test_what_alone_fails_while_others_pass_is_given_up(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    other = reader.beside(LocalUser(2), 2)
    telegram.fail("sendMessage", Failure.server_error(), times=1_000_000, chat_id=1)

    async def chatter() -> None:
        while not await DeadLetters(engine).all():
            await other.say("/about")

    await soon(asyncio.gather(reader.say("/about"), chatter()))
    assert len(await DeadLetters(engine).all()) == 1


async def test_a_reader_who_cannot_even_be_told_holds_nobody_up(
    reader: BotRunner, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("sendMessage", Failure.refused("CHAT_RESTRICTED"), times=6)
    with caplog.at_level(logging.WARNING):
        assert await reader.say("/about") == []
    assert "the reader could not be told" in caplog.text
    assert len(await reader.say("/about")) == 1


async def test_a_bug_in_the_advice_is_told_to_the_reader_and_logged(
    advisor: Advisor,
    turns: Turns,
    telegram: LocalTelegram,
    waits: Waits,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with local_bot(Stumbling(advisor), turns, telegram, sleep=waits) as reader:
        (told,) = await reader.say("who earns more?")
    assert told.text == advisor.knowledge.texts.broken
    assert "ZeroDivisionError" in caplog.text
    assert "in reply" in caplog.text  # where it happened
    assert [record.levelname for record in caplog.records][-1] == "ERROR"


async def test_an_update_let_go_is_not_tried_again_when_redelivered(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    telegram.fail("sendMessage", Failure.server_error(), times=5)
    raw = telegram.text("/about")
    update = Update.de_json(raw, reader._application.bot)
    for _ in range(2):
        await reader._application.process_update(update)
    assert len(answers(telegram)) == 1


async def test_a_refused_token_is_no_fault_of_the_update(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    telegram.fail("sendMessage", Failure.refused("Unauthorized", 401))
    with pytest.raises(InvalidToken):
        await reader.say("/about")
    assert (await rows(engine, HandledUpdate), waits) == ([], [])
