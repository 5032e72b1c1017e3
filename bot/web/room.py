"""One reader's chat as the page follows it: what changed since when, and who is looking.

Nothing is queued for a page. Each message knows at which revision of the chat it last changed, so
one that was away asks with the last revision it saw, and gets what changed since.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.telegram.local import LocalMessage
from bot.telegram.local_schema import JSON
from bot.telegram.runner import BotRunner
from bot.web.shown import file_id, shown
from bot.web.watched import WatchedTelegram

log = logging.getLogger(__name__)

_MESSAGES = 200  # kept in a chat, the last ones
_IN_HAND = 20  # of a chat at once: a burst, and those that a flood makes wait
_NOTES = 20  # kept for a page that is slow to take them
_HEARTBEAT = 20.0  # seconds; proxies close what is silent for a minute

Act = Callable[[BotRunner], Awaitable[object]]


class BusyError(Exception):
    """The reader is further ahead than the bot can answer."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream. `id` is what the page asks with after a break."""

    name: str
    data: Any
    id: str = ""

    def encode(self) -> bytes:
        """As text/event-stream has it."""
        head = f"id: {self.id}\n" if self.id else ""
        return f"{head}event: {self.name}\ndata: {json.dumps(self.data)}\n\n".encode()


@dataclass(eq=False, slots=True)
class _Stream:
    """One page that looks: what it has seen, and what it has still to be told."""

    since: int
    removals: int
    busy: bool = False
    notes: deque[Event] = field(default_factory=lambda: deque(maxlen=_NOTES))
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Room:
    """A chat of the local Telegram, its reader's acts, and the pages that follow it."""

    def __init__(self, telegram: WatchedTelegram, reader: BotRunner, chat_id: int) -> None:
        self.chat_id = chat_id
        self.touched = time.monotonic()
        self._telegram = telegram
        self._reader = reader
        self._epoch = secrets.token_hex(4)  # revisions of another room mean nothing here
        self._revision = 0
        self._removals = 0
        self._seen: dict[int, tuple[int, LocalMessage]] = {}  # id -> revision, and state then
        self._streams: set[_Stream] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    # The reader ----------------------------------------------------------------------------

    @property
    def is_idle(self) -> bool:
        """Whether nobody looks and nothing is in hand."""
        return not self._streams and not self._tasks

    def act(self, act: Act) -> None:
        """Begin to handle what the reader did; events tell the rest. Raises BusyError."""
        if len(self._tasks) >= _IN_HAND:
            raise BusyError
        self.touched = time.monotonic()
        task = asyncio.create_task(self._handled(act))
        self._tasks.add(task)
        task.add_done_callback(self._over)
        self._wake()

    async def _handled(self, act: Act) -> None:
        try:
            await act(self._reader)
        except Exception:
            log.exception("an update of the page: not done")
        finally:
            self.refresh()  # for what changed a message without a call of the bot's

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake()

    def clear(self) -> None:
        """Forget the messages."""
        self._telegram.clear(self.chat_id)
        self.refresh()

    async def close(self, seconds: float = 0.0) -> None:
        """End all streams; what is in hand may take so long, and is then let go."""
        self._closed = True
        self._wake()
        if self._tasks and seconds:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def message(self, message_id: int) -> LocalMessage | None:
        """A message of this chat."""
        return self._telegram.find(self.chat_id, message_id)

    def content(self, message: LocalMessage) -> bytes:
        """The file of a message; empty when there is none, or it is no longer kept."""
        return self._telegram.files.get(file_id(message) or "", b"")

    # The pages -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """See what changed in the chat, and let the pages know."""
        self._telegram.clear(self.chat_id, keep=_MESSAGES)
        messages = {
            message.message_id: message for message in self._telegram.messages(self.chat_id)
        }
        for message_id in self._seen.keys() - messages.keys():
            del self._seen[message_id]
            self._removals += 1
        for message_id, message in messages.items():
            known = self._seen.get(message_id)
            if known is None or known[1] is not message:
                self._revision += 1
                self._seen[message_id] = self._revision, message
        self._wake()

    def note(self, name: str, data: JSON) -> None:
        """Tell the pages something that is not kept."""
        for stream in self._streams:
            stream.notes.append(Event(name, data))
        self._wake()

    async def events(self, last: str = "") -> AsyncIterator[bytes]:
        """What a page is told, from after the event `last` on, until the room closes."""
        epoch, _, revision = last.partition(".")
        known = epoch == self._epoch and revision.isdecimal() and len(revision) < 16
        stream = _Stream(int(revision) if known else 0, self._removals)
        self._streams.add(stream)
        try:
            yield Event("hello", {"epoch": self._epoch, "ids": sorted(self._seen)}).encode()
            for event in self._news(stream):
                yield event.encode()
            yield Event("ready", {}).encode()
            while not self._closed:
                for event in self._news(stream):
                    yield event.encode()
                if not await _woken(stream):
                    yield b":\n\n"
        finally:
            self._streams.discard(stream)
            self.touched = time.monotonic()

    def _news(self, stream: _Stream) -> list[Event]:
        """What the page has not been told, in the order in which it happened."""
        events = []
        if stream.removals != self._removals:
            stream.removals = self._removals
            events.append(Event("ids", sorted(self._seen)))
        for revision, message in sorted(self._seen.values(), key=lambda seen: seen[0]):
            if revision > stream.since:
                told = shown(message, self._telegram.files)
                events.append(Event("message", told, f"{self._epoch}.{revision}"))
        stream.since = self._revision
        if stream.busy != bool(self._tasks):
            stream.busy = bool(self._tasks)
            events.append(Event("busy", stream.busy))
        while stream.notes:
            events.append(stream.notes.popleft())
        return events

    def _wake(self) -> None:
        for stream in self._streams:
            stream.wake.set()


async def _woken(stream: _Stream) -> bool:
    """Wait for news, or for the time that a stream may be silent."""
    try:
        async with asyncio.timeout(_HEARTBEAT):
            await stream.wake.wait()
    except TimeoutError:
        return False
    stream.wake.clear()
    return True
