"""One process polls over a SQLite file; another one stands by, and takes over when it has left.

Two that poll at once take the same updates, for Telegram hands each what is not confirmed yet, and
both would answer. On PostgreSQL the chat's lock makes one of them wait and find it handled.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

log = logging.getLogger(__name__)

_LOOK = 0.1  # seconds between looks whether the other one has left


@asynccontextmanager
async def sole_poller(engine: AsyncEngine, stopping: asyncio.Event) -> AsyncIterator[bool]:
    """Wait until no other process polls over this file, and be the one for the block's time.

    False when told to stop before that. The lock goes with its holder, however that dies.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or path in (None, "", ":memory:"):
        yield True
        return
    with Path(f"{path}.polling").open("w") as file:  # noqa: ASYNC230 it holds nothing
        yield await _locked(file.fileno(), stopping)


async def _locked(file: int, stopping: asyncio.Event) -> bool:
    told = False
    while not stopping.is_set():
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told:
                log.info("another process polls over this database: standing by until it leaves")
            told = True
            await asyncio.sleep(_LOOK)
        else:
            return True
    return False
