"""A group that became a supergroup has another id: its readers' state follows."""

from __future__ import annotations

from sqlalchemy import Table, delete, exists, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Base, Chat, Gap, SentPoll, SentReply, Vote

_UNKNOWN = 0  # no message's id


async def move_chat(connection: AsyncConnection, before: int, after: int) -> None:
    """Give all rows of one chat to another; harmless to repeat.

    A supergroup numbers its messages anew, so what hangs on an old number is let go. Where there
    is a row already, as of a reader who has written there, that one stays.
    """
    for numbered in (SentReply, Vote, Gap):
        await connection.execute(delete(numbered).where(numbered.chat_id == before))
    polls = update(SentPoll).where(SentPoll.chat_id == before)
    await connection.execute(polls.values(message_id=_UNKNOWN))
    live = update(Chat).where(Chat.chat_id == before)
    await connection.execute(live.values(live_message_id=None))
    for table in Base.metadata.sorted_tables:
        if "chat_id" in table.c:
            await _move(connection, table, before, after)


async def _move(connection: AsyncConnection, table: Table, before: int, after: int) -> None:
    if "chat_id" in table.primary_key.columns:
        there = table.alias()
        rest = [key.name for key in table.primary_key if key.name != "chat_id"]
        same = (there.c[name] == table.c[name] for name in rest)
        taken = exists().where(there.c.chat_id == after, *same)
        await connection.execute(delete(table).where(table.c.chat_id == before, taken))
    moved = update(table).where(table.c.chat_id == before)
    await connection.execute(moved.values(chat_id=after))
