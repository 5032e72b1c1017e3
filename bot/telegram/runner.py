"""Drives the real Application over the local Telegram: for the terminal chat and for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update

from bot.storage import ALL_CHATS, Chats
from bot.telegram.application import BotApplication, build_application, following
from bot.telegram.delivery import Means
from bot.telegram.local import (
    LocalButton,
    LocalMessage,
    LocalRequest,
    LocalTelegram,
    LocalUser,
)
from bot.telegram.timer import Timer


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

    async def vote(self, message_id: int, option: int) -> list[LocalMessage]:
        """Vote in a poll, by its message and the option's place from 0."""
        return await self._seen(
            lambda: self.telegram.vote(message_id, option, chat_id=self._chat_id, user=self._user)
        )

    async def attach(self, kind: str, caption: str | None = None) -> list[LocalMessage]:
        """Send something that is not text."""
        return await self._seen(
            lambda: self.telegram.attachment(kind, chat_id=self._chat_id, caption=caption)
        )

    async def inline(self, query: str) -> list[dict[str, Any]]:
        """Type @bot and a query in some other chat; the results the bot offers there."""
        before = len(self.telegram.inline_answers)
        update = Update.de_json(self.telegram.inline(query, user=self._user), self._application.bot)
        await self._application.process_update(update)
        answers = self.telegram.inline_answers[before:]
        return [result for answer in answers for result in answer["results"]]

    def buttons(self) -> list[tuple[int, LocalButton]]:
        """The buttons of the last message that has any, with that message's id, in order.

        A poll's options come before them.
        """
        for message in reversed(self.telegram.messages(self._chat_id)):
            buttons = [button for row in message.keyboard for button in row]
            if message.from_bot and (message.choices or buttons):
                return [(message.message_id, button) for button in (*message.choices, *buttons)]
        return []

    async def press_number(self, number: int) -> list[LocalMessage] | None:
        """Press a button by its number, from 1; None when there is no such button."""
        buttons = self.buttons()
        if not 0 < number <= len(buttons):
            return None
        message_id, button = buttons[number - 1]
        if button.option is not None:
            return await self.vote(message_id, button.option)
        return await self.press(message_id, button.data) if button.data else []

    async def press_label(self, label: str) -> list[LocalMessage]:
        """Press a button of the last keyboard by its label. Raises LookupError when it is gone."""
        for message_id, button in self.buttons():
            if button.label == label:
                return await self.press(message_id, button.data or "")
        raise LookupError(f"no button {label!r} among {[b.label for _, b in self.buttons()]}")

    async def look(self, timer: Timer) -> list[LocalMessage]:
        """Let the clock tell what is due by now, and wait until it has."""

        async def told() -> None:
            await timer.look()
            await timer.settled()

        return await self._seen_after(told)

    def timer(self, means: Means, chats: Callable[[], Chats] = lambda: ALL_CHATS) -> Timer:
        """A clock over the same Application, for these chats."""
        return Timer(self._application, means.turns.reminders, chats=chats)

    async def _seen(self, act: Callable[[], dict[str, Any]]) -> list[LocalMessage]:
        async def handled() -> None:
            update = Update.de_json(act(), self._application.bot)
            await self._application.process_update(update)

        return await self._seen_after(handled)

    async def _seen_after(self, happen: Callable[[], Awaitable[None]]) -> list[LocalMessage]:
        before = {m.message_id: m for m in self.telegram.messages(self._chat_id)}
        await happen()
        return [
            message
            for message in self.telegram.messages(self._chat_id)
            if message.from_bot and _news(message, before.get(message.message_id))
        ]


def _news(message: LocalMessage, before: LocalMessage | None) -> bool:
    """Whether a reader would notice the message; buttons taken away are not news."""
    shown = [(one.text, one.photo, one.poll) for one in (message, before) if one is not None]
    if before is None or shown[0] != shown[1]:
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
    )
    async with application, following(means, application.bot):
        yield BotRunner(application, telegram, chat_id)
