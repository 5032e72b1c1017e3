"""How often one update has failed, by whose fault, and when it is tried again."""

from __future__ import annotations

from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.storage import OUTAGES
from bot.telegram.outage import Outage, pause_after, told_to_wait

_TRIES = 5  # of an update that meets a mistake of ours
_OUTAGES = 12  # that an update may meet while others pass


class Trying:
    """One update's failures. What is everybody's outage is not counted against it."""

    def __init__(self, outage: Outage) -> None:
        self._outage = outage
        self._mistakes = 0
        self._outages = 0
        self._passed = outage.passed  # what had passed elsewhere at the last outage

    @property
    def is_hopeless(self) -> bool:
        """Whether it is given up."""
        return self._mistakes >= _TRIES or self._outages >= _OUTAGES

    def failed(self, error: Exception) -> tuple[str, float]:
        """Note a failure: what caused it, and the seconds until the next try."""
        if isinstance(error, RetryAfter):
            return "429", told_to_wait(error)
        if isinstance(error, PoolTimeoutError):  # busy, and nothing is away
            return "busy", pause_after(0)
        if _is_outage(error):
            # With nothing passing elsewhere it is everybody's, and no fault of this update.
            self._outages += self._outage.passed != self._passed
            self._passed = self._outage.passed
            self._outage.failed()
            return "outage", pause_after(self._outages)
        self._mistakes += 1
        return "mistake", pause_after(self._mistakes - 1)


def _is_outage(error: Exception) -> bool:
    """Whether Telegram or the database is away, and nobody's update is at fault."""
    if isinstance(error, BadRequest):  # a NetworkError to the library
        return False
    return isinstance(error, (NetworkError, *OUTAGES))
