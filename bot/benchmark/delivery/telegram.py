"""A local Telegram that fails by chance or on order, and counts and times what readers get."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_schema import JSON

_REPLIES = ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia")
Mood = Callable[[int], Failure | float | None]  # of a chat: how a reply fails, seconds of a stall
_FAULTS: tuple[Failure | float, ...] = (
    Failure.too_many_requests(2),
    Failure.server_error(500),
    Failure.server_error(502),
    Failure.network(),
    3.0,
)


class LoudTelegram(LocalTelegram):
    """Counts and times what readers get.

    `delay` is how long each call takes, in seconds; `faults` the share of replies that fail, by
    429, 500, a connection that breaks, or three seconds of silence. Another `mood` fails otherwise.
    """

    token = "1234567:a-token-for-loopback"  # noqa: S105

    def __init__(self, delay: float = 0.0, faults: float = 0.0) -> None:
        super().__init__(first_id=time.time_ns() // 1_000)  # new ones for a database of before
        self.delay = delay
        self.mood: Mood = _by_chance(faults)
        self.said: dict[int, list[float]] = defaultdict(list)  # chat -> when each was typed
        self.got: dict[int, list[float]] = defaultdict(list)  # chat -> when each reply arrived
        self.typed: dict[int, list[str]] = defaultdict(list)
        self.texts: dict[int, list[str]] = defaultdict(list)  # of the replies
        self.fresh = threading.Semaphore(0)  # released once a reply

    def type(self, text: str, chat_id: int) -> None:
        """A reader types something."""
        self.said[chat_id].append(time.monotonic())
        self.typed[chat_id].append(text)
        self.text(text, chat_id=chat_id)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        """One call of the bot's."""
        if self.delay and method != "getUpdates":
            await asyncio.sleep(self.delay)
        if method in _REPLIES:
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
        fault = self.mood(chat_id)
        if isinstance(fault, Failure):
            self.fail(method, fault, chat_id=chat_id)
        elif fault is not None:
            await asyncio.sleep(fault)


def _by_chance(share: float) -> Mood:
    chance = Random(1)  # noqa: S311 accidents
    return lambda _: chance.choice(_FAULTS) if chance.random() < share else None
