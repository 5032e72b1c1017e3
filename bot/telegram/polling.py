"""Long polling that acknowledges an update only after its effect is committed.

python-telegram-bot's own Updater confirms a batch before its handlers ran; here the offset of the
next getUpdates moves only past updates that are done.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.application import BotApplication
from bot.telegram.incoming import ALLOWED_UPDATES

log = logging.getLogger(__name__)

_WAIT = 25  # seconds a getUpdates stays open
_BATCH = 100
_AT_ONCE = 64  # chats handled at the same time
_LONGEST_PAUSE = 30.0

_T = TypeVar("_T")


class Polling:
    """Runs an Application on updates fetched from Telegram until told to stop."""

    def __init__(self, application: BotApplication) -> None:
        self._application = application
        self._stopping = asyncio.Event()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._offset = 0

    def stop(self) -> None:
        """Take no more updates; what is in hand is finished. Safe to call twice."""
        self._stopping.set()

    async def run(self) -> None:
        """Fetch and handle until `stop`. Raises InvalidToken when Telegram refuses the token."""
        await self._retrying(self._application.bot.delete_webhook)
        while not self._stopping.is_set():
            updates = await self._fetch()
            if updates:
                await self._handle(updates)
        await self._confirm()

    async def _fetch(self) -> Sequence[Update]:
        """The next updates; none when told to stop while waiting."""
        fetch = asyncio.ensure_future(self._retrying(self._get_updates))
        stop = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({fetch, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if fetch.done():
            return fetch.result() or ()
        fetch.cancel()
        await asyncio.wait({fetch})
        return ()

    async def _get_updates(self) -> Sequence[Update]:
        updates: Sequence[Update] = await self._application.bot.get_updates(
            offset=self._offset,
            limit=_BATCH,
            timeout=_WAIT,
            read_timeout=_WAIT + 10,
            allowed_updates=ALLOWED_UPDATES,
        )
        return updates

    async def _retrying(self, call: Callable[[], Awaitable[_T]]) -> _T | None:
        """Call until it works; None when told to stop in between."""
        pause = 1.0
        while not self._stopping.is_set():
            try:
                return await call()
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = self._pause_after(error, pause)
                log.warning("Telegram: %s; next try in %.0f s", error, pause)
                await self._rest(pause)
        return None

    @staticmethod
    def _pause_after(error: TelegramError, last: float) -> float:
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        if isinstance(error, Conflict):
            return _LONGEST_PAUSE / 6  # another poller; a deploy's old process is about to leave
        return min(last * 2, _LONGEST_PAUSE)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _handle(self, updates: Sequence[Update]) -> None:
        """Chats side by side, each chat in order; the offset moves past the done ones."""
        by_chat: dict[int | None, list[Update]] = defaultdict(list)
        for update in updates:
            chat = update.effective_chat
            by_chat[chat.id if chat else None].append(update)
        done: set[int] = set()
        await asyncio.gather(*(self._in_order(chat, done) for chat in by_chat.values()))
        for update in updates:
            if update.update_id not in done:
                break
            self._offset = update.update_id + 1

    async def _in_order(self, updates: Sequence[Update], done: set[int]) -> None:
        async with self._slots:
            for update in updates:
                if self._stopping.is_set():
                    return
                await self._application.process_update(update)
                done.add(update.update_id)

    async def _confirm(self) -> None:
        """Tell Telegram at once what is done; without it the next start skips them by their ids."""
        try:
            await self._application.bot.get_updates(offset=self._offset, limit=1, timeout=0)
        except TelegramError as error:
            log.warning("the last updates could not be confirmed: %s", error)
