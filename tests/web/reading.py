"""A reader of the page without a browser: says, presses, and follows the stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.telegram.local_schema import JSON
from bot.web import Rooms, WatchedTelegram

_PATIENCE = 15  # seconds


class Site:
    """The page as it is served."""

    def __init__(
        self,
        port: int,
        telegram: WatchedTelegram,
        rooms: Rooms,
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        self.port = port
        self.root = f"http://127.0.0.1:{port}"
        self.telegram = telegram
        self.rooms = rooms
        self.stop = stop  # as if the process had ended
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_PATIENCE),
            connector=aiohttp.TCPConnector(limit=0),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, str, Any]:
        """Status, body and headers."""
        async with self._session.request(method, self.root + path, **more) as response:
            return response.status, await response.text(), response.headers

    def reader(self, secret: str = "a" * 32) -> Reader:
        """A browser with that secret."""
        return Reader(self, self._session, secret)


class Reader:
    """One browser: its secret, and what its page holds."""

    def __init__(self, site: Site, session: aiohttp.ClientSession, secret: str) -> None:
        self._site = site
        self._session = session
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.messages: dict[int, JSON] = {}
        self.last = ""
        self.events: list[tuple[str, Any]] = []

    async def post(self, path: str, **body: Any) -> int:
        """The status of an act."""
        return (await self.told(path, **body))[0]

    async def told(self, path: str, **body: Any) -> tuple[int, str]:
        """Status and sentence of an act."""
        status, text, _ = await self._site.call(
            "POST", f"/chat/{path}", json=body, headers=self.headers
        )
        return status, text

    async def file(self, message: int) -> tuple[int, bytes, str]:
        """Status, content and type of a message's file."""
        url = f"{self._site.root}/chat/file/{message}"
        async with self._session.get(url, headers=self.headers) as response:
            return response.status, await response.read(), response.content_type

    def follow(self, last: str | None = None) -> Following:
        """The stream from the last event on that was seen, or from another."""
        headers = {**self.headers, "Last-Event-ID": self.last if last is None else last}
        return Following(self, self._session.get(f"{self._site.root}/chat/events", headers=headers))

    async def say(self, text: str) -> list[JSON]:
        """Say something, and wait until the bot is done; what changed, the reader's own first."""
        return await self._act("say", text=text)

    async def press(self, message: int, data: str) -> list[JSON]:
        """Press a button, and wait until the bot is done."""
        return await self._act("press", message=message, data=data)

    async def _act(self, path: str, **body: Any) -> list[JSON]:
        async with self.follow() as stream:
            await stream.until("ready")
            assert await self.post(path, **body) == 202
            events = await stream.until("busy", value=False)
        return [data for name, data in events if name == "message"]

    @property
    def shown(self) -> list[str]:
        """The texts of the chat, from top to bottom."""
        return [self.messages[message]["text"] for message in sorted(self.messages)]

    def button(self, label: str) -> tuple[int, str]:
        """The newest button of a label: its message, and what it sends."""
        for message in sorted(self.messages, reverse=True):
            for row in self.messages[message]["buttons"]:
                for button in row:
                    if button["label"] == label:
                        return message, button["data"]
        raise LookupError(label)


class Following:
    """A stream being read."""

    def __init__(self, reader: Reader, call: Any) -> None:
        self._reader = reader
        self._call = call
        self._response: aiohttp.ClientResponse

    async def __aenter__(self) -> Self:
        self._response = await self._call.__aenter__()
        assert self._response.status == 200
        assert self._response.content_type == "text/event-stream"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._response.close()

    async def until(self, name: str, value: Any = ...) -> list[tuple[str, Any]]:
        """The events up to one of a name, and of a value where one is given."""
        seen = []
        async with asyncio.timeout(_PATIENCE):
            while True:
                event = await self.next()
                seen.append(event)
                if event[0] == name and value in (..., event[1]):
                    return seen

    async def next(self) -> tuple[str, Any]:
        """The next event: its name, and what it says. ("", None) at the end."""
        fields: dict[str, str] = {}
        async for line in self._response.content:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                return self._taken(fields)
        return "", None

    def _taken(self, fields: dict[str, str]) -> tuple[str, Any]:
        data = json.loads(fields["data"])
        self._reader.last = fields.get("id", self._reader.last)
        if fields["event"] == "message":
            self._reader.messages[data["id"]] = data
        if fields["event"] in ("hello", "ids"):
            ids = data["ids"] if fields["event"] == "hello" else data
            kept = {key: value for key, value in self._reader.messages.items() if key in ids}
            self._reader.messages = kept
        self._reader.events.append((fields["event"], data))
        return fields["event"], data
