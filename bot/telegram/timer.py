"""The clock: looks every few seconds for what is due, and hands it to the Application.

python-telegram-bot's JobQueue keeps its jobs in one process's memory; these are rows, written with
the session that asked for them, so that they outlive processes and no replica tells one twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from bot.storage import ALL_CHATS, OUTAGES, Chats, Due, Reminders
from bot.telegram.application import BotApplication
from bot.telegram.delivery import UnfinishedError
from bot.telegram.outage import Sleep

log = logging.getLogger(__name__)

_LOOK_EVERY = 2.0  # seconds
_AT_ONCE = 100  # taken up with one look
_MOST = 1000  # chats in hand; while Telegram is away they only wait
_PUT_OFF = 60.0  # seconds that a chat is let be after a mistake of ours
_LEAVE = 1.5  # seconds for what is in hand when told to stop
PAGE_CHATS = 1 << 62  # from here on; far above the ids of Telegram's chats
TELEGRAMS_CHATS = range(ALL_CHATS.start, PAGE_CHATS)  # the chat page may share the database


class Timer:
    """Tells readers what they asked to be told, until cancelled; those of `chats`, asked anew."""

    def __init__(
        self,
        application: BotApplication,
        reminders: Reminders,
        sleep: Sleep = asyncio.sleep,
        chats: Callable[[], Chats] = lambda: ALL_CHATS,
    ) -> None:
        self._application = application
        self._reminders = reminders
        self._sleep = sleep
        self._chats = chats
        self._in_hand: dict[int, asyncio.Task[None]] = {}  # by chat: one after another there
        self._put_off: dict[int, float] = {}  # chat -> until when

    async def run(self) -> None:
        """Look again and again; what is in hand when cancelled may finish if it is quick."""
        try:
            while True:
                await self.look()
                await self._sleep(_LOOK_EVERY)
        finally:
            await self._leave()

    async def look(self) -> None:
        """Take up what is due, unless its chat has one in hand. A failure waits for the next look.

        A process that was killed in between leaves the row, and the next look finds it.
        """
        chats: dict[int, list[Due]] = {}
        for due in await self._found():
            chats.setdefault(due.chat_id, []).append(due)
        for chat_id, waiting in chats.items():
            task = asyncio.create_task(self._tell(waiting))
            self._in_hand[chat_id] = task
            task.add_done_callback(partial(self._told, chat_id))

    async def settled(self) -> None:
        """Wait until nothing is in hand."""
        while self._in_hand:
            await asyncio.wait(self._in_hand.values())

    def _told(self, chat_id: int, _: asyncio.Task[None]) -> None:
        self._in_hand.pop(chat_id, None)

    async def _found(self) -> list[Due]:
        now = time.monotonic()
        self._put_off = {chat: until for chat, until in self._put_off.items() if until > now}
        besides = {*self._in_hand, *self._put_off}
        most = min(_AT_ONCE, _MOST - len(self._in_hand))
        try:
            return await self._reminders.due(datetime.now(UTC), self._chats(), besides, most)
        except OUTAGES as error:
            log.warning("what is due could not be looked up (%s)", type(error).__name__)
        except Exception:
            log.exception("what is due could not be looked up")
        return []

    async def _tell(self, waiting: list[Due]) -> None:
        for due in waiting:
            try:
                await self._application.process_update(due)
            except UnfinishedError:
                return  # it stays due
            except Exception:
                log.exception("reminder %s: not done", due.key)
                self._put_off[due.chat_id] = time.monotonic() + _PUT_OFF
                return

    async def _leave(self) -> None:
        if not self._in_hand:
            return
        _, late = await asyncio.wait(self._in_hand.values(), timeout=_LEAVE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
