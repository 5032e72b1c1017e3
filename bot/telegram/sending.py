"""Replies out to Telegram: send, edit, answer a press. What Telegram shrugs at is shrugged at."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.advice import Reply
from bot.advice.reply import Keyboard, QuizPoll
from bot.pictures import draw
from bot.telegram.calls import Calls
from bot.telegram.chat_action import typing
from bot.telegram.feedback_rows import with_rows
from bot.telegram.html import fits_caption, html, keyboard, toast
from bot.telegram.polls import send_quiz

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNCHANGED = "message is not modified"
# The message is deleted, or is a picture now and holds no text to change.
_GONE = ("message to edit not found", "message can't be edited", "no text in the message to edit")
_TOO_LATE = "query is too old"
_NO_PICTURES = ("not enough rights to send photos", "photos are forbidden", "media is forbidden")
_NO_TOPIC = "message thread not found"
# What an administrator of the group has forbidden is nobody's mistake.
_MUTED = (
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "topic_closed",
)
_NO_POLLS = ("not enough rights to send polls", "polls are forbidden", "poll_forbidden")
_NO_SUCH_FILE = ("wrong file identifier", "wrong remote file", "invalid file")


@dataclass(frozen=True)
class Place:
    """Where a reply goes: a chat, in a group the message it answers, in a forum its topic."""

    chat_id: int
    answers: int | None = None
    topic: int | None = None

    def parameters(self) -> ReplyParameters | None:
        """For Telegram; the reply comes even if the message is gone."""
        if self.answers is None:
            return None
        return ReplyParameters(self.answers, allow_sending_without_reply=True)


@dataclass(frozen=True)
class Sent:
    """A message as it was sent, and Telegram's names for its picture and poll, if it has them."""

    message_id: int
    file_id: str | None = None
    poll_id: str | None = None

    @classmethod
    def of(cls, message: Message) -> Sent:
        """What is worth knowing of a message of ours."""
        file_id = message.photo[-1].file_id if message.photo else None
        return cls(message.message_id, file_id, message.poll.id if message.poll else None)


