"""A group that became a supergroup has another id: its readers' state follows."""

from __future__ import annotations

from sqlalchemy import Table, delete, exists, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.belongings import tables_of_people

_HANG_ON_MESSAGES = ("sent_replies", "votes", "gaps")
_UNKNOWN = 0  # no message's id
_BLANK: dict[str, dict[str, int | None]] = {
    "sent_polls": {"message_id": _UNKNOWN},
    "chats": {"live_message_id": None},
}


async def move_chat(connection: AsyncConnection, before: int, after: int) -> None:
    """Give all rows of one chat to another; harmless to repeat.

    A supergroup numbers its messages anew, so what hangs on an old number is let go. Where there
    is a row already, as of a reader who has written there, that one stays.
    """
    for table in tables_of_people():
        if table.name in _HANG_ON_MESSAGES:
            await connection.execute(delete(table).where(table.c.chat_id == before))
        else:
            await _move(connection, table, before, after)


async def _move(connection: AsyncConnection, table: Table, before: int, after: int) -> None:
    if "chat_id" in table.primary_key.columns:
        there = table.alias()
        rest = [key.name for key in table.primary_key if key.name != "chat_id"]
        same = (there.c[name] == table.c[name] for name in rest)
        taken = exists().where(there.c.chat_id == after, *same)
        await connection.execute(delete(table).where(table.c.chat_id == before, taken))
    moved = update(table).where(table.c.chat_id == before)
    await connection.execute(moved.values(chat_id=after, **_BLANK.get(table.name, {})))
