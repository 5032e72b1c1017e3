"""One update's unit of work: read a chat's state, decide outside, write all of it at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.tables import Base, Chat, HandledUpdate, SentReply, Vote

_KEEP_UPDATES = timedelta(days=2)  # Telegram redelivers for 24 hours
_KEEP_REPLIES = timedelta(days=2)  # readers may edit a message for 48 hours
_NOBODY = 0  # no chat's id


@dataclass
class Turn:
    """A chat's state as it was, and what is to be written when the turn ends without an error."""

    chat_id: int
    update_id: int
    _connection: AsyncConnection
    handled: bool = False
    session: str | None = None
    live_message_id: int | None = None
    _rows: list[Any] = field(default_factory=list)
    _forget: bool = False
    _changed: bool = False

    async def reply_to(self, message_id: int) -> int | None:
        """The id of the message that answered another one, if it was answered."""
        wanted = select(SentReply.reply_id).where(
            SentReply.chat_id == self.chat_id, SentReply.message_id == message_id
        )
        reply_id: int | None = await self._connection.scalar(wanted)
        return reply_id

    def save(self, session: str, live_message_id: int | None) -> None:
        """The state after this turn."""
        self.session, self.live_message_id, self._changed = session, live_message_id, True

    def replied(self, message_id: int, reply_id: int, outcome: str, entries: str) -> None:
        """A message was answered by another."""
        self._rows.append(
            SentReply(
                chat_id=self.chat_id,
                message_id=message_id,
                reply_id=reply_id,
                outcome=outcome,
                entries=entries,
                sent_at=_now(),
            )
        )

    def voted(self, message_id: int, entry: str, vote: str) -> None:
        """A thumb on an answer."""
        self._rows.append(
            Vote(
                chat_id=self.chat_id,
                message_id=message_id,
                entry=entry[:64],
                vote=vote[:1],
                voted_at=_now(),
            )
        )

    def forget(self) -> None:
        """Delete all that is kept about the chat."""
        self._forget = True


class Turns:
    """Hands out turns. A chat's turns come one after another, across replicas on PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._postgres = engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def turn(self, chat_id: int, update_id: int) -> AsyncIterator[Turn]:
        """One update's turn: nothing is written when the block raises."""
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        async with lock, self._engine.connect() as connection:
            turn = await self._begin(connection, chat_id, update_id)
            yield turn
            if not turn.handled:
                await self._write(connection, turn)

    async def prune(self) -> None:
        """Drop ids that Telegram can no longer redeliver, and replies no edit can reach."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(HandledUpdate).where(HandledUpdate.handled_at < _now() - _KEEP_UPDATES)
            )
            await connection.execute(
                delete(SentReply).where(SentReply.sent_at < _now() - _KEEP_REPLIES)
            )

    async def _begin(self, connection: AsyncConnection, chat_id: int, update_id: int) -> Turn:
        if self._postgres:
            await connection.execute(select(func.pg_advisory_xact_lock(chat_id)))
        seen = select(HandledUpdate.update_id).where(HandledUpdate.update_id == update_id)
        state = select(Chat.session, Chat.live_message_id).where(Chat.chat_id == chat_id)
        handled = (await connection.execute(seen)).first() is not None
        row = (await connection.execute(state)).first()
        turn = Turn(chat_id, update_id, connection, handled)
        if row is not None:
            turn.session, turn.live_message_id = row.session, row.live_message_id
        return turn

    async def _write(self, connection: AsyncConnection, turn: Turn) -> None:
        if turn._forget:
            await self._forget(connection, turn.chat_id)
        else:
            await self._put_state(connection, turn)
        chat_id = _NOBODY if turn._forget else turn.chat_id
        seen = HandledUpdate(update_id=turn.update_id, chat_id=chat_id, handled_at=_now())
        await self._put(connection, seen)
        await connection.commit()

    async def _forget(self, connection: AsyncConnection, chat_id: int) -> None:
        """Drop all rows of the chat; a handled update's id stays, without its chat.

        A redelivered update would else be handled anew, and bring back what was deleted.
        """
        of_chat = HandledUpdate.chat_id == chat_id
        await connection.execute(update(HandledUpdate).where(of_chat).values(chat_id=_NOBODY))
        for table in Base.metadata.sorted_tables:
            await connection.execute(delete(table).where(table.c.chat_id == chat_id))

    async def _put_state(self, connection: AsyncConnection, turn: Turn) -> None:
        if turn._changed:
            state = Chat(
                chat_id=turn.chat_id,
                session=turn.session,
                live_message_id=turn.live_message_id,
                updated_at=_now(),
            )
            await self._put(connection, state)
        for row in turn._rows:
            await self._put(connection, row)

    async def _put(self, connection: AsyncConnection, row: Any) -> None:
        """Insert, or replace the row of the same key."""
        table = row.__table__
        values = {column.name: getattr(row, column.name) for column in table.columns}
        insert = (postgresql if self._postgres else sqlite).insert(table).values(values)
        keys = [column.name for column in table.primary_key]
        rest = {name: insert.excluded[name] for name in values if name not in keys}
        await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=rest))


def _now() -> datetime:
    return datetime.now(UTC)
