"""An update -> what a reader did, or nothing where an answer would be out of place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import CallbackQuery, MessageEntity, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.advice import Message

# What the bot asks Telegram for; everything else is noise to it.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]

_PRIVATE = 0  # a private chat's only reader


@dataclass(frozen=True)
class Incoming:
    """One thing a reader did, and where.

    `message_id` is the reader's, or the pressed message, which may hold a picture. `reader_id`
    tells the readers of a group apart; it is 0 in a private chat.
    """

    update_id: int
    chat_id: int
    reader_id: int
    message_id: int
    message: Message
    query_id: str | None = None
    on_picture: bool = False

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.reader_id != _PRIVATE


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
    return Incoming(
        update_id,
        chat.id,
        _PRIVATE if chat.type == ChatType.PRIVATE else query.from_user.id,
        query.message.message_id,
        Message(query.data, kind="press", at=datetime.now(UTC), seed=update_id),
        query.id,
        on_picture=isinstance(query.message, TelegramMessage) and bool(query.message.photo),
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
        said = Message("", kind="attachment", at=message.date, seed=update_id)
    else:
        text = text if private else text.replace(f"@{username}", "").strip()
        said = Message(text, kind="edit" if edited else "text", at=message.date, seed=update_id)
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
    named = message.parse_entities([MessageEntity.BOT_COMMAND, MessageEntity.MENTION])
    return any(_names(entity, text, username) for entity, text in named.items())


def _names(entity: MessageEntity, text: str, username: str) -> bool:
    _, at, name = text.partition("@")
    if entity.type == MessageEntity.BOT_COMMAND and not at:
        return entity.offset == 0
    return name.casefold() == username.casefold()
