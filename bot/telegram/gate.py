"""How many updates are handled at the same time: as many as Telegram's own pace asks for.

Each one in hand may be doubled by a kill, so there are no more than keep this process busy while
Telegram answers. One that takes very long leaves its place to another. Each holds a connection to
the database until it is done, so there are never more than those.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_MOST = 24
_FEWEST = 2
_WORK = 0.006  # seconds of this process's own that an update may take
_LONG = 0.3  # seconds after which one no longer counts
_LATELY = 100  # updates that the pace is taken from


class Gate:
    """A place for each update in hand, `most` at all; whoever comes first is let in first."""

    def __init__(self, most: int = _MOST) -> None:
        self._all = asyncio.Semaphore(min(most, _MOST))
        self._counted = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._lately: deque[float] = deque(maxlen=_LATELY)
        self.places = _FEWEST  # how many may be in hand now

    def _took(self, seconds: float) -> None:
        """The quicker ones tell what Telegram itself takes; others had to wait here, too."""
        self._lately.append(seconds)
        usual = sorted(self._lately)[len(self._lately) // 4]
        self.places = min(_MOST, _FEWEST + math.floor(usual / _WORK))

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Wait for a place, and hold it until the block ends."""
        async with self._all:
            await self._enter()
            started, left = time.monotonic(), False

            def leave() -> None:
                nonlocal left
                if not left:
                    left = True
                    self._leave()

            timer = asyncio.get_running_loop().call_later(_LONG, leave)
            try:
                yield
                self._took(time.monotonic() - started)
            finally:
                timer.cancel()
                leave()

    async def _enter(self) -> None:
        if self._counted < self.places and not self._waiting:
            self._counted += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled():
                self._leave()  # it had been given a place
            raise

    def _leave(self) -> None:
        self._counted -= 1
        while self._counted < self.places and self._waiting:
            turn = self._waiting.popleft()
            if not turn.cancelled():
                turn.set_result(None)
                self._counted += 1
