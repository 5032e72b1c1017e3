"""The local Telegram over real HTTP: it answers calls, hands out updates, and calls webhooks.

As unkind as the real one: offsets confirm, a second poller is refused with 409, webhooks get one
update at a time for each chat and kind and are called again after anything but a 200.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import aiohttp
from aiohttp import web
from telegram.error import TelegramError

from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_schema import JSON, LocalFile

_REPLIES = ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia")
_FAULTS = (
    Failure.too_many_requests(2),
    Failure.server_error(500),
    Failure.server_error(502),
    Failure.network(),
    None,  # a stall
)
_STALL = 3.0  # seconds
_LOOK = 0.005  # seconds between looks for updates to push
_AGAIN = (0.0, 0.2, 0.5, 1.0, 2.0)  # seconds until a failed webhook call is tried again
_CALL = 60.0  # seconds a webhook call may take


class LoudTelegram(LocalTelegram):
    """Counts and times what readers get.

    `delay` is how long each call takes, in seconds; `faults` the share of replies that fail, by
    429, 500, a connection that breaks, or three seconds of silence.
    """

    token = "1234567:a-token-for-loopback"  # noqa: S105

    def __init__(self, delay: float = 0.0, faults: float = 0.0) -> None:
        super().__init__()
        self.delay = delay
        self.faults = faults
        self._chance = Random(1)  # noqa: S311 accidents
        self.said: dict[int, list[float]] = defaultdict(list)  # chat -> when each was typed
        self.got: dict[int, list[float]] = defaultdict(list)  # chat -> when each reply arrived
        self.typed: dict[int, list[str]] = defaultdict(list)
        self.texts: dict[int, list[str]] = defaultdict(list)  # of the replies
        self.fresh = threading.Semaphore(0)  # released once a reply
        self.answered: Counter[int] = Counter()

    def type(self, text: str, chat_id: int) -> None:
        """A reader types something."""
        self.said[chat_id].append(time.monotonic())
        self.typed[chat_id].append(text)
        self.text(text, chat_id=chat_id)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        """One call of the bot's."""
        if self.delay and method != "getUpdates":
            await asyncio.sleep(self.delay)
        if method in _REPLIES and self._chance.random() < self.faults:
            await self._order_fault(method, int(parameters["chat_id"]))
        status, body = await super().call(method, parameters)
        self.calls.clear()  # a run of hours shall not fill the memory
        if status == 200 and method in _REPLIES:
            chat_id = int(parameters["chat_id"])
            self.got[chat_id].append(time.monotonic())
            self.texts[chat_id].append(str(parameters.get("text", parameters.get("caption", ""))))
            self.fresh.release()
        return status, body

    async def _order_fault(self, method: str, chat_id: int) -> None:
        failure = self._chance.choice(_FAULTS)
        if failure is None:
            await asyncio.sleep(_STALL)
        else:
            self.fail(method, failure, chat_id=chat_id)


class Pusher:
    """Calls a webhook with what waits; several `ports` are replicas behind one address."""

    def __init__(self, telegram: LoudTelegram) -> None:
        self._telegram = telegram
        self._lanes: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._turn = itertools.count()
        self.ports: list[int] = []

    async def run(self) -> None:
        """Push until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_CALL)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                while True:
                    if self._telegram.webhook["url"]:
                        self._start_lanes(session)
                    await asyncio.sleep(_LOOK)
            finally:
                for pushing in self._lanes.values():
                    pushing.cancel()
                await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    def _most(self) -> int:
        return int(self._telegram.webhook.get("max_connections", 40))

    def _start_lanes(self, session: aiohttp.ClientSession) -> None:
        for update in self._telegram.pending():
            lane = _lane(update)
            if lane not in self._lanes:
                if len(self._lanes) >= self._most():
                    return
                self._lanes[lane] = asyncio.create_task(self._push(lane, update, session))

    async def _push(
        self, lane: tuple[int, str], update: JSON, session: aiohttp.ClientSession
    ) -> None:
        """One update until it is taken; the lane's next one waits for it."""
        for attempt in itertools.count():
            if await self._taken(update, session):
                break
            await asyncio.sleep(_AGAIN[min(attempt, len(_AGAIN) - 1)])
        self._telegram.acknowledge(update["update_id"])
        del self._lanes[lane]

    async def _taken(self, update: JSON, session: aiohttp.ClientSession) -> bool:
        url = str(self._telegram.webhook["url"])
        if self.ports:
            path = url.split("/", 3)[3]
            url = f"http://127.0.0.1:{self.ports[next(self._turn) % len(self.ports)]}/{path}"
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._telegram.webhook["secret"]}
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with session.post(url, json=update, headers=headers) as response:
                return response.status == 200
        return False


@contextmanager
def served(telegram: LoudTelegram) -> Iterator[tuple[str, Pusher]]:
    """Serve it from a thread of its own; gives the `base_url` and what calls webhooks."""
    started, pusher = threading.Event(), Pusher(telegram)
    loop = asyncio.new_event_loop()
    ports: list[int] = []
    thread = threading.Thread(
        target=_serve, args=(loop, telegram, pusher, ports, started), daemon=True
    )
    thread.start()
    started.wait(10)
    try:
        yield f"http://127.0.0.1:{ports[0]}/bot", pusher
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def _serve(
    loop: asyncio.AbstractEventLoop,
    telegram: LoudTelegram,
    pusher: Pusher,
    ports: list[int],
    started: threading.Event,
) -> None:
    asyncio.set_event_loop(loop)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # killed peers are the point
    app = web.Application(client_max_size=32 * 1024 * 1024)

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(telegram, request)

    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    loop.run_until_complete(runner.setup())
    site = web.TCPSite(runner, "127.0.0.1", 0)
    loop.run_until_complete(site.start())
    ports.append(runner.addresses[0][1])
    pushing = loop.create_task(pusher.run())
    started.set()
    loop.run_forever()
    pushing.cancel()
    loop.run_until_complete(asyncio.gather(pushing, return_exceptions=True))
    loop.run_until_complete(runner.cleanup())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


async def _answer(telegram: LoudTelegram, request: web.Request) -> web.StreamResponse:
    parameters: dict[str, Any] = dict(request.query)
    for name, value in (await request.post()).items():
        is_file = isinstance(value, web.FileField)
        parameters[name] = _file(value) if is_file else value
    try:
        status, body = await telegram.serve(request.path, parameters)
    except TelegramError:  # an ordered silence: the connection breaks
        if request.transport is not None:
            request.transport.close()
        return web.Response()
    return web.json_response(body, status=status)


def _file(field: Any) -> LocalFile:
    return LocalFile(field.filename, field.file.read())


def _lane(update: JSON) -> tuple[int, str]:
    """Telegram keeps order within a chat and a kind of update."""
    kind = next(name for name in update if name != "update_id")
    message = update[kind].get("message", update[kind])
    return int(message.get("chat", {}).get("id", 0)), kind
