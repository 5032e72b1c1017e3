"""What a poller left in the waiting room: a webhook answers all of it, whatever one of it meets."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.advice import Advisor
from bot.storage import Letter, Turns, WaitingRoom
from bot.telegram.application import BotApplication
from bot.telegram.incoming import incoming
from bot.telegram.leftovers import answer_leftovers
from bot.telegram.local import Failure, LocalTelegram
from tests.telegram.bot_helpers import (
    HeldRequest,
    Waits,
    answers,
    application_of,
    means_of,
    soon,
    until,
)


class ShakyRoom(WaitingRoom):
    """A waiting room over a database that is away at first, for each of its calls."""

    def __init__(self, engine: AsyncEngine, times: int = 3) -> None:
        super().__init__(engine)
        self._to_fail = {"all": times, "leave": times}

    def _may_fail(self, call: str) -> None:
        if self._to_fail[call]:
            self._to_fail[call] -= 1
            raise OperationalError(call, {}, sqlite3.OperationalError("disk I/O error"))

    async def leave(self, update_id: int) -> None:
        self._may_fail("leave")
        await super().leave(update_id)

    async def all(self) -> list[tuple[Letter, timedelta]]:
        self._may_fail("all")
        return await super().all()


@pytest.fixture
def request_(telegram: LocalTelegram) -> HeldRequest:
    return HeldRequest(telegram)


@pytest.fixture
async def application(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, request_: HeldRequest, waits: Waits
) -> AsyncIterator[BotApplication]:
    means = means_of(advisor, turns, sleep=waits, patience=20.0)
    built = application_of(telegram.token, advisor, turns, means=means, request=request_)
    async with built:
        yield built


@pytest.fixture
def room(engine: AsyncEngine) -> WaitingRoom:
    return WaitingRoom(engine)


async def left(
    application: BotApplication, room: WaitingRoom, telegram: LocalTelegram, chat_id: int = 1
) -> Letter:
    """A message that a poller took over and did not answer."""
    update = Update.de_json(telegram.text("/about", chat_id=chat_id), application.bot)
    found = incoming(update, "bot")
    assert found is not None
    letter = found.letter(update)
    await room.enter([letter])
    return letter


async def test_what_a_poller_left_waiting_is_answered_by_a_webhook(
    application: BotApplication,
    room: WaitingRoom,
    telegram: LocalTelegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    letters = [await left(application, room, telegram) for _ in range(3)]
    await room.enter([replace(letters[-1], update_id=99, payload="{")])
    telegram.fail("sendMessage", Failure.too_many_requests(30))  # more than a call may take
    await soon(answer_leftovers(application, room, sleep=Waits()))
    assert len(answers(telegram)) == 3
    assert [letter.update_id for letter, _ in await room.all()] == [99]
    assert "cannot be read" in caplog.text


async def test_a_database_that_is_away_for_a_while_leaves_nothing_unanswered(
    application: BotApplication, engine: AsyncEngine, telegram: LocalTelegram
) -> None:
    room, waits = ShakyRoom(engine), Waits()
    for chat_id in (1, 1, 2):
        await left(application, room, telegram, chat_id)
    await soon(answer_leftovers(application, room, sleep=waits))
    assert (len(answers(telegram, 1)), len(answers(telegram, 2))) == (2, 1)
    assert await room.all() == []
    assert len(waits) == 6


async def test_a_slow_chat_keeps_no_other_chats_leftovers_waiting(
    application: BotApplication,
    room: WaitingRoom,
    telegram: LocalTelegram,
    request_: HeldRequest,
) -> None:
    for chat_id in (1, 1, *range(2, 40)):
        await left(application, room, telegram, chat_id)
    with request_.held("sendMessage", 1):
        answering = asyncio.create_task(answer_leftovers(application, room, sleep=Waits()))
        await until(lambda: all(answers(telegram, chat) for chat in range(2, 40)))
        assert answers(telegram, 1) == []
    await soon(answering)
    assert len(answers(telegram, 1)) == 2
    assert await room.all() == []


async def test_chats_told_to_slow_down_do_not_keep_the_rest_waiting(
    application: BotApplication, room: WaitingRoom, telegram: LocalTelegram
) -> None:
    """A hundred of them: more than are tried at once."""
    for chat_id in range(1, 101):
        await left(application, room, telegram, chat_id)
    telegram.fail("sendMessage", Failure.too_many_requests(60), times=99)
    asleep: list[float] = []

    async def for_ever(seconds: float) -> None:
        asleep.append(seconds)
        await asyncio.Event().wait()

    answering = asyncio.create_task(answer_leftovers(application, room, sleep=for_ever))
    await until(lambda: any(answers(telegram, chat) for chat in range(1, 101)))
    await until(lambda: len(asleep) == 99)
    answering.cancel()
    await soon(asyncio.wait({answering}))
    assert len(await room.all()) == 99


async def test_a_mistake_with_one_keeps_it_and_ends_no_other(
    application: BotApplication,
    engine: AsyncEngine,
    telegram: LocalTelegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Odd(WaitingRoom):
        async def leave(self, update_id: int) -> None:
            if update_id == first.update_id:
                raise KeyError("a mistake")
            await super().leave(update_id)

    room = Odd(engine)
    first = await left(application, room, telegram, 1)
    for chat_id in (1, 2):
        await left(application, room, telegram, chat_id)
    await soon(answer_leftovers(application, room, sleep=Waits()))
    assert [letter.update_id for letter, _ in await room.all()] == [first.update_id]
    assert (len(answers(telegram, 1)), len(answers(telegram, 2))) == (2, 1)
    assert f"update {first.update_id}" in caplog.text
