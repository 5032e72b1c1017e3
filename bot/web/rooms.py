"""All chats of the page: one for each secret that a browser made up, and no more than fit."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time

from bot.telegram.local import LocalUser
from bot.telegram.local_schema import JSON
from bot.telegram.runner import BotRunner
from bot.telegram.timer import PAGE_CHATS
from bot.web.room import Room
from bot.web.watched import WatchedTelegram

_ROOMS = 500
_IDLE = 24 * 3600.0  # seconds until a chat that nobody looks at is dropped
_SECRET = re.compile(r"[0-9a-f]{32}")
_BITS = 60


class FullError(Exception):
    """As many readers as there is room for are here now."""


class Rooms:
    """Finds a reader's room. A dropped one loses its messages; its state is in the database."""

    def __init__(self, telegram: WatchedTelegram, bot: BotRunner, limit: int = _ROOMS) -> None:
        self._telegram = telegram
        self._bot = bot
        self._limit = limit
        self._rooms: dict[int, Room] = {}
        self._closed = False
        telegram.watcher = self

    def enter(self, secret: str) -> Room:
        """The room of a secret, made if need be. Raises FullError; ValueError for no secret."""
        chat_id = chat_of(secret)
        room = self._rooms.get(chat_id)
        if room is None:
            self._make_space()
            user = LocalUser(chat_id)
            self._telegram.enter(chat_id, user)
            room = Room(self._telegram, self._bot.beside(user, chat_id), chat_id)
            self._rooms[chat_id] = room
        return room

    def _make_space(self) -> None:
        """Drop who has been away for a day, and the one away longest where that is not enough."""
        idle = sorted(
            (room for room in self._rooms.values() if room.is_idle), key=lambda room: room.touched
        )
        for room in idle:
            full = len(self._rooms) >= self._limit
            if full or time.monotonic() - room.touched > _IDLE:
                del self._rooms[room.chat_id]
                self._telegram.drop(room.chat_id)
        if self._closed or len(self._rooms) >= self._limit:
            raise FullError

    async def close(self, seconds: float) -> None:
        """Take nobody in any more, end all streams, and give what is in hand so long to end."""
        self._closed = True
        await asyncio.gather(*(room.close(seconds) for room in self._rooms.values()))

    # What the local Telegram tells -----------------------------------------------------------

    def changed(self, chat_id: int) -> None:
        """Messages came, changed or went."""
        if room := self._rooms.get(chat_id):
            room.refresh()

    def noted(self, chat_id: int, name: str, data: JSON) -> None:
        """A toast, or the bot is typing."""
        if room := self._rooms.get(chat_id):
            room.note(name, data)


def chat_of(secret: str) -> int:
    """The chat of a secret, which cannot be told from it. Raises ValueError for no secret."""
    if not _SECRET.fullmatch(secret):
        raise ValueError("not a secret: 32 hexadecimal digits")
    digest = hashlib.sha256(secret.encode()).digest()
    return PAGE_CHATS + (int.from_bytes(digest[:8]) >> (64 - _BITS))
