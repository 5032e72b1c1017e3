"""The peer in a process of its own: python-telegram-bot as its examples show it, an echo."""

from __future__ import annotations

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.benchmark.delivery.telegram import LoudTelegram

_AT_ONCE = 64


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main(base_url: str) -> None:
    """Poll until killed."""
    logging.disable(logging.CRITICAL)
    builder: Any = ApplicationBuilder().token(LoudTelegram.token)
    application = builder.base_url(base_url).concurrent_updates(_AT_ONCE).build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
