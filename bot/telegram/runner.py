"""Drives the real Application over the local Telegram: for the terminal chat and for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update

from bot.telegram.application import BotApplication, build_application, following
from bot.telegram.delivery import Means
from bot.telegram.local import (
    LocalButton,
    LocalMessage,
    LocalRequest,
    LocalTelegram,
    LocalUser,
)


class BotRunner:
    """A reader at one chat: each method returns the bot's new or changed messages."""

    def __init__(
        self,
        application: BotApplication,
        telegram: LocalTelegram,
        chat_id: int = 1,
        user: LocalUser | None = None,
    ) -> None:
        self.telegram = telegram
        self._application = application
        self._chat_id = chat_id
        self._user = user

    def beside(self, user: LocalUser, chat_id: int) -> BotRunner:
        """Another reader of the same bot, at that chat."""
        return BotRunner(self._application, self.telegram, chat_id, user)

    async def say(self, text: str, *, reply_to: int | None = None) -> list[LocalMessage]:
        """Type a message, as a reply to another one if one is named."""
        return await self._seen(
            lambda: self.telegram.text(
                text, chat_id=self._chat_id, user=self._user, reply_to=reply_to
            )
        )

    async def edit(self, message_id: int, text: str) -> list[LocalMessage]:
        """Edit a message typed before."""
        return await self._seen(lambda: self.telegram.edit(message_id, text, chat_id=self._chat_id))

    async def press(self, message_id: int, data: str) -> list[LocalMessage]:
        """Press a button, by its message and its data."""
        return await self._seen(
            lambda: self.telegram.press(message_id, data, chat_id=self._chat_id, user=self._user)
        )

    async def attach(self, kind: str, caption: str | None = None) -> list[LocalMessage]:
        """Send something that is not text."""
        return await self._seen(
            lambda: self.telegram.attachment(kind, chat_id=self._chat_id, caption=caption)
        )

    def buttons(self) -> list[tuple[int, LocalButton]]:
        """The buttons of the last message that has any, with that message's id, in order."""
        for message in reversed(self.telegram.messages(self._chat_id)):
            if message.from_bot and message.keyboard:
                return [(message.message_id, button) for row in message.keyboard for button in row]
        return []

    async def press_number(self, number: int) -> list[LocalMessage] | None:
        """Press a button by its number, from 1; None when there is no such button."""
        buttons = self.buttons()
        if not 0 < number <= len(buttons):
            return None
        message_id, button = buttons[number - 1]
        return await self.press(message_id, button.data) if button.data else []

    async def press_label(self, label: str) -> list[LocalMessage]:
        """Press a button of the last keyboard by its label. Raises LookupError when it is gone."""
        for message_id, button in self.buttons():
            if button.label == label:
                return await self.press(message_id, button.data or "")
        raise LookupError(f"no button {label!r} among {[b.label for _, b in self.buttons()]}")

    async def _seen(self, act: Callable[[], dict[str, Any]]) -> list[LocalMessage]:
        before = {m.message_id: m for m in self.telegram.messages(self._chat_id)}
        update = Update.de_json(act(), self._application.bot)
        await self._application.process_update(update)
        return [
            message
            for message in self.telegram.messages(self._chat_id)
            if message.from_bot and _news(message, before.get(message.message_id))
        ]


def _news(message: LocalMessage, before: LocalMessage | None) -> bool:
    """Whether a reader would notice the message; buttons taken away are not news."""
    if before is None or (message.text, message.photo) != (before.text, before.photo):
        return True
    return bool(message.keyboard) and message.keyboard != before.keyboard


@asynccontextmanager
async def local_bot(
    means: Means, telegram: LocalTelegram, *, chat_id: int = 1
) -> AsyncIterator[BotRunner]:
    """The real Application, started, over a local Telegram."""
    application = build_application(
        telegram.token,
        means,
        request=LocalRequest(telegram),
        updates_request=LocalRequest(telegram),
    )
    async with application, following(means, application.bot):
        yield BotRunner(application, telegram, chat_id)
