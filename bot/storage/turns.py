"""One update's unit of work: read a chat's state, decide outside, write all of it at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import bindparam, delete, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import QueuePool

from bot.storage.belongings import NOBODY, forget
from bot.storage.moving import move_chat
from bot.storage.reminders import Due, Reminders, set_reminders, still_due
from bot.storage.tables import (
    Chat,
    HandledUpdate,
    SentPicture,
    SentPoll,
    SentReply,
    Vote,
)
from bot.storage.upsert import put

Write = Callable[[AsyncConnection], Awaitable[None]]
Place = Callable[[], AbstractAsyncContextManager[None]]

_SEEN = select(HandledUpdate.update_id).where(HandledUpdate.update_id == bindparam("update"))
_THEIRS = (Chat.chat_id == bindparam("chat"), Chat.reader_id == bindparam("reader"))
_STATE = select(  # one trip to the database
    _SEEN.scalar_subquery().label("seen"),
    select(Chat.session).where(*_THEIRS).scalar_subquery().label("session"),
    select(Chat.live_message_id).where(*_THEIRS).scalar_subquery().label("live"),
)
_PICTURE = select(SentPicture.file_id).where(SentPicture.content == bindparam("content"))


@dataclass(frozen=True)
class Poll:
    """A quiz poll: where it was sent, for whom, and what a vote in it presses."""

    poll_id: str
    chat_id: int
    reader_id: int
    message_id: int
    topic: int | None
    press: str


@dataclass
class Turn:
    """A chat's state as it was, and what is to be written when the turn ends without an error."""

    chat_id: int
    update_id: int
    _connection: AsyncConnection
    reader_id: int = 0
    handled: bool = False
    session: str | None = None
    live_message_id: int | None = None
    due: Due | None = None
    _rows: list[Any] = field(default_factory=list)
    _reminders: list[Due] | None = None
    _writes: list[Write] = field(default_factory=list)
    _forget: bool = False
    _changed: bool = False

    @property
    def connection(self) -> AsyncConnection:
        """The turn's own way to the database, for reading; a second one might have to wait."""
        return self._connection

    @property
    def person(self) -> int:
        """The reader's own id, wherever the chat is."""
        return self.reader_id or self.chat_id

    def also(self, write: Write) -> None:
        """Write something else in the turn's transaction, when it ends, after its own rows."""
        self._writes.append(write)

    async def reply_to(self, message_id: int) -> int | None:
        """The id of the message that answered another one, if it was answered."""
        wanted = select(SentReply.reply_id).where(
            SentReply.chat_id == self.chat_id, SentReply.message_id == message_id
        )
        reply_id: int | None = await self._connection.scalar(wanted)
        return reply_id

    async def file_id(self, content: str) -> str | None:
        """Telegram's name for a picture, if it was sent before."""
        file_id: str | None = await self._connection.scalar(_PICTURE, {"content": content})
        return file_id

    def pictured(self, content: str, file_id: str) -> None:
        """A picture was sent, and Telegram has a name for it."""
        self._rows.append(SentPicture(content=content, file_id=file_id, sent_at=_now()))

    def polled(self, poll: Poll) -> None:
        """A poll was sent, and waits for its reader's vote."""
        self._rows.append(SentPoll(**vars(poll), sent_at=_now()))

    def save(self, session: str, live_message_id: int | None) -> None:
        """The state after this turn."""
        self.session, self.live_message_id, self._changed = session, live_message_id, True

    def replied(
        self, message_id: int, reply_id: int, outcome: str, entries: str, question: str = ""
    ) -> None:
        """A message was answered by another; `question` is its masked text, if it asked one."""
        self._rows.append(
            SentReply(
                chat_id=self.chat_id,
                reader_id=self.reader_id,
                message_id=message_id,
                reply_id=reply_id,
                outcome=outcome,
                entries=entries,
                question=question,
                sent_at=_now(),
            )
        )

    def voted(self, message_id: int, entry: str, vote: str) -> None:
        """A thumb on an answer."""
        self._rows.append(
            Vote(
                chat_id=self.chat_id,
                reader_id=self.reader_id,
                message_id=message_id,
                entry=entry[:64],
                vote=vote[:1],
                voted_at=_now(),
            )
        )

    def remind(self, reminders: Iterable[tuple[str, datetime, str]]) -> None:
        """All that the reader is to be told later: key, time, and what comes back then."""
        self._reminders = [Due(self.chat_id, self.reader_id, *each) for each in reminders]

    def forget(self) -> None:
        """Delete all that is kept about the reader, in all chats."""
        self._forget = True


