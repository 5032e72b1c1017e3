"""What a process that polled had taken over from Telegram, and left behind when it ended."""

from __future__ import annotations

import asyncio
import json
import logging
import time

from telegram import Bot, Update

from bot.storage import WaitingRoom
from bot.telegram.application import BotApplication, Taken
from bot.telegram.delivery import UnfinishedError
from bot.telegram.outage import Sleep

log = logging.getLogger(__name__)

_AGAIN = 1.0  # seconds


async def left_over(bot: Bot, room: WaitingRoom) -> list[Taken]:
    """The updates in the waiting room, oldest first. One that cannot be read stays there."""
    found = []
    for letter, waited in await room.all():
        try:
            update = Update.de_json(json.loads(letter.payload), bot)
        except Exception:
            log.exception("update %s, which waited, cannot be read", letter.update_id)
        else:
            found.append(Taken(update, time.monotonic() - waited.total_seconds()))
    return found


async def answer_leftovers(
    application: BotApplication, room: WaitingRoom, sleep: Sleep = asyncio.sleep
) -> None:
    """Answer them one by one: a webhook does not bring them again."""
    try:
        for taken in await left_over(application.bot, room):
            while not await _is_done(application, taken):
                await sleep(_AGAIN)
            await room.leave(taken.update.update_id)
    except Exception:
        log.exception("what waited is not all answered; the next start goes on")


async def _is_done(application: BotApplication, taken: Taken) -> bool:
    try:
        await application.process_update(taken)
    except UnfinishedError:
        return False
    return True
