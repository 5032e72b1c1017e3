"""The page over HTTP: itself, a stream of what happens in a reader's chat, and the reader's acts.

A browser names its chat by a secret that it made up, in a header: no cookie, nothing in an address.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot.knowledge import Knowledge
from bot.telegram.bodies import body_within
from bot.telegram.local_chats import BOT_USER
from bot.telegram.local_html import utf16_length
from bot.telegram.local_rules import TEXT_LIMIT
from bot.telegram.runner import BotRunner
from bot.web.guard import Guard
from bot.web.room import Act, BusyError, Room
from bot.web.rooms import FullError, Rooms
from bot.web.shown import image_type

_HERE = Path(__file__).parent
_LARGEST = 32 * 1024  # bytes of a request: 4096 characters escaped, and some
_LONGEST_DATA = 64  # bytes
_KEPT_BY_NOBODY = {"Cache-Control": "no-store"}
_STREAMED = {**_KEPT_BY_NOBODY, "X-Accel-Buffering": "no"}


def _is_callback_data(data: str) -> str:
    if not 1 <= len(data.encode()) <= _LONGEST_DATA:
        raise ValueError("not what a button sends")
    return data


def _fits(text: str) -> str:
    if utf16_length(text) > TEXT_LIMIT:
        raise ValueError("too long")
    return text


_Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_fits)
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_Shape = TypeVar("_Shape", bound=_Body)
_MessageId = Annotated[int, Field(ge=1, lt=1 << 53)]


class _Said(_Body):
    text: _Text


class _Edited(_Body):
    message: _MessageId
    text: _Text


class _Pressed(_Body):
    message: _MessageId
    data: Annotated[str, AfterValidator(_is_callback_data)]


class _Voted(_Body):
    message: _MessageId
    option: Annotated[int, Field(ge=0, lt=100)]


class _Static(StaticFiles):
    """Files that a browser asks for again each time, and gets only when they changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Page:
    """The chat page over its rooms."""

    def __init__(self, knowledge: Knowledge, rooms: Rooms) -> None:
        self._words = knowledge.page
        self._rooms = rooms
        template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
        self._html = {
            embedded: template.substitute(_filling(knowledge, embedded))
            for embedded in (False, True)
        }

    def app(self, hosts: frozenset[str] = frozenset(), ancestors: tuple[str, ...] = ()) -> ASGIApp:
        """The ASGI app; `hosts` and `ancestors` are WEB_HOSTS and WEB_FRAME_ANCESTORS."""
        routes = [
            Route("/", self._page),
            Route("/chat/events", self._events),
            Route("/chat/say", self._say, methods=["POST"]),
            Route("/chat/edit", self._edit, methods=["POST"]),
            Route("/chat/press", self._press, methods=["POST"]),
            Route("/chat/vote", self._vote, methods=["POST"]),
            Route("/chat/clear", self._clear, methods=["POST"]),
            Route("/chat/file/{message:int}", self._file),
            Mount("/static", _Static(directory=_HERE / "static")),
        ]
        return Guard(Starlette(routes=routes), hosts, ancestors)

    async def _page(self, request: Request) -> Response:
        embedded = "embed" in request.query_params
        return HTMLResponse(self._html[embedded], headers={"Cache-Control": "no-cache"})

    async def _events(self, request: Request) -> Response:
        room = self._room(request)
        last = request.headers.get("last-event-id", "")
        return StreamingResponse(
            room.events(last), media_type="text/event-stream", headers=_STREAMED
        )

    async def _say(self, request: Request) -> Response:
        said = await self._read(request, _Said)
        room = self._room(request)
        return self._begun(room, lambda reader: reader.say(said.text))

    async def _edit(self, request: Request) -> Response:
        edited = await self._read(request, _Edited)
        room = self._room(request)
        message = room.message(edited.message)
        if message is None or message.from_bot:
            raise HTTPException(404, self._words.unsent)
        return self._begun(room, lambda reader: reader.edit(edited.message, edited.text))

    async def _press(self, request: Request) -> Response:
        pressed = await self._read(request, _Pressed)
        room = self._room(request)
        return self._begun(room, lambda reader: reader.press(pressed.message, pressed.data))

    async def _vote(self, request: Request) -> Response:
        voted = await self._read(request, _Voted)
        room = self._room(request)
        vote = getattr(BotRunner, "vote", None)
        if vote is None or room.message(voted.message) is None:
            raise HTTPException(404, self._words.poll)
        return self._begun(room, lambda reader: vote(reader, voted.message, voted.option))

    async def _clear(self, request: Request) -> Response:
        self._room(request).clear()
        return Response(status_code=204)

    async def _file(self, request: Request) -> Response:
        room = self._room(request)
        message = room.message(request.path_params["message"])
        content = room.content(message) if message else b""
        if not content:
            raise HTTPException(404, self._words.no_file)
        return Response(content, media_type=image_type(content), headers=_KEPT_BY_NOBODY)

    # Parts ---------------------------------------------------------------------------------

    def _room(self, request: Request) -> Room:
        """The caller's chat. Raises HTTPException."""
        _, _, secret = request.headers.get("authorization", "").partition(" ")
        try:
            return self._rooms.enter(secret)
        except ValueError as error:
            raise HTTPException(401, str(error)) from None
        except FullError:
            raise HTTPException(503, self._words.full) from None

    async def _read(self, request: Request, shape: type[_Shape]) -> _Shape:
        """What the page sent. Raises HTTPException."""
        body = await body_within(request, _LARGEST)
        if body is None:
            raise HTTPException(413, self._words.too_long)
        try:
            return shape.model_validate_json(body)
        except ValidationError as error:
            long = any("too long" in mistake["msg"] for mistake in error.errors())
            raise HTTPException(400, self._words.too_long if long else self._words.unsent) from None

    def _begun(self, room: Room, act: Act) -> Response:
        """The act is in hand; the stream tells what comes of it. Raises HTTPException."""
        try:
            room.act(act)
        except BusyError:
            raise HTTPException(429, self._words.too_fast) from None
        return Response(status_code=202)


def _filling(knowledge: Knowledge, embedded: bool) -> dict[str, str]:
    """What stands in the page's braces, escaped."""
    texts, page = knowledge.texts, knowledge.page
    told = {
        "name": texts.name,
        "bot": BOT_USER["username"],
        "commands": texts.commands,
        "words": {**page.model_dump(), "typing": page.typing.format(name=texts.name)},
        "longest": TEXT_LIMIT,
    }
    filled = {
        **page.model_dump(),
        "name": texts.name,
        "short": texts.short_description,
        "description": texts.description,
        "examples_list": json.dumps(texts.help_examples),
        "look": "embedded" if embedded else "whole",
        "told": json.dumps(told),
    }
    return {name: escape(value) for name, value in filled.items()}
