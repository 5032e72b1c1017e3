"""An ASGI app on a port, inside the process's own event loop and under its own signals."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

_LEAVE = 8  # seconds for what is in hand when told to stop
_KEEP_ALIVE = 75
_BACKLOG = 256


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the command's: it has more to finish than this server."""
        yield


class Serving:
    """Serves an app until told to stop."""

    def __init__(self, app: ASGIApp, port: int, host: str = "0.0.0.0") -> None:  # noqa: S104
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LEAVE,
            timeout_keep_alive=_KEEP_ALIVE,
        )
        self._server = _Server(config)
        self._listener = socket.create_server((host, port), backlog=_BACKLOG)
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    async def start(self) -> None:
        """Begin to answer; calls that came before wait in the listener's queue."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started and not self._task.done():  # noqa: ASYNC110 it has no event
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Take no more calls, finish those in hand, and leave."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._listener.close()
