"""`typing …` over the chat while an answer takes long; a quick one costs no call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

_AFTER = 1.0  # seconds that nobody minds
_AGAIN = 4.5  # Telegram shows it for five


@contextmanager
def typing(bot: Bot, chat_id: int, thread_id: int | None = None) -> Iterator[None]:
    """Show that an answer is being made, from a second on until the block ends.

    Nothing waits for it, and no failure of it is anybody's concern.
    """
    loop, begun = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    def begin() -> None:
        begun.add(loop.create_task(_keep_typing(bot, chat_id, thread_id)))

    timer = loop.call_later(_AFTER, begin)
    try:
        yield
    finally:
        timer.cancel()
        for task in begun:
            task.cancel()


async def _keep_typing(bot: Bot, chat_id: int, thread_id: int | None) -> None:
    with suppress(TelegramError):
        while True:
            await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
            await asyncio.sleep(_AGAIN)
