"""An update -> what a reader did, or nothing where an answer would be out of place."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import CallbackQuery, InlineKeyboardMarkup, MessageEntity, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.advice import Message
from bot.advice.message import Kind
from bot.storage import Letter
from bot.telegram.sending import Place

# What the bot asks Telegram for; everything else is noise to it.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]

_PRIVATE = 0  # a private chat's only reader
_SALT = os.urandom(16)
_NAMING: tuple[str, ...] = (MessageEntity.BOT_COMMAND, MessageEntity.MENTION)


@dataclass(frozen=True)
class Incoming:
    """One thing a reader did, and where.

    `message_id` is the reader's, or the pressed message, which may hold a picture and has `markup`.
    `reader_id` tells the readers of a group apart; it is 0 in a private chat.
    """

    update_id: int
    chat_id: int
    reader_id: int
    message_id: int
    message: Message
    query_id: str | None = None
    on_picture: bool = False
    markup: InlineKeyboardMarkup | None = None

    @property
    def person(self) -> int:
        """The reader's own id, wherever the chat is."""
        return self.reader_id or self.chat_id

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.reader_id != _PRIVATE

    @property
    def place(self) -> Place:
        """Where its reply goes; in a group it shows what it answers, for its reader to reply to."""
        answers = self.in_group and self.query_id is None
        return Place(self.chat_id, self.message_id if answers else None)

    def letter(self, update: Update) -> Letter:
        """The update as it is kept for later."""
        return Letter(self.update_id, self.chat_id, self.reader_id, update.to_json())

    @property
    def chat_hash(self) -> str:
        """What logs call the chat: the same within a process, and nobody's id."""
        return hashlib.blake2s(str(self.chat_id).encode(), key=_SALT, digest_size=4).hexdigest()


def incoming(update: Update, username: str) -> Incoming | None:
    """The reader's action in an update; None for what needs no answer.

    `username` is the bot's own: in a group it answers only what is meant for it.
    """
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or not _is_meant(message, username):
        return None
    return _text(update.update_id, message, username, edited=update.message is None)


def _press(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    alone = chat.type == ChatType.PRIVATE
    pressed = query.message if isinstance(query.message, TelegramMessage) else None
    said = Message(
        query.data,
        kind="press",
        at=datetime.now(UTC),
        seed=update_id,
        alone=alone,
        on=query.message.message_id,
    )
    return Incoming(
        update_id,
        chat.id,
        _PRIVATE if alone else query.from_user.id,
        query.message.message_id,
        said,
        query.id,
        on_picture=pressed is not None and bool(pressed.photo),
        markup=pressed.reply_markup if pressed is not None else None,
    )


def _text(
    update_id: int, message: TelegramMessage, username: str, *, edited: bool
) -> Incoming | None:
    text = message.text or message.caption
    private = message.chat.type == ChatType.PRIVATE
    if text is None:
        # Service messages and attachments in groups are not meant for the bot.
        if edited or not private or not message.effective_attachment:
            return None
        said = Message("", kind="attachment", at=message.date, seed=update_id, alone=private)
    else:
        text = text if private else _without(username, text)
        kind: Kind = "edit" if edited else "text"
        said = Message(text, kind=kind, at=message.date, seed=update_id, alone=private)
    reader = message.from_user.id if message.from_user else message.chat.id
    return Incoming(
        update_id, message.chat.id, _PRIVATE if private else reader, message.message_id, said
    )


def _is_meant(message: TelegramMessage, username: str) -> bool:
    """In a group: a command of this bot's, a mention of it, or a reply to it."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    replied = message.reply_to_message
    if replied is not None and replied.from_user and replied.from_user.username == username:
        return True
    texts = message.parse_entities(list(_NAMING))
    captions = message.parse_caption_entities(list(_NAMING))
    named = {**texts, **captions}
    return any(_names(entity, text, username) for entity, text in named.items())


def _without(username: str, text: str) -> str:
    return re.sub(rf"@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()


def _names(entity: MessageEntity, text: str, username: str) -> bool:
    _, at, name = text.partition("@")
    if entity.type == MessageEntity.BOT_COMMAND and not at:
        return entity.offset == 0
    return name.casefold() == username.casefold()
