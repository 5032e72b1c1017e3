"""Failures a test orders from the local Telegram, each as the real one shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError, TelegramError, TimedOut

from bot.telegram.local_schema import ApiError


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call fails: with an answer of the server, or with no answer at all.

    `effective` calls do what they should before the failure, so a retry does it twice.
    """

    make: Callable[[], ApiError | TelegramError]
    effective: bool = False

    @classmethod
    def refused(cls, description: str, status: int = 400) -> "Failure":
        """Any other error; a status of 400 puts "Bad Request: " before the description."""
        return cls(lambda: ApiError(description, status=status))

    @classmethod
    def too_many_requests(cls, retry_after: int) -> "Failure":
        """429; retry_after in seconds."""
        text = f"Too Many Requests: retry after {retry_after}"
        return cls(lambda: ApiError(text, status=429, retry_after=retry_after))

    @classmethod
    def server_error(cls, status: int = 500) -> "Failure":
        """500 or 502, in Telegram's words."""
        words = {500: "Internal Server Error", 502: "Bad Gateway"}
        return cls.refused(words[status], status)

    @classmethod
    def blocked(cls) -> "Failure":
        """403: the reader stopped the bot."""
        return cls.refused("Forbidden: bot was blocked by the user", 403)

    @classmethod
    def migrated(cls, chat_id: int) -> "Failure":
        """400: the group is a supergroup now, of another id."""
        text = "group chat was upgraded to a supergroup chat"
        return cls(lambda: ApiError(text, migrate_to_chat_id=chat_id))

    @classmethod
    def timeout(cls) -> "Failure":
        """The call never arrives, and the client gives up waiting."""
        return cls(lambda: TimedOut())

    @classmethod
    def network(cls) -> "Failure":
        """The connection breaks before the call arrives."""
        return cls(lambda: NetworkError("connection refused"))

    @classmethod
    def lost_answer(cls) -> "Failure":
        """The call takes effect, but its answer never arrives."""
        return cls(lambda: TimedOut(), effective=True)


@dataclass(slots=True)
class _Order:
    method: str
    chat_id: int | None
    failure: Failure
    left: int

    def meets(self, method: str, chat_id: str) -> bool:
        return self.method == method and str(self.chat_id or chat_id) == chat_id


class Orders:
    """The failures still to come, first ordered first served."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []

    def add(self, method: str, failure: Failure, times: int, chat_id: int | None) -> None:
        """Fail this many calls of the method, in one chat or (None) in all."""
        self._orders.append(_Order(method, chat_id, failure, times))

    def take(self, method: str, parameters: Mapping[str, Any]) -> Failure | None:
        """The failure due for this call, if any; it counts as served."""
        chat_id = str(parameters.get("chat_id"))
        order = next((order for order in self._orders if order.meets(method, chat_id)), None)
        if order is None:
            return None
        order.left -= 1
        if order.left == 0:
            self._orders.remove(order)
        return order.failure