class Sending:
    """Sends replies through one bot. Raises TelegramError for what may be tried again.

    `file_id` is Telegram's name for the reply's picture, if it was sent before.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._call = Calls(bot)

    @property
    def bot(self) -> Bot:
        """The bot it sends through."""
        return self._bot

    @property
    def username(self) -> str:
        """The bot's own name."""
        return self._bot.username

    async def send(self, place: Place, reply: Reply, file_id: str | None = None) -> Sent:
        """A new message. Raises Forbidden where the bot may not write."""
        try:
            return await self._send(place, reply, file_id)
        except BadRequest as error:
            if place.topic is not None and _says(error, _NO_TOPIC):
                return await self.send(replace(place, topic=None), reply, file_id)
            if _says(error, *_MUTED):
                raise Forbidden(error.message) from None
            raise

    async def _send(self, place: Place, reply: Reply, file_id: str | None) -> Sent:
        if reply.poll is not None:
            return await self._send_poll(place, reply, reply.poll)
        text = html(reply, self._bot.link)
        if reply.picture is not None and fits_caption(text):
            return await self._send_picture(place, reply, text, file_id)
        message = await self._call(
            "sendMessage",
            chat_id=place.chat_id,
            text=text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(reply.buttons, self._bot.link),
            link_preview_options=_NO_PREVIEW,
            reply_parameters=place.parameters(),
            message_thread_id=place.topic,
        )
        return Sent(message["message_id"])

    async def _send_poll(self, place: Place, reply: Reply, poll: QuizPoll) -> Sent:
        """The poll in place of the text that asks the same; the text where polls are forbidden."""
        try:
            under = keyboard(poll.under, self._bot.link)
            return Sent.of(await send_quiz(self._bot, place, poll, under))
        except BadRequest as error:
            if not _says(error, *_NO_POLLS):
                raise
            return await self.send(place, replace(reply, poll=None))

    def typing(self, place: Place) -> AbstractContextManager[None]:
        """Show that an answer is being made, once that takes long."""
        return typing(self._bot, place.chat_id, place.topic)

    async def edit(
        self, place: Place, message_id: int, reply: Reply, file_id: str | None = None
    ) -> Sent:
        """Change a message; one that is gone is sent anew, and a poll is always a new one."""
        if reply.poll is not None:
            return await self.send(place, reply)
        text = html(reply, self._bot.link)
        try:
            if reply.picture is not None and fits_caption(text):
                return await self._edit_picture(place, message_id, reply, text, file_id)
            await self._call(
                "editMessageText",
                text=text,
                chat_id=place.chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(reply.buttons, self._bot.link),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if _says(error, *_GONE):
                return await self.send(place, reply, file_id)
            if not _says(error, _UNCHANGED):
                raise
        return Sent(message_id)

    async def _send_picture(
        self, place: Place, reply: Reply, text: str, file_id: str | None
    ) -> Sent:
        named: dict[str, Any] = {
            "caption": text,
            "parse_mode": ParseMode.HTML,
            "reply_markup": keyboard(reply.buttons, self._bot.link),
            "reply_parameters": place.parameters(),
            "message_thread_id": place.topic,
        }
        try:
            if file_id is not None:
                known = {"chat_id": place.chat_id, "photo": file_id, **named}
                return Sent((await self._call("sendPhoto", **known))["message_id"], file_id)
            message = await self._bot.send_photo(place.chat_id, await _drawn(reply), **named)
        except BadRequest as error:
            if file_id is not None and _says(error, *_NO_SUCH_FILE):
                return await self._send_picture(place, reply, text, None)
            if not _says(error, *_NO_PICTURES):
                raise
            return await self.send(place, replace(reply, picture=None))
        return Sent.of(message)

    async def _edit_picture(
        self, place: Place, message_id: int, reply: Reply, text: str, file_id: str | None
    ) -> Sent:
        media = InputMediaPhoto(file_id or await _drawn(reply), text, parse_mode=ParseMode.HTML)
        try:
            message = await self._bot.edit_message_media(
                media,
                place.chat_id,
                message_id,
                reply_markup=keyboard(reply.buttons, self._bot.link),
            )
        except BadRequest as error:
            if file_id is not None and _says(error, *_NO_SUCH_FILE):
                return await self._edit_picture(place, message_id, reply, text, None)
            if not _says(error, *_NO_PICTURES):
                raise
            return await self.edit(place, message_id, replace(reply, picture=None))
        return Sent.of(message) if isinstance(message, Message) else Sent(message_id)

    async def send_file(self, place: Place, reply: Reply, content: bytes, name: str) -> Sent:
        """A new message with a file above its text, which is its caption."""
        message: Message = await self._bot.send_document(
            place.chat_id,
            content,
            filename=name,
            caption=html(reply, self._bot.link),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(reply.buttons, self._bot.link),
            reply_parameters=place.parameters(),
        )
        return Sent.of(message)

    async def show_feedback(
        self, chat_id: int, message_id: int, markup: InlineKeyboardMarkup | None, rows: Keyboard
    ) -> None:
        """Change the thumbs under a message; the vote counts even if they cannot be changed."""
        changed = with_rows(markup, rows, self._bot.link)
        if changed is not None:
            with suppress(BadRequest):  # unchanged by a double tap, or the message is gone
                await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=changed)

    async def disarm(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a question that no longer waits.

        They would do no harm, so no failure is worth sending the reply that came before it again.
        """
        with suppress(TelegramError):
            await self._call("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id)

    async def answer_query(self, query_id: str, text: str) -> None:
        """End the button's waiting state; too late is no error."""
        try:
            await self._call("answerCallbackQuery", callback_query_id=query_id, text=toast(text))
        except BadRequest as error:
            if not _says(error, _TOO_LATE):
                raise


async def _drawn(reply: Reply) -> bytes:
    """The picture's file; in a thread, for other chats shall not wait for it."""
    if reply.picture is None:
        raise ValueError("this reply has no picture")
    return await asyncio.to_thread(draw, reply.picture)


def _says(error: BadRequest, *reasons: str) -> bool:
    return any(reason in error.message.lower() for reason in reasons)
