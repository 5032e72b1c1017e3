"""The python-telegram-bot Application: handlers for updates, and one for what is due."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import BaseRequest

from bot.advice.reply import Outcome, say
from bot.storage import Due
from bot.telegram.delivery import Delivery, Means
from bot.telegram.sending import Place, Sending

log = logging.getLogger(__name__)

BotApplication = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class Taken:
    """An update that may have waited here: when it came from Telegram, by the monotonic clock."""

    update: Update
    at: float

    @property
    def chat(self) -> int | None:
        """Whose turn it waits for: a chat's, or a voter's, whose own chat it most often is."""
        chat, user = self.update.effective_chat, self.update.effective_user
        return chat.id if chat else user.id if user else None


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
) -> BotApplication:
    """The Application without an Updater: ours acknowledges an update only when it is done."""
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.application_class(_Application).token(token).updater(None).job_queue(None)
    if base_url is not None:
        builder = builder.base_url(base_url)
    if request is not None:  # one client for all calls; getUpdates is one of them
        builder = builder.request(request).get_updates_request(request)
    application = builder.build()
    delivery = Delivery(means, Sending(application.bot))

    async def handle(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await delivery.handle(update)

    async def handle_taken(taken: Taken, _: ContextTypes.DEFAULT_TYPE) -> None:
        await delivery.handle(taken.update, taken=taken.at)

    async def remind(due: Due, _: ContextTypes.DEFAULT_TYPE) -> None:
        await delivery.remind(due)

    application.add_handler(TypeHandler(Update, handle))
    application.add_handler(TypeHandler(Taken, handle_taken))
    application.add_handler(TypeHandler(Due, remind))
    return application


@asynccontextmanager
async def following(means: Means, bot: Bot) -> AsyncIterator[None]:
    """Follow the knowledge files until the block ends, if the means have a way to."""
    if means.reloading is None:
        yield
        return
    sending = Sending(bot)

    async def tell(chat_id: int, text: str) -> None:
        try:
            await sending.send(Place(chat_id), say(text, Outcome.FLOW))
        except (BadRequest, Forbidden) as error:  # anything else may go through another time
            log.warning("an admin could not be told: %s", error)

    async with means.reloading.running(tell):
        yield
