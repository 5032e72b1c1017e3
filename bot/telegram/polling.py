"""Long polling that acknowledges an update only after its effect is committed.

python-telegram-bot's own Updater confirms a batch before its handlers ran; here the offset of the
next getUpdates moves only past updates that are done. What is not confirmed comes again with each
getUpdates, so those in hand are known by their ids.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.storage import OUTAGES, Letter, WaitingRoom
from bot.telegram.application import BotApplication, Taken
from bot.telegram.calls import Calls
from bot.telegram.incoming import ALLOWED_UPDATES, incoming
from bot.telegram.lanes import Lane, Stored
from bot.telegram.leftovers import left_over, read
from bot.telegram.outage import Sleep, stored, told_to_wait

log = logging.getLogger(__name__)

_WAIT = 25  # seconds a getUpdates stays open
_SILENCE = 10  # seconds more until a connection is taken for dead
_BATCH = 100
_LOOK_AGAIN = 0.1  # seconds until others are looked for while some chat takes its time
_IN_VAIN = 50  # looks that brought nothing new, until there are fewer
_LOOK_SLOWLY = 1.0
_HOLD_AFTER = 2.0  # seconds until a chat's updates are taken over
_LONGEST_PAUSE = 30.0
_LEAVE = 5.0  # seconds for what is in hand when told to stop
_CONFIRM = 1.0

_T = TypeVar("_T")


class Polling:
    """Runs an Application on updates fetched from Telegram until told to stop.

    Chats go side by side, each in order. Telegram hands out the oldest hundred only, so what has
    to wait long, for a chat that is told to slow down, is taken over into the `waiting` room, and
    does not keep the others waiting. `sleep` is how it waits after a failed call.
    """

    def __init__(
        self,
        application: BotApplication,
        sleep: Sleep = asyncio.sleep,
        waiting: WaitingRoom | None = None,
    ) -> None:
        self._application = application
        self._call = Calls(application.bot)
        self._sleep = sleep
        self._waiting = waiting
        self._held: set[int] = set()  # updates in the waiting room
        self._since: dict[int | None, float] = {}  # when a lane's first update was taken up
        self._stopping = asyncio.Event()
        self._offset = 0
        self._done: dict[int, bool] = {}  # updates from the offset on, in order
        self._lanes: dict[int | None, Lane] = {}
        self._working: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Take no more updates; what is in hand is finished. Safe to call twice."""
        self._stopping.set()

    async def run(self) -> None:
        """Fetch and handle until `stop`. Raises InvalidToken when Telegram refuses the token."""
        try:
            await self._unless_stopped(self._retrying(self._application.bot.delete_webhook))
            await self._take_up_waiting()
            in_vain = 0
            while not self._stopping.is_set():
                fresh = await self._fetch()
                for update in fresh:
                    self._take(update)
                # In an outage nothing can be taken over, and each look brings the same hundred.
                in_vain = 0 if fresh else in_vain + 1
                await self._settle(_LOOK_AGAIN if in_vain < _IN_VAIN else _LOOK_SLOWLY)
                await self._hold_what_waits()
            await self._settle(_LEAVE)
        finally:
            await _cancelled(*self._working)
        await self._confirm()

    # Fetching ------------------------------------------------------------------------------

    async def _fetch(self) -> Sequence[Update]:
        """The next updates; none when told to stop while waiting."""
        return await self._unless_stopped(self._retrying(self._get_updates)) or ()

    async def _get_updates(self) -> Sequence[Update]:
        """Those not in hand yet. With some in hand the call does not stay open: Telegram would give
        those at once anyway.
        """
        self._move_offset()
        wait = 0 if self._done else _WAIT
        found = await self._call(
            "getUpdates",
            read_timeout=_SILENCE + wait,
            offset=self._offset,
            limit=_BATCH,
            timeout=wait,
            allowed_updates=ALLOWED_UPDATES,
        )
        fresh = (each for each in found if each["update_id"] not in self._done)
        return [update for each in fresh if (update := self._parsed(each)) is not None]

    def _parsed(self, raw: dict[str, Any]) -> Update | None:
        """None for what the library cannot read: nobody could answer it, so it is let pass."""
        try:
            return Update.de_json(raw, self._application.bot)
        except Exception:
            log.exception("update %s cannot be read", raw["update_id"])
            self._done[raw["update_id"]] = True
            return None

    def _move_offset(self) -> None:
        """Past the updates that are done, up to the first that is not."""
        for update_id, done in list(self._done.items()):
            if not done:
                return
            del self._done[update_id]
            self._offset = update_id + 1

    async def _confirm(self) -> None:
        """Tell Telegram at once what is done; without it the next start skips them by their ids."""
        self._move_offset()
        try:
            async with asyncio.timeout(_CONFIRM):
                await self._call("getUpdates", offset=self._offset, limit=1, timeout=0)
        except (TelegramError, TimeoutError) as error:
            log.warning("the last updates could not be confirmed: %r", error)

    # Handling ------------------------------------------------------------------------------

    def _take(self, update: Update) -> None:
        """Put an update into its chat's lane, unless it is in hand already."""
        if update.update_id in self._done:
            return
        self._done[update.update_id] = update.update_id in self._held
        if update.update_id not in self._held:
            self._queue(Taken(update, time.monotonic()))

    def _queue(self, taken: Taken) -> None:
        update = taken.update
        if update.inline_query is not None:  # nobody's turn: it waits for no other
            self._working.add(asyncio.create_task(self._aside(update)))
            return
        chat = taken.chat
        if chat in self._lanes:
            self._lanes[chat].append(taken)
        else:
            self._lanes[chat] = Lane([taken])
            self._working.add(asyncio.create_task(self._work(chat)))

    async def _work(self, chat: int | None) -> None:
        """Handle a chat's updates one after another until none is left."""
        lane = self._lanes[chat]
        while lane and not self._stopping.is_set():
            self._since[chat] = time.monotonic()
            taken = await self._brought(lane[0])
            if taken is not None:
                await self._application.process_update(taken)
                await self._finished(taken.update.update_id)
            lane.popleft()
        del self._lanes[chat]
        self._since.pop(chat, None)

    async def _aside(self, update: Update) -> None:
        await self._application.process_update(update)
        await self._finished(update.update_id)

    async def _finished(self, update_id: int) -> None:
        if update_id not in self._held:
            self._done[update_id] = True
        elif self._waiting is not None:
            with suppress(*OUTAGES):  # it is handled; the next start finds that out, too
                await self._waiting.leave(update_id)
            self._held.discard(update_id)

    # The waiting room ------------------------------------------------------------------------

    async def _take_up_waiting(self) -> None:
        """What an earlier process had taken over."""
        if self._waiting is not None:
            over = left_over(self._application.bot, self._waiting, self._sleep)
            for taken in await self._unless_stopped(over) or ():
                self._held.add(taken.update.update_id)
                self._queue(taken)
            for lane in self._lanes.values():
                lane.forget_most(self._held)

    async def _hold_what_waits(self) -> None:
        """Take over the updates of chats that have waited long, so that Telegram hands out more."""
        now = time.monotonic()
        slow = [chat for chat, since in self._since.items() if now - since > _HOLD_AFTER]
        lanes = [self._lanes[chat] for chat in slow if chat in self._lanes]
        waiting = [taken.update for lane in lanes for taken in lane.not_held(self._held)]
        if self._waiting is None or not waiting:
            return
        with suppress(*OUTAGES):  # then they go on waiting at Telegram's
            await self._waiting.enter([self._letter(update) for update in waiting])
            for update in waiting:
                if self._done.get(update.update_id) is False:
                    self._held.add(update.update_id)
                    self._done[update.update_id] = True
                else:  # it was finished while it was written down
                    await self._waiting.leave(update.update_id)
            for lane in lanes:
                lane.forget_most(self._held)

    async def _brought(self, waits: Taken | Stored) -> Taken | None:
        """The update itself; None when it was dropped from the waiting room, or cannot be read."""
        if isinstance(waits, Taken):
            return waits
        update = None
        if self._waiting is not None:
            letter = await stored(partial(self._waiting.one, waits.update_id), self._sleep)
            update = read(self._application.bot, letter) if letter is not None else None
        if update is None:
            self._held.discard(waits.update_id)
            return None
        return Taken(update, waits.at)

    def _letter(self, update: Update) -> Letter:
        with suppress(Exception):  # its own turn reports that it is not understood
            found = incoming(update, self._application.bot.username)
            if found is not None:
                return found.letter(update)
        user = update.effective_user  # a vote names no chat; most often it is from its voter's own
        return Letter(update.update_id, user.id if user else 0, 0, update.to_json())

    async def _settle(self, seconds: float) -> None:
        """Wait until all in hand is done, but not longer than this."""
        if not self._working:
            return
        done, self._working = await asyncio.wait(self._working, timeout=seconds)
        for task in done:
            task.result()

    # Waiting -------------------------------------------------------------------------------

    async def _retrying(self, call: Callable[[], Awaitable[_T]]) -> _T:
        """Call until it works."""
        pause = 1.0
        while True:
            try:
                return await call()
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = _pause_after(error, pause)
                log.warning("Telegram: %s; next try in %.0f s", error, pause)
                await self._sleep(pause)

    async def _unless_stopped(self, work: Coroutine[Any, Any, _T]) -> _T | None:
        """The result of the work; None when told to stop before it is there."""
        working = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            await _cancelled(working, stopping)


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what still runs, and wait until it has left."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _pause_after(error: TelegramError, last: float) -> float:
    if isinstance(error, RetryAfter):
        return told_to_wait(error)
    if isinstance(error, Conflict):
        return _LONGEST_PAUSE / 6  # another poller; a deploy's old process is about to leave
    return min(last * 2, _LONGEST_PAUSE)
