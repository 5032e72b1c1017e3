"""What the tests of the bot over the local Telegram look at."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram.request import RequestData

from bot.advice.live import Advising
from bot.storage import DeadLetters, Turn, Turns
from bot.storage.tables import Base
from bot.telegram import runner
from bot.telegram.application import BotApplication, build_application
from bot.telegram.delivery import Means
from bot.telegram.local import LocalMessage, LocalRequest, LocalTelegram
from bot.telegram.outage import Sleep
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Place

HERE = Place(1)
LIMIT = 30.0  # seconds; far more than anything here takes, so that no test waits for ever
ATTACHMENTS = (
    "animation",
    "audio",
    "contact",
    "dice",
    "document",
    "location",
    "photo",
    "poll",
    "sticker",
    "venue",
    "video",
    "video_note",
    "voice",
)
_T = TypeVar("_T")
_ANSWER = re.compile(r"f:\w+:\d+:[a-z]")  # a button that answers a question of /fit


class Waits(list[float]):
    """A sleep that takes no time, and how long each would have been."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)


@dataclass
class _Hold:
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    freed: asyncio.Event = field(default_factory=asyncio.Event)


class HeldRequest(LocalRequest):
    """Calls hang for as long as they are held, by method and, if given, chat."""

    def __init__(self, telegram: LocalTelegram) -> None:
        super().__init__(telegram)
        self._holds: dict[tuple[str, int | None], _Hold] = {}

    @contextmanager
    def held(self, method: str, chat_id: int | None = None) -> Iterator[asyncio.Event]:
        """Hang such calls until the end of the block; the event says that one has come."""
        hold = self._holds[method, chat_id] = _Hold()
        try:
            yield hold.arrived
        finally:
            self.let_go(method, chat_id)

    def let_go(self, method: str, chat_id: int | None = None) -> None:
        """End a hold before its block does."""
        if hold := self._holds.pop((method, chat_id), None):
            hold.freed.set()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        called = url.rpartition("/")[2]
        chat_id: Any = request_data.parameters.get("chat_id") if request_data else None
        hold = self._holds.get((called, chat_id)) or self._holds.get((called, None))
        if hold:
            hold.arrived.set()
            await hold.freed.wait()
        return await super().do_request(url, method, request_data)


class Unwritable(Turns):
    """Turns over a database that can be read; its next commits fail."""

    failing = 3

    async def _write(self, connection: AsyncConnection, turn: Turn) -> None:
        if self.failing:
            self.failing -= 1
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database is locked"))
        await super()._write(connection, turn)


def means_of(advisor: Advising, turns: Turns, **more: Any) -> Means:
    """What a delivery works with, over the turns' own database."""
    return Means(advisor, turns, DeadLetters(turns._engine), **more)


def local_bot(
    advisor: Advising, turns: Turns, telegram: LocalTelegram, *, chat_id: int = 1, **more: Any
) -> AbstractAsyncContextManager[BotRunner]:
    """The real Application over a local Telegram; `more` goes to its means."""
    return runner.local_bot(means_of(advisor, turns, **more), telegram, chat_id=chat_id)


def application_of(
    token: str,
    advisor: Advising,
    turns: Turns,
    *,
    sleep: Sleep | None = None,
    means: Means | None = None,
    **more: Any,
) -> BotApplication:
    """The Application over the turns' own database, or over all of its means."""
    waiting = {} if sleep is None else {"sleep": sleep}
    return build_application(token, means or means_of(advisor, turns, **waiting), **more)


async def soon(work: Awaitable[_T]) -> _T:
    """What comes of it; TimeoutError when nothing does, as after a task's crash."""
    async with asyncio.timeout(LIMIT):
        return await work


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another task brings about."""
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110 the local Telegram has no event to wait for
            await asyncio.sleep(0.002)


async def rows(engine: AsyncEngine, table: type[Base]) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table))]


def answers(telegram: LocalTelegram, chat_id: int = 1) -> list[LocalMessage]:
    """The bot's messages in a chat, from top to bottom."""
    return [message for message in telegram.messages(chat_id) if message.from_bot]


def questions(telegram: LocalTelegram, chat_id: int = 1) -> list[LocalMessage]:
    """The messages whose buttons answer a question of /fit."""
    return [message for message in answers(telegram, chat_id) if options(message)]


def options(message: LocalMessage) -> list[str]:
    """The data of the buttons that answer the question of /fit in a message."""
    pressed = (button.data or "" for row in message.keyboard for button in row)
    return [data for data in pressed if _ANSWER.match(data)]


def failed(telegram: LocalTelegram) -> list[str]:
    """The errors of the bot's calls."""
    return [call.error for call in telegram.calls if call.error]
