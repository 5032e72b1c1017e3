"""The page served for real, on a port of its own, over a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.advice import Advisor
from bot.storage import Turns, make_engine, upgrade
from bot.telegram.flood import Flood
from bot.telegram.runner import local_bot
from bot.telegram.serving import Serving
from bot.web import Page, Rooms, WatchedTelegram
from tests.telegram.bot_helpers import means_of
from tests.web.reading import Site


class Serve(Protocol):
    """Serve the page; the same database each time, a new process each time as it were."""

    def __call__(
        self, *, port: int = 0, rooms: int = 500, per_minute: int = 0, **app: Any
    ) -> AbstractAsyncContextManager[Site]: ...


@pytest.fixture
def serve(advisor: Advisor, tmp_path: Path) -> Serve:
    @asynccontextmanager
    async def serve(
        *, port: int = 0, rooms: int = 500, per_minute: int = 0, **app: Any
    ) -> AsyncIterator[Site]:
        async with AsyncExitStack() as stack:
            engine = make_engine(f"sqlite:///{tmp_path}/bot.sqlite3")
            stack.push_async_callback(engine.dispose)
            await upgrade(engine)
            telegram = WatchedTelegram()
            means = means_of(advisor, Turns(engine), flood=Flood(per_minute))
            bot = await stack.enter_async_context(local_bot(means, telegram))
            all_rooms = Rooms(telegram, bot, rooms)
            serving = Serving(Page(advisor.knowledge, all_rooms).app(**app), port, "127.0.0.1")
            await serving.start()

            async def stop() -> None:
                await all_rooms.close(0.5)
                await serving.stop()

            stack.push_async_callback(stop)
            yield await stack.enter_async_context(Site(serving.port, telegram, all_rooms, stop))

    return serve


@pytest.fixture
async def site(serve: Serve) -> AsyncIterator[Site]:
    async with serve() as site:
        yield site
