"""What a turn leaves behind: rows that are written with it, in its own transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.advice import Reply
from bot.advice.masking import masked
from bot.advice.notes import Notes
from bot.advice.reply import QuizPoll, Remark
from bot.matching.spelling import Speller
from bot.storage import Poll, Turn
from bot.storage.counts import count
from bot.storage.gaps import Reaction, close, keep, remark, thumbed
from bot.telegram.incoming import Incoming
from bot.telegram.sending import Sent


def note(
    turn: Turn, found: Incoming, reply: Reply, sent: Sent | None, notes: Notes, words: Speller
) -> None:
    """Note in the turn what is kept of it beside the session; of one who forgets, nothing."""
    if reply.forget:
        turn.forget()
        return
    if sent is not None and sent.poll_id is not None and reply.poll is not None:
        turn.polled(_poll(found, sent.poll_id, sent.message_id, reply.poll))
    if sent is not None and found.is_written:
        entries = " ".join(reply.entries)
        turn.replied(
            found.message_id, sent.message_id, reply.outcome.value, entries, notes.question
        )
        _note_gap(turn, found, reply, sent.message_id, notes)
    if reply.vote is not None:
        vote, _, entry = reply.vote.partition(":")
        turn.voted(found.message_id, entry, vote)
        turn.also(partial(thumbed, seen=_reaction(turn, found.message_id, entry), vote=vote))
    if reply.remark is not None and reply.remark.on is not None:
        _note_remark(turn, reply.remark, reply.remark.on, words)
    if notes.counts:
        turn.also(partial(count, names=notes.counts, number=turn.update_id, at=_now()))


def _poll(found: Incoming, poll_id: str, message_id: int, poll: QuizPoll) -> Poll:
    """What is kept of a poll, for a vote in it names nothing else."""
    return Poll(poll_id, found.chat_id, found.reader_id, message_id, found.topic, poll.press)


def _note_gap(turn: Turn, found: Incoming, reply: Reply, sent_id: int, notes: Notes) -> None:
    asked = _reaction(turn, sent_id, " ".join(reply.entries[:1]))
    if notes.why:
        turn.also(partial(keep, asked=asked, question=notes.question, why=notes.why))
    elif found.message.kind == "edit":
        turn.also(partial(close, asked=asked))


def _note_remark(turn: Turn, said: Remark, on: int, words: Speller) -> None:
    seen = _reaction(turn, on, said.entry)
    comment = masked(said.comment, words.knows)

    async def write(connection: AsyncConnection) -> None:
        await remark(connection, seen, said.reason, comment)

    turn.also(write)


def _reaction(turn: Turn, message_id: int, entry: str) -> Reaction:
    return Reaction(turn.chat_id, turn.reader_id, message_id, entry, _now())


def _now() -> datetime:
    return datetime.now(UTC)
