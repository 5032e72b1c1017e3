"""Reminders: what a chat is to be told later, kept until it was told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.tables import Reminder, utc

Chats = range | Collection[int]  # by their ids
ALL_CHATS = range(-(1 << 63), (1 << 63) - 1)


@dataclass(frozen=True)
class Due:
    """A reminder as it stands in its table: whose it is, when it is due, and what comes back."""

    chat_id: int
    reader_id: int
    key: str
    at: datetime
    press: str


class Reminders:
    """What is due, over all chats."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def due(
        self,
        now: datetime,
        chats: Chats = ALL_CHATS,
        besides: Collection[int] = (),
        most: int = 100,
    ) -> list[Due]:
        """Those of some chats whose time has come, the longest due first; `besides` not of these.

        Chosen here and not by the caller, or the first ones that it puts off would hide the rest.
        """
        theirs = _among(chats), Reminder.chat_id.not_in(besides)
        wanted = select(Reminder).where(Reminder.due_at <= utc(now), *theirs)
        async with self._engine.connect() as connection:
            found = await connection.execute(wanted.order_by(Reminder.due_at).limit(most))
            return [_due(row) for row in found]

    async def drop(self, due: Due) -> None:
        """Delete one that cannot be told, unless it has changed since."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Reminder).where(*_same(due)))


async def still_due(connection: AsyncConnection, due: Due) -> bool:
    """Whether nobody has told, moved or cancelled it; asked under the chat's lock."""
    return (await connection.execute(select(Reminder.key).where(*_same(due)))).first() is not None


async def set_reminders(
    connection: AsyncConnection, chat_id: int, reader_id: int, rows: Sequence[Due]
) -> None:
    """From now on a reader has these and no others."""
    theirs = (Reminder.chat_id == chat_id, Reminder.reader_id == reader_id)
    await connection.execute(delete(Reminder).where(*theirs))
    owner = {"chat_id": chat_id, "reader_id": reader_id}
    values = [{**owner, "key": r.key, "due_at": utc(r.at), "press": r.press} for r in rows]
    if values:
        await connection.execute(insert(Reminder), values)


def _among(chats: Chats) -> ColumnElement[bool]:
    if isinstance(chats, range):
        chat_id = Reminder.chat_id + 0  # not the index on chats, or all of them are looked at
        return and_(chat_id >= chats.start, chat_id < chats.stop)
    return Reminder.chat_id.in_(chats)


def _same(due: Due) -> tuple[ColumnElement[bool], ...]:
    return (
        Reminder.chat_id == due.chat_id,
        Reminder.reader_id == due.reader_id,
        Reminder.key == due.key,
        Reminder.due_at == utc(due.at),
        Reminder.press == due.press,
    )


def _due(row: object) -> Due:
    names = ("chat_id", "reader_id", "key", "due_at", "press")
    chat_id, reader_id, key, at, press = (getattr(row, name) for name in names)
    return Due(chat_id, reader_id, key, utc(at), press)
