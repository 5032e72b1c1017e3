"""A small pool and a slow Telegram: slower, and nothing is lost or taken for an outage."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.request import RequestData

from bot.advice import Advisor
from bot.storage import DeadLetters, Turn, Turns, database, make_engine, upgrade
from bot.telegram.local import LocalRequest, LocalTelegram
from tests.postgres import PostgresServer
from tests.telegram.bot_helpers import Waits, answers, application_of, local_bot, means_of, soon

CHATS = range(1, 31)


class SlowRequest(LocalRequest):
    """A Telegram that takes 300 ms for a call."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        await asyncio.sleep(0.3)
        return await super().do_request(url, method, request_data)


@pytest.mark.parametrize("connections", [2, 4])
async def test_turns_never_wait_for_a_connection_in_vain(
    postgres: PostgresServer,
    advisor: Advisor,
    telegram: LocalTelegram,
    monkeypatch: pytest.MonkeyPatch,
    connections: int,
) -> None:
    monkeypatch.setattr(database, "_POOL_SECONDS", 0.7)  # as if there were many more chats
    engine = make_engine(postgres.new_database(), connections)
    await upgrade(engine)
    waits = Waits()
    means = means_of(advisor, Turns(engine), sleep=waits)
    application = application_of(
        telegram.token, advisor, means.turns, means=means, request=SlowRequest(telegram)
    )
    async with application:
        updates = [
            Update.de_json(telegram.text("/about", chat_id=c), application.bot) for c in CHATS
        ]
        await soon(asyncio.gather(*map(application.process_update, updates)))
    assert [len(answers(telegram, chat)) for chat in CHATS] == [1] * len(CHATS)
    assert waits == []
    assert await DeadLetters(engine).all() == []
    await engine.dispose()


class Busy(Turns):
    """Turns over a pool whose connections are all in use."""

    refusals = 40

    async def _write(self, connection: AsyncConnection, turn: Turn) -> None:
        if self.refusals:
            self.refusals -= 1
            raise PoolTimeoutError("QueuePool limit of size 2 overflow 0 reached")
        await super()._write(connection, turn)


async def test_a_busy_pool_is_no_outage(
    advisor: Advisor, telegram: LocalTelegram, turns: Turns, waits: Waits
) -> None:
    busy = Busy(turns._engine)
    async with local_bot(advisor, busy, telegram, sleep=waits) as reader:
        assert len(await reader.say("/about")) == 1
    assert len(waits) == 40
    assert max(waits) < 1  # no growing pauses, and no circuit that keeps all others waiting
