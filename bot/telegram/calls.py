"""Calls of the Bot API as plain JSON, for the few methods that nearly every update needs.

python-telegram-bot builds an object of everything that Telegram answers, of which a message's id is
all we read: on these paths that costs as much as the call itself.
"""

from __future__ import annotations

from typing import Any

from telegram import Bot, TelegramObject
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter


class Calls:
    """Calls methods of one bot through its own client, which raises TelegramError for failures."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(
        self, method: str, *, read_timeout: Any = BaseRequest.DEFAULT_NONE, **parameters: Any
    ) -> Any:
        """What Telegram answers, as JSON; a parameter that is None is left out.

        `read_timeout`: seconds to wait for it, where that is longer than usual.
        """
        given = [
            RequestParameter(name, _value(value), None)
            for name, value in parameters.items()
            if value is not None
        ]
        url = f"{self._bot.base_url}/{method}"
        return await self._bot.request.post(url, RequestData(given), read_timeout=read_timeout)


def _value(value: Any) -> Any:
    return value.to_dict() if isinstance(value, TelegramObject) else value
