"""The local Telegram: a Bot API in this process, over python-telegram-bot's own extension point.

The terminal chat and the tests run the real Application over it. It refuses what Telegram
refuses, so that a mistake fails here first, and it fails on order.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.telegram.local_chats import LocalButton, LocalChats, LocalMessage, LocalUser
from bot.telegram.local_failures import Failure, Orders
from bot.telegram.local_messages import Handler, LocalMessages
from bot.telegram.local_profile import LocalProfile
from bot.telegram.local_reader import LocalReader
from bot.telegram.local_schema import JSON, ApiError, LocalFile, checked_parameters, method_names
from bot.telegram.local_updates import LocalUpdates

__all__ = [
    "ApiError",
    "Call",
    "Failure",
    "LocalButton",
    "LocalFile",
    "LocalMessage",
    "LocalRequest",
    "LocalTelegram",
    "LocalUser",
]

_PATH = re.compile(r".*/bot(?P<token>[^/]+)/(?P<method>\w+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call the bot made: decoded parameters, and the error it met (None: it succeeded)."""

    method: str
    parameters: JSON
    error: str | None = None


class LocalTelegram(LocalReader):
    """All of Telegram a bot and its readers see: chats, updates, the bot's profile.

    `clock` gives Unix seconds, for dates and for the time a query stays open. Only getUpdates
    waits in real time. `first_id` is the first update's and message's id, for a state that outlives
    this Telegram.
    """

    token: str = "1:local"  # noqa: S105 a fixed fake, so that it may stand in tests and logs

    def __init__(self, *, clock: Callable[[], float] = time.time, first_id: int = 1) -> None:
        chats = LocalChats(clock, first_id)
        super().__init__(chats, LocalMessages(chats), LocalUpdates(first_id, clock))
        self._orders = Orders()
        self._played: dict[str, Handler] = {
            **self._messages.played,
            **LocalProfile().played,
            "setWebhook": self._updates.set_webhook,
            "deleteWebhook": self._updates.delete_webhook,
            "getWebhookInfo": self._updates.webhook_info,
        }
        self.calls: list[Call] = []

    # What the bot did ----------------------------------------------------------------------

    def messages(self, chat_id: int = 1) -> list[LocalMessage]:
        """The chat as it stands now, from top to bottom, the bot's messages and the reader's."""
        return self._chats.messages(chat_id)

    @property
    def toasts(self) -> list[str]:
        """The text of every answered callback query, in order; empty for a silent answer."""
        return self._messages.toasts

    @property
    def files(self) -> Mapping[str, bytes]:
        """The content of every file the bot sent, by file_id; empty for one given as a URL."""
        return self._messages.files

    @property
    def inline_answers(self) -> list[JSON]:
        """The parameters of every answered inline query, in order."""
        return self._messages.inline_answers

    @property
    def unanswered(self) -> list[str]:
        """Ids of the callback and inline queries that still wait for an answer."""
        return self._messages.unanswered

    def pending(self) -> list[JSON]:
        """Updates no getUpdates offset has confirmed yet."""
        return self._updates.pending()

    @property
    def webhook(self) -> JSON:
        """The webhook as getWebhookInfo shows it, and its secret."""
        return {**self._updates.webhook, "secret": self._updates.secret}

    def is_pending(self, update_id: int) -> bool:
        """Whether an update still waits."""
        return self._updates.is_pending(update_id)

    def acknowledge(self, update_id: int) -> None:
        """A webhook has taken an update."""
        self._updates.acknowledge(update_id)

    # Failures to order ---------------------------------------------------------------------

    def fail(
        self, method: str, failure: Failure, *, times: int = 1, chat_id: int | None = None
    ) -> None:
        """Let the next calls of a method fail, in one chat or in all."""
        self._orders.add(method, failure, times, chat_id)

    # The Bot API ---------------------------------------------------------------------------

    async def serve(self, path: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        """A request by its path or URL, .../bot<TOKEN>/<METHOD>: HTTP status and JSON body."""
        match = _PATH.fullmatch(path)
        if not match:
            return 404, ApiError("Not Found", status=404).body()
        if match["token"] != self.token:
            return 401, ApiError("Unauthorized", status=401).body()
        return await self.call(match["method"], parameters)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        """One call: HTTP status and JSON body. Raises TelegramError for an ordered silence."""
        failure = self._orders.take(method, parameters)
        decoded, error = dict(parameters), None
        try:
            if failure and not failure.effective:
                raise failure.make()
            decoded = self._checked(method, parameters)
            result = await self._play(method, decoded)
            if failure:
                raise failure.make()
        except ApiError as refusal:
            error = str(refusal)
            return refusal.status, refusal.body()
        except TelegramError as silence:
            error = str(silence)
            raise
        finally:
            self.calls.append(Call(method, decoded, error))
        return 200, {"ok": True, "result": result}

    def _checked(self, method: str, parameters: Mapping[str, Any]) -> JSON:
        if method not in method_names():
            raise ApiError("Not Found", status=404)
        if method != "getUpdates" and method not in self._played:
            raise ApiError(f"the local Telegram does not play {method}")
        return checked_parameters(method, parameters)

    async def _play(self, method: str, parameters: JSON) -> Any:
        if method == "getUpdates":
            return await self._updates.get(parameters)
        return self._played[method](parameters)


class LocalRequest(BaseRequest):
    """python-telegram-bot's way to Telegram, leading to a LocalTelegram instead.

    Give one to ApplicationBuilder.request() and one to get_updates_request().
    """

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """Seconds; python-telegram-bot adds it to the timeout of getUpdates."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """One request; both ways go through JSON, so they are as strict as the wire.

        Timeouts mean nothing here. A GET is the download of a file, and no file is kept.
        """
        if method == "GET":
            return 404, json.dumps(ApiError("Not Found", status=404).body()).encode()
        status, body = await self._telegram.serve(url, _wired(request_data))
        return status, json.dumps(body).encode()


def _wired(data: RequestData | None) -> JSON:
    if data is None:
        return {}
    parameters: JSON = json.loads(data.json_payload)
    return parameters | {name: _file(part) for name, part in data.multipart_data.items()}


def _file(part: tuple[str, Any, str]) -> LocalFile:
    name, content, _ = part
    return LocalFile(name, content if isinstance(content, bytes) else content.read())
