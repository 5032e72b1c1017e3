"""Fixtures of the local Telegram, and of the bot over it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot

from bot.advice import Advisor
from bot.storage import Turns, make_engine, upgrade
from bot.telegram.local import LocalRequest, LocalTelegram
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Sending
from tests.telegram.bot_helpers import Waits, local_bot
from tests.telegram.local_helpers import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> LocalTelegram:
    return LocalTelegram(clock=clock)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(f"sqlite:///{tmp_path}/bot.sqlite3")
    await upgrade(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def turns(engine: AsyncEngine) -> Turns:
    return Turns(engine)


@pytest.fixture
async def sending(telegram: LocalTelegram) -> AsyncIterator[Sending]:
    """Chat 1 exists, and holds the reader's message 1."""
    telegram.text("hello")
    async with Bot(telegram.token, request=LocalRequest(telegram)) as bot:
        telegram.calls.clear()
        yield Sending(bot)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def reader(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, waits: Waits
) -> AsyncIterator[BotRunner]:
    """A reader in chat 1 of the running bot."""
    async with local_bot(advisor, turns, telegram, sleep=waits) as runner:
        yield runner
