"""One update from end to end: read state, decide, send, commit. Nothing is lost on the way.

The reply goes out before the commit, so that a crash between the two repeats a reply at worst;
the update is acknowledged only after `handle` returns.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from telegram import Update
from telegram.error import ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.advice import Reply, Session
from bot.advice.live import Advising
from bot.advice.reply import Outcome, Paragraph
from bot.curation.reloading import Reloading
from bot.storage import OUTAGES, DeadLetters, Due, Letter, Poll, Turns
from bot.telegram.admin import Desk
from bot.telegram.answering import Answering
from bot.telegram.flood import Flood, Pace
from bot.telegram.gate import Gate
from bot.telegram.incoming import Incoming, incoming, moved, reminded, vote
from bot.telegram.inline import InlineMode
from bot.telegram.metrics import Metrics
from bot.telegram.outage import Outage, Sleep, pause_after, stored
from bot.telegram.sending import Sending
from bot.telegram.trying import Trying

log = logging.getLogger(__name__)

_LOOKS = 3  # more, for a poll that nobody here knows
_NOBODY = 0  # no chat's id
_EXPIRED = 150.0  # seconds after which Telegram lets a pressed button go
_REACHED = ("answered", "blocked")  # results for which Telegram was called
_T = TypeVar("_T")


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


class Delivery:
    """Handles updates for one bot."""

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending
        self._answering = Answering(means.advisor, sending, means.desk)
        self._inline = InlineMode(means, sending.bot)
        self._outage = Outage(means.sleep)
        self._gate = Gate(means.turns.at_once)

    async def handle(
        self, update: Update, *, again: bool = False, taken: float | None = None
    ) -> None:
        """Answer an update, trying again as needed; returns when it is done with for good.

        `again`: one that was given up before. `taken`: when it came from Telegram, by the monotonic
        clock, if not now. Raises UnfinishedError when patience runs out.
        """
        if update.inline_query is not None:
            await self._inline.handle(update.update_id, update.inline_query)
            return
        metrics, started = self._means.metrics, time.monotonic()
        try:
            found = await self._found(update, started)
        except UnfinishedError:
            raise
        except Exception as error:  # it would stop everybody's updates
            log.exception("update %s: not understood, kept as a dead letter", update.update_id)
            letter = Letter(update.update_id, _NOBODY, _NOBODY, update.to_json())
            await self._bury(letter, f"{type(error).__name__}: {error}")
            return
        if found is None:
            return
        found = found if taken is None else replace(found, taken=taken)
        with metrics.in_hand.track_inprogress():
            pace = self._means.flood.pace(found.chat_id, found.reader_id)
            await self._wait(pace.seconds, started)
            result = await self._until_done(found, update, pace, started, again=again)
        metrics.updates.labels(found.message.kind, result).inc()
        metrics.seconds.labels(found.message.kind).observe(time.monotonic() - found.taken)

    async def _found(self, update: Update, started: float) -> Incoming | None:
        """What a reader did; a vote and a group's new id are looked up first."""
        turns, told, answer = self._means.turns, moved(update), update.poll_answer
        if told is not None:
            await self._stored(partial(turns.move, *told), started)
        if answer is None:
            return incoming(update, self._sending.username)
        poll = await self._poll(answer.poll_id, started)
        return vote(update, poll) if poll is not None else None

    async def _poll(self, poll_id: str, started: float) -> Poll | None:
        """A poll whose commit is still to come is waited for; another process's for a moment."""
        turns = self._means.turns
        for tries in itertools.count():
            sender = self._answering.sender_of(poll_id)
            over = sender is None or await self._stored(partial(turns.has_handled, sender), started)
            poll = await self._stored(partial(turns.poll, poll_id), started)
            if poll is not None or (over and tries >= _LOOKS):
                return poll
            await self._wait(pause_after(min(tries, _LOOKS)), started)
        return None

    async def _stored(self, work: Callable[[], Awaitable[_T]], started: float) -> _T:
        """The same, while there is patience."""
        return await stored(work, partial(self._wait, started=started))

    async def remind(self, due: Due) -> None:
        """Tell a reader what is due, with the same care; raises as `handle` does."""
        found, started = reminded(due), time.monotonic()
        with self._means.metrics.in_hand.track_inprogress():
            result = await self._until_done(found, None, Pace(), started, again=False)
        self._means.metrics.updates.labels(found.message.kind, result).inc()

    async def _until_done(
        self, found: Incoming, update: Update | None, pace: Pace, started: float, *, again: bool
    ) -> str:
        result = await self._tried(found, update, pace, started, again=again)
        self._answering.over(found)
        return result

    async def _tried(
        self, found: Incoming, update: Update | None, pace: Pace, started: float, *, again: bool
    ) -> str:
        trying = Trying(self._outage)
        while True:
            try:
                result = await self._once(found, pace, started, again=again)
            except Forbidden:
                log.info("%s: the reader has blocked the bot", found.named)
                if found.due is not None:
                    await self._silence(found)
                result = "blocked"
            except (InvalidToken, UnfinishedError):
                raise
            except Exception as error:
                if isinstance(error, ChatMigrated) and error.new_chat_id != found.chat_id:
                    # The update that tells of it is still to come.
                    move = partial(self._means.turns.move, found.chat_id, error.new_chat_id)
                    await self._stored(move, started)
                    found = found.moved_to(error.new_chat_id)
                    continue
                cause, pause = trying.failed(error)
                self._report(found, cause, error)
                if trying.is_hopeless:
                    await self._give_up(found, update, error)
                    return "dead"
                await self._wait(pause, started)
                if self._is_over(found):
                    return "expired"  # its reader has gone on, or presses again
                continue
            if result in _REACHED:
                self._outage.over()
            return result

    def _is_over(self, found: Incoming) -> bool:
        """Whether a press waits that Telegram has let go, and nothing came of it yet."""
        late = found.query_id is not None and time.monotonic() - found.taken > _EXPIRED
        return late and not self._answering.remembers(found)

    async def _once(self, found: Incoming, pace: Pace, started: float, *, again: bool) -> str:
        """One try when it is this update's turn. Raises UnfinishedError if that takes too long."""
        whose = (found.chat_id, found.update_id, found.reader_id)
        how: Any = {"again": again, "due": found.due, "place": self._gate.entered}
        async with (
            self._in_time(started) as waiting,
            self._outage.attempt(),
            self._means.turns.turn(*whose, **how) as turn,
        ):
            waiting.reschedule(None)  # what is in hand is finished
            began = time.monotonic()
            if turn.handled:
                return "handled before"
            if self._is_over(found):  # behind a slow turn of its chat
                return "expired"
            reply = await self._answering.answer(found, turn, calm=pace.tell)
        self._means.metrics.answers.labels(reply.outcome.value).inc()
        seen = {"update": found.update_id, "chat": found.chat_hash, "outcome": reply.outcome.value}
        log.info("answered", extra={**seen, "ms": round((time.monotonic() - began) * 1000)})
        return "answered"

    @asynccontextmanager
    async def _in_time(self, started: float) -> AsyncIterator[asyncio.Timeout]:
        """Wait in the block no longer than there is patience; else raises UnfinishedError."""
        patience = self._means.patience
        left = None if patience is None else started + patience - time.monotonic()
        waiting = asyncio.timeout(left)
        try:
            async with waiting:
                yield waiting
        except TimeoutError:
            if waiting.expired():
                raise UnfinishedError from None
            raise

    # failures -------------------------------------------------------------------

    def _report(self, found: Incoming, cause: str, error: Exception) -> None:
        self._means.metrics.retries.labels(cause).inc()
        known = isinstance(error, TelegramError)
        if known:
            self._means.metrics.errors.labels(type(error).__name__).inc()
        log.warning(
            "%s: a try failed, %s: %s",
            found.named,
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

    async def _silence(self, found: Incoming) -> None:
        """Nothing of a reader's is due any more, by the table and by the session alike."""
        try:
            async with self._means.turns.turn(
                found.chat_id, found.update_id, found.reader_id, due=found.due
            ) as turn:
                session, _ = Session.restore(turn.session)
                turn.save(session.silenced().model_dump_json(), turn.live_message_id)
                turn.remind(())
        except OUTAGES as error:  # then it stays due, and is refused again
            log.warning("%s: it could not be dropped (%s)", found.named, type(error).__name__)

    async def _give_up(self, found: Incoming, update: Update | None, error: Exception) -> None:
        """Keep the update as a dead letter, let it go, and tell the reader."""
        if update is None:
            await self._drop(found, error)
            return
        log.error("update %s: given up, kept as a dead letter", found.update_id)
        await self._bury(found.letter(update), f"{type(error).__name__}: {error}")
        texts = self._means.advisor.knowledge.texts
        try:
            broken = Reply((Paragraph(texts.broken),), Outcome.CHAT)
            await self._sending.send(found.place, broken)
        except Exception as failure:
            log.warning("update %s: the reader could not be told (%s)", found.update_id, failure)

    async def _drop(self, found: Incoming, error: Exception) -> None:
        """Let a reminder go that cannot be told; its reader may still go on by a press."""
        log.error("%s: given up (%s)", found.named, type(error).__name__)
        with suppress(*OUTAGES):
            if found.due is not None:
                await self._means.turns.reminders.drop(found.due)

    async def _bury(self, letter: Letter, error: str) -> None:
        """Keep it, however long the database is away."""
        await stored(partial(self._means.dead.bury, letter, error), self._means.sleep)
        self._means.metrics.dead.inc()
