"""telegram.yaml: what only Telegram shows."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.knowledge.shapes import Curated, Line
from bot.knowledge.texts import Command

# What a message may hold that is not text; where one has two of them, the first tells more.
Attachment = Literal[
    "animation",
    "venue",
    "contact",
    "dice",
    "document",
    "location",
    "photo",
    "poll",
    "sticker",
    "video_note",
    "video",
    "voice",
    "audio",
]
ATTACHMENTS: tuple[Attachment, ...] = get_args(Attachment)

_Button = Annotated[str, Field(min_length=1, max_length=40)]
_Title = Annotated[str, Field(min_length=1, max_length=64)]
_CommandName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
_CommandText = Annotated[str, Field(min_length=1, max_length=256)]


class FitCard(Curated):
    title: _Title
    description: _Title
    text: Line
    open: _Button


class Inline(Curated):
    """Cards that a reader puts into other chats."""

    ask: _Button = Field(description="The button over the cards; it opens the private chat.")
    nothing: _Button = Field(description="The same where no card fits.")
    more: _Button = Field(description="The button under a card that was sent.")
    fit: FitCard


class Groups(Curated):
    commands: tuple[Command, ...] = Field(
        min_length=1, description="The commands that a group lists, in this order."
    )
    hello: Line = Field(description="Said once in a group that the bot is added to.")


class OnTelegram(Curated):
    """Words and lists for Telegram's own ways."""

    inline: Inline
    groups: Groups
    admin_commands: dict[_CommandName, _CommandText] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    attachments: dict[Attachment, Line] = Field(default_factory=dict)

    def said_to(self, attachment: str) -> str | None:
        """What is said to a kind of attachment, if there is something of its own."""
        said = {str(kind): text for kind, text in self.attachments.items()}
        return said.get(attachment)
