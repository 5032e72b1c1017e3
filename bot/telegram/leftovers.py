"""What a process that polled had taken over from Telegram, and left behind when it ended."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from telegram import Bot, Update

from bot.storage import Letter, WaitingRoom
from bot.telegram.application import BotApplication, Taken
from bot.telegram.delivery import UnfinishedError
from bot.telegram.gate import Gate
from bot.telegram.outage import Sleep, pause_after, stored

log = logging.getLogger(__name__)


async def left_over(bot: Bot, room: WaitingRoom, sleep: Sleep = asyncio.sleep) -> list[Taken]:
    """The updates in the waiting room, oldest first. One that cannot be read stays there."""
    found = []
    for letter, waited in await stored(room.all, sleep):
        update = read(bot, letter)
        if update is not None:
            found.append(Taken(update, time.monotonic() - waited.total_seconds()))
    return found


def read(bot: Bot, letter: Letter) -> Update | None:
    """The update in a letter; None for one that cannot be read."""
    try:
        return Update.de_json(json.loads(letter.payload), bot)
    except Exception:
        log.exception("update %s, which waited, cannot be read", letter.update_id)
        return None


async def answer_leftovers(
    application: BotApplication, room: WaitingRoom, sleep: Sleep = asyncio.sleep
) -> None:
    """Answer them, each chat's in order: a webhook does not bring them again."""
    lanes: defaultdict[int | None, list[Taken]] = defaultdict(list)
    for taken in await left_over(application.bot, room, sleep):
        lanes[taken.chat].append(taken)
    leftovers = _Leftovers(application, room, sleep)
    async with asyncio.TaskGroup() as group:
        for lane in lanes.values():
            group.create_task(leftovers.answer(lane))


class _Leftovers:
    """A few are tried at once: what the webhook brings does not wait behind all of them."""

    def __init__(self, application: BotApplication, room: WaitingRoom, sleep: Sleep) -> None:
        self._application = application
        self._room = room
        self._sleep = sleep
        self._few = Gate()

    async def answer(self, lane: Sequence[Taken]) -> None:
        """Answer a chat's, one after another."""
        for taken in lane:
            update_id = taken.update.update_id
            try:
                tries = 0
                while not await self._is_done(taken):
                    await self._sleep(pause_after(tries))
                    tries += 1
                await stored(partial(self._room.leave, update_id), self._sleep)
            except Exception:
                log.exception("update %s, which waited, stays for the next start", update_id)

    async def _is_done(self, taken: Taken) -> bool:
        async with self._few.entered():
            try:
                await self._application.process_update(taken)
            except UnfinishedError:
                return False
            return True
