"""The local Telegram over real HTTP on loopback, from a thread of its own.

For what only a real client, or a bot in a process of its own, can show.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web
from telegram.error import TelegramError, TimedOut

from bot.telegram.local import LocalFile, LocalTelegram
from bot.telegram.local_webhook import Pusher

log = logging.getLogger(__name__)

_LARGEST = 64 * 1024 * 1024  # bytes of a call
_LEAVE = 5.0  # seconds for the thread
_PEERS = logging.getLogger(f"{__name__}.peers")  # bots are killed in the middle of a call
_PEERS.setLevel(logging.CRITICAL)


@contextmanager
def served(
    telegram: LocalTelegram, pusher: Pusher | None = None, *, silence: float = 30.0
) -> Iterator[str]:
    """Answer calls, and call webhooks if there is a pusher; gives the `base_url`.

    An ordered timeout keeps the connection open for `silence` seconds, then breaks it.
    """
    server = _Server(telegram, pusher, silence)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.base_url
    finally:
        server.stop()
        thread.join(_LEAVE)


class _Server:
    def __init__(self, telegram: LocalTelegram, pusher: Pusher | None, silence: float) -> None:
        self._telegram = telegram
        self._pusher = pusher
        self._silence = silence
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/bot"
        self._loop = asyncio.new_event_loop()
        self._leaving = asyncio.Event()

    def run(self) -> None:
        """Until it is told to stop; what is in hand then is broken off."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._leaving.set)

    async def _serve(self) -> None:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0, access_log=None, logger=_PEERS)
        await runner.setup()
        await web.SockSite(runner, self._listener).start()
        pushing = [asyncio.create_task(self._pusher.run())] if self._pusher else []
        await self._leaving.wait()
        for task in pushing:
            task.cancel()
        await asyncio.gather(*pushing, return_exceptions=True)
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            status, body = await self._telegram.serve(request.path, await _parameters(request))
        except TelegramError as ordered:
            await asyncio.sleep(self._silence if isinstance(ordered, TimedOut) else 0)
            return _break(request)
        except (ConnectionError, web.RequestPayloadError):  # the bot was killed as it called
            return _break(request)
        except Exception:
            log.exception("a call could not be answered: %s", request.path.rpartition("/")[2])
            raise
        return web.json_response(body, status=status)


def _break(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def _parameters(request: web.Request) -> dict[str, Any]:
    """The parameters of a call in any of the encodings Telegram takes."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return {**given, **await request.json()}
    for name, value in (await request.post()).items():
        given[name] = _file(value) if isinstance(value, web.FileField) else value
    return given


def _file(field: web.FileField) -> LocalFile:
    return LocalFile(field.filename, field.file.read())
