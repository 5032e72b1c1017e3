"""While Telegram or the database is away, all chats wait for one that tries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import uniform
from typing import TypeVar

from telegram.error import RetryAfter

from bot.storage import OUTAGES

Sleep = Callable[[float], Awaitable[None]]
_T = TypeVar("_T")

_TOLERATED = 8  # failures in a row, of any chats, until all others wait
_FIRST_PAUSE = 0.5  # seconds, doubled each time
_LONGEST_PAUSE = 15.0
_LONGEST_PROBE = 6.0  # one call in so long is no burden, and all wait for it to go through


class Outage:
    """A circuit: closed, calls pass; open, one at a time tries whether it is over.

    `passed` counts what succeeded, so that a failure can be told from an outage.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._failures = 0
        self._probes = 0  # since it opened; many may have failed at once by then
        self._probe = asyncio.Lock()
        self.passed = 0

    @property
    def is_open(self) -> bool:
        """Whether others wait now."""
        return self._failures >= _TOLERATED

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Let an attempt through; when the circuit is open, one by one and not too often."""
        while self.is_open:
            async with self._probe:
                if self.is_open:  # still, for this one
                    await self._sleep(min(pause_after(self._probes), _LONGEST_PROBE))
                    self._probes += 1
                    yield
                    return
        yield

    def failed(self) -> None:
        """The last attempt met an outage."""
        self._failures += 1

    def over(self) -> None:
        """The last attempt went through."""
        self._failures = self._probes = 0
        self.passed += 1


async def stored(work: Callable[[], Awaitable[_T]], sleep: Sleep) -> _T:
    """The result of work on the database, however long that is away."""
    tries = 0
    while True:
        try:
            return await work()
        except OUTAGES:
            await sleep(pause_after(tries))
            tries += 1


def pause_after(tries: int) -> float:
    """Seconds until the next try: twice as long each time, within a third of that by chance."""
    pause: float = min(_FIRST_PAUSE * 2 ** min(tries, 10), _LONGEST_PAUSE)
    return pause * uniform(0.67, 1.33)  # noqa: S311 so that many do not come at once


def told_to_wait(error: RetryAfter) -> float:
    """Seconds that Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
