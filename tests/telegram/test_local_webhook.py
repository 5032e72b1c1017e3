"""The local Telegram's calls to a webhook: as unkind about order and retries as the real one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.telegram import local_webhook
from bot.telegram.local import LocalTelegram
from bot.telegram.local_webhook import Pusher, lane_of
from tests.telegram.bot_helpers import soon, until
from tests.telegram.local_helpers import Clock, ok

Answer = Callable[[dict[str, Any]], int]


class Hook:
    """A webhook that notes what comes and answers as told; `held` calls wait."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.secrets: set[str] = set()
        self.statuses: list[int] = []  # of the next answers; then 200
        self.held = asyncio.Event()
        self.held.set()
        self.url = ""
        self.port = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.came.append((await request.json())["update_id"])
        self.secrets.add(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        status = self.statuses.pop(0) if self.statuses else 200
        await soon(self.held.wait())
        return web.Response(status=status)


@asynccontextmanager
async def hooked() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.port = runner.addresses[0][1]
    hook.url = f"http://127.0.0.1:{hook.port}/hook"
    yield hook
    hook.held.set()
    await runner.cleanup()


@asynccontextmanager
async def pushing(pusher: Pusher) -> AsyncIterator[None]:
    task = asyncio.create_task(pusher.run())
    yield
    task.cancel()
    await soon(asyncio.gather(task, return_exceptions=True))


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hooked() as hook:
        yield hook


async def test_what_waits_is_pushed_with_the_secret_until_it_is_taken(
    telegram: LocalTelegram, hook: Hook
) -> None:
    telegram.text("one")
    async with pushing(Pusher(telegram)):
        await ok(telegram, "setWebhook", url=hook.url, secret_token="s")
        await until(lambda: not telegram.pending())
        telegram.text("two")
        await until(lambda: not telegram.pending())
    assert (hook.came, hook.secrets) == ([1, 2], {"s"})


async def test_a_chats_messages_wait_for_one_another_and_other_lanes_do_not(
    telegram: LocalTelegram, hook: Hook
) -> None:
    hook.held.clear()
    await ok(telegram, "setWebhook", url=hook.url)
    for chat in (1, 1, 2):
        telegram.text("hello", chat_id=chat)
    telegram.press(1, "x", chat_id=1)
    async with pushing(Pusher(telegram)):
        await until(lambda: len(hook.came) == 3)
        await asyncio.sleep(0.05)
        assert sorted(hook.came) == [1, 3, 4]  # the second of chat 1 waits; its press does not
        hook.held.set()
        await until(lambda: not telegram.pending())
    assert sorted(hook.came) == [1, 2, 3, 4]


async def test_no_more_calls_at_once_than_the_bot_wants(
    telegram: LocalTelegram, hook: Hook
) -> None:
    hook.held.clear()
    await ok(telegram, "setWebhook", url=hook.url, max_connections=2)
    for chat in range(1, 6):
        telegram.text("hello", chat_id=chat)
    async with pushing(Pusher(telegram)):
        await until(lambda: len(hook.came) == 2)
        await asyncio.sleep(0.05)
        assert len(hook.came) == 2
        hook.held.set()
        await until(lambda: not telegram.pending())


async def test_a_refused_update_comes_again_at_once_and_then_ever_later(
    telegram: LocalTelegram, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        if seconds != local_webhook._LOOK:
            asleep.append(seconds)
        await sleep(min(seconds, 0.001))

    monkeypatch.setattr(local_webhook.asyncio, "sleep", noted)  # type: ignore[attr-defined]
    hook.statuses = [500, 503, 401, 404, 502, 500, 500, 500]
    await ok(telegram, "setWebhook", url=hook.url)
    telegram.text("one")
    telegram.text("two")
    async with pushing(Pusher(telegram)):
        await until(lambda: not telegram.pending())
    assert hook.came == [1] * 9 + [2]
    assert [seconds for seconds in asleep if seconds > 0.002] == [2, 4, 8, 16, 32, 60, 60]


async def test_the_next_replica_is_called_where_nobody_listens(
    telegram: LocalTelegram, hook: Hook
) -> None:
    await ok(telegram, "setWebhook", url=hook.url)
    with socket.socket() as deaf:  # bound, and not listening
        deaf.bind(("127.0.0.1", 0))
        async with hooked() as other:
            pusher = Pusher(telegram)
            pusher.ports = [deaf.getsockname()[1], hook.port, other.port]
            for chat in range(1, 7):
                telegram.text("hello", chat_id=chat)
            async with pushing(pusher):
                await until(lambda: not telegram.pending())
            assert sorted(hook.came + other.came) == [1, 2, 3, 4, 5, 6]
            assert hook.came
            assert other.came


async def test_a_press_that_nobody_took_in_time_is_dropped(
    telegram: LocalTelegram, hook: Hook, clock: Clock
) -> None:
    await ok(telegram, "setWebhook", url=hook.url)
    telegram.text("hello")
    telegram.press(1, "x")
    hook.statuses = [500] * 1000
    async with pushing(Pusher(telegram, haste=1000)):
        await until(lambda: hook.came.count(2) > 1)
        clock.now += 151
        await until(lambda: [u["update_id"] for u in telegram.pending()] == [1])
        hook.statuses.clear()
        await until(lambda: not telegram.pending())


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, (-5, "message")),
        ({"callback_query": {"from": {"id": 7}, "message": {}}}, (7, "callback_query")),
        ({"inline_query": {"from": {"id": 7}}}, (7, "inline_query")),
        ({"poll": {}}, (0, "poll")),
    ],
)
def test_what_is_kept_in_order(update: dict[str, Any], lane: tuple[int, str]) -> None:
    assert lane_of(update) == lane
