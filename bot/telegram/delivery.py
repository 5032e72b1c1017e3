"""One update from end to end: read state, decide, send, commit. Nothing is lost on the way.

The reply goes out before the commit, so that a crash between the two repeats a reply at worst;
the update is acknowledged only after `handle` returns.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Update
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.advice import Reply
from bot.advice.live import Advising
from bot.advice.reply import Outcome, Paragraph
from bot.curation.reloading import Reloading
from bot.storage import OUTAGES, DeadLetters, Letter, Turns
from bot.telegram.admin import Desk
from bot.telegram.answering import Answering
from bot.telegram.flood import Flood, Pace
from bot.telegram.incoming import Incoming, incoming
from bot.telegram.metrics import Metrics
from bot.telegram.outage import Outage, Sleep, pause_after
from bot.telegram.sending import Sending

log = logging.getLogger(__name__)

_TRIES = 5  # of an update that meets a mistake of ours
_OUTAGES = 12  # that an update may meet while others pass
_AT_ONCE = 24  # updates handled at the same time; each may be doubled by a kill


class UnfinishedError(Exception):
    """The update is not done; Telegram is to send it again."""


@dataclass(frozen=True)
class Means:
    """What a delivery works with. `patience` is how many seconds an update may wait here.

    `desk` answers admins; `reloading` runs beside the application, which the advisor then follows.
    """

    advisor: Advising
    turns: Turns
    dead: DeadLetters
    flood: Flood = field(default_factory=lambda: Flood(0))
    metrics: Metrics = field(default_factory=Metrics)
    sleep: Sleep = asyncio.sleep
    patience: float | None = None
    desk: Desk | None = None
    reloading: Reloading | None = None


@dataclass
class _Trying:
    """How often one update has failed, by whose fault."""

    mistakes: int = 0
    outages: int = 0
    passed: int = 0  # what had passed elsewhere at the last outage

    @property
    def is_hopeless(self) -> bool:
        return self.mistakes >= _TRIES or self.outages >= _OUTAGES


class Delivery:
    """Handles updates for one bot."""

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending
        self._answering = Answering(means.advisor, sending, means.desk)
        self._outage = Outage(means.sleep)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def handle(self, update: Update, *, again: bool = False) -> None:
        """Answer an update, trying again as needed; returns when it is done with for good.

        `again`: one that was given up before. Raises UnfinishedError when patience runs out.
        """
        found = incoming(update, self._sending.username)
        if found is None:
            return
        metrics, started = self._means.metrics, time.monotonic()
        with metrics.in_hand.track_inprogress():
            pace = self._means.flood.pace(found.chat_id, found.reader_id)
            await self._wait(pace.seconds, started)
            result = await self._until_done(found, update, pace, started, again=again)
        metrics.updates.labels(found.message.kind, result).inc()
        metrics.seconds.labels(found.message.kind).observe(time.monotonic() - started)

    async def _until_done(
        self, found: Incoming, update: Update, pace: Pace, started: float, *, again: bool
    ) -> str:
        trying = _Trying(passed=self._outage.passed)
        while True:
            try:
                async with self._outage.attempt(), self._slots:
                    result = await self._once(found, pace, again=again)
            except Forbidden:
                log.info("update %s: the reader has blocked the bot", found.update_id)
                result = "blocked"
            except InvalidToken:
                raise
            except Exception as error:
                pause = self._failed(found, trying, error)
                if trying.is_hopeless:
                    await self._give_up(found, update, error)
                    return "dead"
                await self._wait(pause, started)
                continue
            self._outage.over()
            return result

    async def _once(self, found: Incoming, pace: Pace, *, again: bool) -> str:
        started = time.monotonic()
        turn_of = self._means.turns.turn
        async with turn_of(found.chat_id, found.update_id, found.reader_id, again=again) as turn:
            if turn.handled:
                return "handled before"
            reply = await self._answering.answer(found, turn, calm=pace.tell)
        self._means.metrics.answers.labels(reply.outcome.value).inc()
        seen = {"update": found.update_id, "chat": found.chat_hash, "outcome": reply.outcome.value}
        log.info("answered", extra={**seen, "ms": round((time.monotonic() - started) * 1000)})
        return "answered"

    # failures -------------------------------------------------------------------

    def _failed(self, found: Incoming, trying: _Trying, error: Exception) -> float:
        """Note a failure; returns the seconds until the next try."""
        if isinstance(error, RetryAfter):
            self._report(found, "429", error)
            return _seconds(error.retry_after)
        if _is_outage(error):
            # With nothing passing elsewhere it is everybody's, and no fault of this update.
            trying.outages += self._outage.passed != trying.passed
            trying.passed = self._outage.passed
            self._outage.failed()
            self._report(found, "outage", error)
            return pause_after(trying.outages)
        trying.mistakes += 1
        self._report(found, "mistake", error)
        return pause_after(trying.mistakes - 1)

    def _report(self, found: Incoming, cause: str, error: Exception) -> None:
        self._means.metrics.retries.labels(cause).inc()
        known = isinstance(error, TelegramError)
        if known:
            self._means.metrics.errors.labels(type(error).__name__).inc()
        log.warning(
            "update %s: a try failed, %s: %s",
            found.update_id,
            cause,
            error if known else type(error).__name__,
            exc_info=error if cause == "mistake" else None,
        )

    async def _wait(self, seconds: float, started: float) -> None:
        """Wait, unless that takes longer than there is patience."""
        patience = self._means.patience
        if patience is not None and time.monotonic() - started + seconds > patience:
            raise UnfinishedError
        if seconds:
            await self._means.sleep(seconds)

    async def _give_up(self, found: Incoming, update: Update, error: Exception) -> None:
        """Keep the update as a dead letter, let it go, and tell the reader."""
        log.error("update %s: given up, kept as a dead letter", found.update_id)
        await self._bury(found.letter(update), f"{type(error).__name__}: {error}")
        self._means.metrics.dead.inc()
        texts = self._means.advisor.knowledge.texts
        try:
            broken = Reply((Paragraph(texts.broken),), Outcome.CHAT)
            await self._sending.send(found.place, broken)
        except Exception as failure:
            log.warning("update %s: the reader could not be told (%s)", found.update_id, failure)

    async def _bury(self, letter: Letter, error: str) -> None:
        """Keep it, however long the database is away."""
        for tries in range(1_000_000):
            try:
                await self._means.dead.bury(letter, error)
            except OUTAGES:
                await self._means.sleep(pause_after(tries))
            else:
                return


def _is_outage(error: Exception) -> bool:
    """Whether Telegram or the database is away, and nobody's update is at fault."""
    if isinstance(error, BadRequest):  # a NetworkError to the library
        return False
    return isinstance(error, (NetworkError, *OUTAGES))


def _seconds(value: float | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
