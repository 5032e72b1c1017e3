"""The local Telegram over real HTTP on loopback, for what only a real client can show."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from telegram.error import TelegramError, TimedOut

from bot.telegram.local import LocalFile, LocalTelegram

_NAME = re.compile(rb'name="([^"]*)"')
_FILENAME = re.compile(rb'filename="([^"]*)"')


@contextmanager
def http_bot_api(telegram: LocalTelegram, *, silence: float = 30) -> Iterator[str]:
    """Serve it from a thread of its own; gives python-telegram-bot's `base_url`.

    An ordered timeout keeps the connection open for `silence` seconds, then breaks it.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(_app(telegram, silence), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/bot"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=5)
        listener.close()


def _app(telegram: LocalTelegram, silence: float) -> Starlette:
    async def answer(request: Request) -> Response:
        try:
            status, body = await telegram.serve(request.url.path, await _parameters(request))
        except TelegramError as ordered:
            return _Broken(silence if isinstance(ordered, TimedOut) else 0)
        return JSONResponse(body, status)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


class _Broken(Response):
    """A connection that breaks before its answer is whole."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(self._seconds)
        head = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": head})


async def _parameters(request: Request) -> dict[str, Any]:
    """The parameters of a call in any of the encodings Telegram takes."""
    query: dict[str, Any] = dict(request.query_params)
    body, kind = await request.body(), request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return {**query, **json.loads(body)}
    if kind.startswith("multipart/form-data"):
        return query | _multipart(body, kind)
    return query | dict(parse_qsl(body.decode(), keep_blank_values=True))


def _multipart(body: bytes, kind: str) -> dict[str, Any]:
    boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode()
    return dict(_part(part) for part in body.split(boundary)[1:-1])


def _part(part: bytes) -> tuple[str, str | LocalFile]:
    head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
    name, filename = _NAME.search(head), _FILENAME.search(head)
    if name is None:
        raise ValueError(f"a part without a name: {head!r}")
    if filename:
        return name[1].decode(), LocalFile(filename[1].decode(), content)
    return name[1].decode(), content.decode()
