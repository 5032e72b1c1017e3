"""A message as the page is told of it: plain text and entities, never markup."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from bot.telegram.local import LocalButton, LocalMessage
from bot.telegram.local_schema import JSON
from bot.telegram.runner import BotRunner

_PNG = b"\x89PNG\r\n\x1a\n"
CAN_VOTE = hasattr(BotRunner, "vote")
_SHOWN = ("text", "photo", "document", "poll")


def shown(message: LocalMessage, files: Mapping[str, bytes]) -> JSON:
    """The message as JSON. `kind` says what it is; `other` for what the page has no look for."""
    payload = message.payload
    return {
        "id": message.message_id,
        "mine": not message.from_bot,
        "kind": next((kind for kind in _SHOWN if kind in payload), "other"),
        "date": payload["date"],
        "text": "" if "poll" in payload else message.text,
        "entities": message.entities,
        "buttons": _rows(message.keyboard),
        "file": _file(message, files),
        "poll": _poll(payload.get("poll")),
    }


def file_id(message: LocalMessage) -> str | None:
    """The file of a picture or document."""
    document = message.payload.get("document")
    return message.photo or (str(document["file_id"]) if document else None)


def image_type(content: bytes) -> str:
    """The media type of a picture a browser may show; of any other file, one it will not."""
    if content.startswith(_PNG):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8\xff") else "application/octet-stream"


def _rows(keyboard: list[list[LocalButton]]) -> list[list[JSON]]:
    """The buttons a page can press; one that picks another chat of Telegram's is left out."""
    rows = ([_button(one) for one in row if one.data or one.url] for row in keyboard)
    return [row for row in rows if row]


def _button(button: LocalButton) -> JSON:
    return {"label": button.label, "data": button.data, "url": button.url}


def _file(message: LocalMessage, files: Mapping[str, bytes]) -> JSON | None:
    """Its name changes with its content, so that the page knows when to ask for it again."""
    named = file_id(message)
    if named is None:
        return None
    content = files.get(named, b"")
    width, height = _size(content)
    name = message.payload.get("document", {}).get("file_name", "")
    about = {"name": name, "bytes": len(content), "width": width, "height": height}
    return {"id": named, **about}


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, so that its place is kept free; else 0, 0."""
    if not content.startswith(_PNG) or len(content) < 24:
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _poll(poll: JSON | None) -> JSON | None:
    """A poll has one voter here, so a vote of it is the reader's, and closes it."""
    if poll is None:
        return None
    right = poll.get("correct_option_ids", [])
    voted = bool(poll["total_voter_count"])
    options = [
        {"text": option["text"], "chosen": bool(option["voter_count"]), "right": number in right}
        for number, option in enumerate(poll["options"])
    ]
    return {
        "question": poll["question"],
        "options": options if voted else [{"text": option["text"]} for option in options],
        "voted": voted,
        "open": CAN_VOTE and not voted and not poll["is_closed"],
        "explanation": poll.get("explanation", "") if voted else "",
    }
