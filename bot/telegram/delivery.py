"""One update from end to end: read state, decide, send, commit. Nothing is lost on the way.

The reply goes out before the commit, so that a crash between the two repeats a reply at worst;
the update is acknowledged only after `handle` returns.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from telegram import Update
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.advice import Advisor, Reply, Session
from bot.advice.reply import Outcome, Paragraph
from bot.pictures import content_of
from bot.storage import Turn, Turns
from bot.telegram.incoming import Incoming, incoming
from bot.telegram.sending import Place, Sending, Sent

log = logging.getLogger(__name__)

_TRIES = 5
_FIRST_PAUSE = 0.5  # seconds, doubled each time

Sleep = Callable[[float], Awaitable[None]]


class Delivery:
    """Handles updates for one bot. `sleep` is how it waits between tries."""

    def __init__(
        self, advisor: Advisor, turns: Turns, sending: Sending, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._advisor = advisor
        self._turns = turns
        self._sending = sending
        self._sleep = sleep

    async def handle(self, update: Update) -> None:
        """Answer an update, trying again as needed; returns when it is done with for good."""
        found = incoming(update, self._sending.username)
        if found is None:
            return
        for attempt in range(_TRIES):
            try:
                await self._once(found)
            except Forbidden:
                log.info("update %s: the reader has blocked the bot", found.update_id)
                return
            except InvalidToken:
                raise
            except Exception as error:
                await self._pause(found, attempt, error)
            else:
                return
        await self._give_up(found)

    async def _once(self, found: Incoming) -> None:
        started = time.monotonic()
        async with self._turns.turn(found.chat_id, found.update_id, found.reader_id) as turn:
            if turn.handled:
                return
            reply = await self._answer(found, turn)
        log.info(
            "update %s: %s in %.0f ms",
            found.update_id,
            reply.outcome.value,
            (time.monotonic() - started) * 1000,
        )

    async def _answer(self, found: Incoming, turn: Turn) -> Reply:
        session, lost = Session.restore(turn.session)
        # In a thread: a long message takes a while, and other chats shall not wait for it.
        reply, after = await asyncio.to_thread(self._advisor.reply, found.message, session)
        if lost:
            restarted = Paragraph(self._advisor.knowledge.texts.restarted)
            reply = replace(reply, blocks=(restarted, *reply.blocks))
        if found.query_id is not None:
            await self._sending.answer_query(found.query_id, reply.toast)
        sent = await self._send(found, reply, turn) if reply.blocks else None
        sent_id = self._note(found, reply, turn, sent)
        waited = turn.live_message_id
        live = sent_id if reply.live else waited if after.waits else None
        if waited is not None and waited not in (live, sent_id):
            await self._sending.disarm(found.chat_id, waited)
        turn.save(after.model_dump_json(), live)
        return reply

    async def _send(self, found: Incoming, reply: Reply, turn: Turn) -> Sent:
        """A new message, or the pressed one changed, or the answer to the edited one."""
        content = content_of(reply.picture) if reply.picture is not None else None
        file_id = await turn.file_id(content) if content is not None else None
        changed = await self._changed(found, reply, turn)
        if changed is not None:
            sent = await self._sending.edit(_place(found), changed, reply, file_id)
        else:
            sent = await self._sending.send(_place(found), reply, file_id)
        if content is not None and sent.file_id not in (None, file_id):
            turn.pictured(content, sent.file_id)
        return sent

    async def _changed(self, found: Incoming, reply: Reply, turn: Turn) -> int | None:
        """The message that the reply changes, if it is not a new one."""
        if found.message.kind == "press" and reply.in_place:
            # A picture cannot become a text again.
            return None if found.on_picture and reply.picture is None else found.message_id
        if found.message.kind == "edit":
            earlier = await turn.reply_to(found.message_id)
            # A question that waits belongs at the chat's end, not far up in an old answer.
            if earlier is not None and (not reply.live or earlier == turn.live_message_id):
                return earlier
        return None

    def _note(self, found: Incoming, reply: Reply, turn: Turn, sent: Sent | None) -> int | None:
        if reply.forget:
            turn.forget()
        if sent is not None and found.query_id is None:
            entries = " ".join(reply.entries)
            turn.replied(found.message_id, sent.message_id, reply.outcome.value, entries)
        if reply.vote is not None:
            vote, _, entry = reply.vote.partition(":")
            turn.voted(found.message_id, entry, vote)
        return sent.message_id if sent is not None else None

    async def _pause(self, found: Incoming, attempt: int, error: Exception) -> None:
        """Wait as long as Telegram says, or twice as long as before."""
        if isinstance(error, RetryAfter):
            pause = _seconds(error.retry_after)
        else:
            pause = _FIRST_PAUSE * 2**attempt
        expected = isinstance(error, TelegramError) and not isinstance(error, BadRequest)
        log.warning(
            "update %s: try %s failed (%s), next in %.1f s",
            found.update_id,
            attempt + 1,
            error if isinstance(error, TelegramError) else type(error).__name__,
            pause,
            exc_info=None if expected else error,
        )
        if attempt + 1 < _TRIES:
            await self._sleep(pause)

    async def _give_up(self, found: Incoming) -> None:
        """Tell the reader, and let the update go: it would fail for ever."""
        log.error("update %s: given up after %s tries", found.update_id, _TRIES)
        broken = Reply((Paragraph(self._advisor.knowledge.texts.broken),), Outcome.CHAT)
        try:
            await self._sending.send(_place(found), broken)
            async with self._turns.turn(found.chat_id, found.update_id, found.reader_id):
                pass
        except Exception as error:
            log.warning("update %s: the reader could not be told (%s)", found.update_id, error)


def _place(found: Incoming) -> Place:
    """In a group, an answer shows what it answers, so that its reader can reply to it."""
    answers = found.in_group and found.query_id is None
    return Place(found.chat_id, found.message_id if answers else None)


def _seconds(value: float | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
