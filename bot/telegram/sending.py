"""Replies out to Telegram: send, edit, answer a press. What Telegram shrugs at is shrugged at."""

from __future__ import annotations

from contextlib import suppress

from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.advice import Reply
from bot.telegram.html import html, keyboard, toast

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNCHANGED = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited")
_TOO_LATE = "query is too old"


class Sending:
    """Sends replies through one bot. Raises TelegramError for what may be tried again."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, reply: Reply) -> int:
        """A new message; returns its id."""
        message: Message = await self._bot.send_message(
            chat_id,
            html(reply),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(reply.buttons),
            link_preview_options=_NO_PREVIEW,
        )
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, reply: Reply) -> int:
        """Change a message; one that is gone is sent anew. Returns the message's id."""
        try:
            await self._bot.edit_message_text(
                html(reply),
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(reply.buttons),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if any(reason in error.message.lower() for reason in _GONE):
                return await self.send(chat_id, reply)
            if _UNCHANGED not in error.message.lower():
                raise
        return message_id

    async def disarm(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a question that no longer waits.

        They would do no harm, so no failure is worth sending the reply that came before it again.
        """
        with suppress(TelegramError):
            await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None)

    async def answer_query(self, query_id: str, text: str) -> None:
        """End the button's waiting state; too late is no error."""
        try:
            await self._bot.answer_callback_query(query_id, text=toast(text))
        except BadRequest as error:
            if _TOO_LATE not in error.message.lower():
                raise
