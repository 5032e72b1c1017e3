"""What goes on beside serving readers: the clock, and dropping rows of long ago."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import prune
from bot.telegram.delivery import Means

log = logging.getLogger(__name__)

_PRUNE_EVERY = timedelta(hours=1)
_LEAVE = 2.0  # seconds that may pass until all of it has stopped


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let these go on until the block ends."""
    tasks = {asyncio.create_task(work) for work in works}
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_LEAVE)  # they may be at the database, closed next


async def prune_hourly(means: Means, engine: AsyncEngine) -> None:
    """Drop rows of long ago, now and every hour; a failure waits for the next hour."""
    while True:
        started = time.monotonic()
        try:
            await prune(engine, means.advisor.knowledge.service.days)
        except Exception:
            log.exception("old rows could not be dropped")
        await asyncio.sleep(_PRUNE_EVERY.total_seconds() - (time.monotonic() - started))
