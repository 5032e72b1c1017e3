"""The python-telegram-bot Application: one handler for every update, and the bot's profile."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot, BotCommand, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import BaseRequest

from bot.advice.reply import Outcome, say
from bot.knowledge.models import Knowledge
from bot.telegram.delivery import Delivery, Means
from bot.telegram.sending import Place, Sending

log = logging.getLogger(__name__)

BotApplication = Application[Any, Any, Any, Any, Any, Any]


class _Application(Application[Any, Any, Any, Any, Any, Any]):
    """Lets an error reach whoever drives it, so that the update is not taken for done."""

    async def process_error(self, update: object, error: Exception, *_: Any, **__: Any) -> bool:  # noqa: ARG002
        """Raise it; python-telegram-bot would log it and go on."""
        raise error


def build_application(
    token: str,
    means: Means,
    *,
    base_url: str | None = None,
    request: BaseRequest | None = None,
    updates_request: BaseRequest | None = None,
) -> BotApplication:
    """The Application without an Updater: ours acknowledges an update only when it is done."""
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.application_class(_Application).token(token).updater(None).job_queue(None)
    if base_url is not None:
        builder = builder.base_url(base_url)
    if request is not None:
        builder = builder.request(request)
    if updates_request is not None:
        builder = builder.get_updates_request(updates_request)
    application = builder.build()
    delivery = Delivery(means, Sending(application.bot))

    async def handle(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await delivery.handle(update)

    application.add_handler(TypeHandler(Update, handle))
    return application


@asynccontextmanager
async def following(means: Means, bot: Bot) -> AsyncIterator[None]:
    """Follow the knowledge files until the block ends, if the means have a way to."""
    if means.reloading is None:
        yield
        return
    sending = Sending(bot)

    async def tell(chat_id: int, text: str) -> None:
        await sending.send(Place(chat_id), say(text, Outcome.FLOW))

    async with means.reloading.running(tell):
        yield


async def introduce(bot: Bot, knowledge: Knowledge) -> None:
    """Set command list and descriptions; a failure is logged and does not stop the start."""
    texts = knowledge.texts
    commands = [BotCommand(name, what) for name, what in texts.commands.items()]
    try:
        await bot.set_my_commands(commands)
        await bot.set_my_description(texts.description)
        await bot.set_my_short_description(texts.short_description)
    except TelegramError as error:
        log.warning("the bot's commands and descriptions could not be set: %s", error)
