"""An update -> what a reader did, or nothing where an answer would be out of place."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.advice import Message

# What the bot asks Telegram for; everything else is noise to it.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]


@dataclass(frozen=True)
class Incoming:
    """One thing a reader did, and where. `message_id` is the reader's, or the pressed message."""

    update_id: int
    chat_id: int
    message_id: int
    message: Message
    query_id: str | None = None


def incoming(update: Update) -> Incoming | None:
    """The reader's action in an update; None for what needs no answer."""
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    if update.edited_message is not None:
        return _text(update.update_id, update.edited_message, edited=True)
    if update.message is not None:
        return _text(update.update_id, update.message, edited=False)
    return None


def _press(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None:
        return None
    return Incoming(
        update_id,
        query.message.chat.id,
        query.message.message_id,
        Message(query.data, kind="press"),
        query.id,
    )


def _text(update_id: int, message: TelegramMessage, *, edited: bool) -> Incoming | None:
    text = message.text or message.caption
    if text is None:
        # Service messages and attachments in groups are not meant for the bot.
        private = message.chat.type == ChatType.PRIVATE
        if edited or not private or not message.effective_attachment:
            return None
        said = Message("", kind="attachment", at=message.date)
    else:
        said = Message(text, kind="edit" if edited else "text", at=message.date)
    return Incoming(update_id, message.chat.id, message.message_id, said)
