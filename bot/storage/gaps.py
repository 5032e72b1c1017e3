"""Questions that were left open, without names; ids are there for /forget alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Gap, SentReply, Vote
from bot.storage.upsert import put

DOWN = "down"  # why: a thumb
_MOST = 2000  # gaps read at once, the newest


@dataclass(frozen=True)
class Reaction:
    """Whose reply is meant: `reader_id` reacted to the bot's message `message_id`."""

    chat_id: int
    reader_id: int
    message_id: int
    entry: str
    at: datetime


@dataclass(frozen=True)
class OpenQuestion:
    """A gap as curators see it. `question` is empty when a button asked for the answer."""

    question: str
    why: str
    entry: str
    reason: str
    comment: str
    asked_at: datetime


async def keep(connection: AsyncConnection, asked: Reaction, question: str, why: str) -> None:
    """A question that was not answered."""
    await put(connection, _row(asked, asked.reader_id, question, why))


async def close(connection: AsyncConnection, asked: Reaction) -> None:
    """The question got an answer after all: it was edited."""
    await connection.execute(delete(Gap).where(_is_about(asked)))


async def thumbed(connection: AsyncConnection, seen: Reaction, vote: str) -> None:
    """Keep what a thumb down was about; a thumb up takes it back, unless others keep theirs."""
    if vote == "-":
        await _keep_down(connection, seen)
        return
    others = exists().where(
        Vote.chat_id == seen.chat_id,
        Vote.message_id == seen.message_id,
        Vote.vote == "-",
        Vote.reader_id != seen.reader_id,
    )
    taken_back = delete(Gap).where(_is_about(seen), Gap.why == DOWN, ~others)
    await connection.execute(taken_back)


async def remark(
    connection: AsyncConnection, seen: Reaction, reason: str = "", comment: str = ""
) -> None:
    """What a reader says was wrong with an answer."""
    await _keep_down(connection, seen, even_without_question=True)
    said = {"reason": reason[:16]} if reason else {"comment": comment}
    await connection.execute(update(Gap).where(_is_about(seen)).values(said))


async def open_questions(connection: AsyncConnection) -> list[OpenQuestion]:
    """The newest ones, oldest first."""
    newest = select(Gap).order_by(Gap.asked_at.desc()).limit(_MOST)
    found = [row._mapping for row in await connection.execute(newest)]
    names = OpenQuestion.__dataclass_fields__
    return [OpenQuestion(**{name: row[name] for name in names}) for row in reversed(found)]


async def drop(connection: AsyncConnection, chosen: Iterable[OpenQuestion]) -> int:
    """Delete these questions, whoever asked them; returns how many there were."""
    chosen = list(chosen)
    asked = {one.question for one in chosen if one.question}
    pressed = {one.entry for one in chosen if not one.question}
    which = or_(Gap.question.in_(asked), and_(Gap.question == "", Gap.entry.in_(pressed)))
    return (await connection.execute(delete(Gap).where(which))).rowcount


async def _keep_down(
    connection: AsyncConnection, seen: Reaction, *, even_without_question: bool = False
) -> None:
    """In a group, the question and its row are those of whoever asked.

    The reply is held until the commit: were its asker forgotten meanwhile, the row would come back.
    """
    if (await connection.execute(select(Gap.why).where(_is_about(seen)))).first() is not None:
        return
    answered = select(SentReply.question, SentReply.reader_id).where(
        SentReply.chat_id == seen.chat_id, SentReply.reply_id == seen.message_id
    )
    found = (await connection.execute(answered.with_for_update(read=True))).first()
    if found is not None and found.question:
        await put(connection, _row(seen, found.reader_id, found.question, DOWN))
    elif even_without_question:
        await put(connection, _row(seen, seen.reader_id, "", DOWN))


def _row(seen: Reaction, reader_id: int, question: str, why: str) -> Gap:
    return Gap(
        chat_id=seen.chat_id,
        message_id=seen.message_id,
        reader_id=reader_id,
        question=question,
        why=why,
        entry=seen.entry[:64],
        reason="",
        comment="",
        asked_at=seen.at,
    )


def _is_about(seen: Reaction) -> ColumnElement[bool]:
    return and_(Gap.chat_id == seen.chat_id, Gap.message_id == seen.message_id)