class Turns:
    """Hands out turns, one after another in a chat, and of a reader; on PostgreSQL across replicas.

    A reader's turns in groups wait for those in private, and for one another: else one that began
    before /forget would bring back what that deletes. Who needs two locks takes the lower id first.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.reminders = Reminders(engine)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._postgres = engine.dialect.name == "postgresql"

    @property
    def at_once(self) -> int:
        """How many turns may be in hand; one connection is left to whatever is quick."""
        pool = self._engine.pool
        return max(pool.size() - 1, 1) if isinstance(pool, QueuePool) else 1

    @asynccontextmanager
    async def turn(
        self,
        chat_id: int,
        update_id: int,
        reader_id: int = 0,
        *,
        again: bool = False,
        due: Due | None = None,
        place: Place = nullcontext,
    ) -> AsyncIterator[Turn]:
        """One update's turn: nothing is written when the block raises.

        `reader_id` tells the readers of a group apart; a private chat has one, 0. `again` gives an
        update another turn that was taken for handled when it failed for good. `due`: the turn is a
        reminder's, which is handled once it is gone from its table. `place` is entered when others
        of the chat are done: whoever waits for those takes no place, and no connection.
        """
        async with self._alone(chat_id, reader_id or chat_id, place=place) as connection:
            turn = Turn(chat_id, update_id, connection, reader_id, due=due)
            await self._begin(connection, turn)
            turn.handled = turn.handled and not again
            yield turn
            if not turn.handled:
                await self._write(connection, turn)

    async def poll(self, poll_id: str) -> Poll | None:
        """A poll that was sent, if it is known.

        While nothing can be written it may be still to come: then this fails as writing would.
        """
        wanted = select(*(getattr(SentPoll, name) for name in Poll.__dataclass_fields__))
        async with self._engine.connect() as connection:
            found = await connection.execute(wanted.where(SentPoll.poll_id == poll_id))
            row = found.first()
            if row is None:
                await connection.execute(delete(SentPoll).where(false()))
        return Poll(*row) if row is not None else None

    async def has_handled(self, update_id: int) -> bool:
        """Whether an update's effect is committed, by whichever process."""
        async with self._engine.connect() as connection:
            return await connection.scalar(_SEEN, {"update": update_id}) is not None

    async def move(self, before: int, after: int) -> None:
        """A group has got another id: what is kept about its readers follows."""
        async with self._alone(before, after) as connection:
            await move_chat(connection, before, after)
            await connection.commit()

    @asynccontextmanager
    async def _alone(self, *ids: int, place: Place = nullcontext) -> AsyncIterator[AsyncConnection]:
        """A connection, with the locks of these chats and readers until its transaction ends."""
        async with AsyncExitStack() as stack:
            for each in sorted(set(ids)):
                await stack.enter_async_context(self._lock(each))
            await stack.enter_async_context(place())
            connection = await stack.enter_async_context(self._engine.connect())
            for each in sorted(set(ids)) if self._postgres else ():
                await connection.execute(select(func.pg_advisory_xact_lock(each)))
            yield connection

    def _lock(self, of: int) -> asyncio.Lock:
        return self._locks.setdefault(of, asyncio.Lock())

    async def _begin(self, connection: AsyncConnection, turn: Turn) -> None:
        named = {"update": turn.update_id, "chat": turn.chat_id, "reader": turn.reader_id}
        state = (await connection.execute(_STATE, named)).one()
        turn.handled = state.seen is not None
        if turn.due is not None:
            turn.handled = not await still_due(connection, turn.due)
        turn.session, turn.live_message_id = state.session, state.live

    async def _write(self, connection: AsyncConnection, turn: Turn) -> None:
        if turn._forget:
            await forget(connection, turn.person, turn.update_id)
        else:
            await self._put_state(connection, turn)
        if turn.due is None:
            await self._put_seen(connection, turn)
        await connection.commit()

    async def _put_seen(self, connection: AsyncConnection, turn: Turn) -> None:
        seen = HandledUpdate(
            update_id=turn.update_id,
            chat_id=NOBODY if turn._forget else turn.chat_id,
            reader_id=NOBODY if turn._forget else turn.reader_id,
            handled_at=_now(),
        )
        await put(connection, seen)

    async def _put_state(self, connection: AsyncConnection, turn: Turn) -> None:
        if turn._changed:
            state = Chat(
                chat_id=turn.chat_id,
                reader_id=turn.reader_id,
                session=turn.session,
                live_message_id=turn.live_message_id,
                updated_at=_now(),
            )
            await put(connection, state)
        for row in turn._rows:
            await put(connection, row)
        if turn._reminders is not None:
            await set_reminders(connection, turn.chat_id, turn.reader_id, turn._reminders)
        for write in turn._writes:
            await write(connection)


def _now() -> datetime:
    return datetime.now(UTC)
