"""All rows of one person, in a private chat and in groups: found, and deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import IN_GROUP, Base, HandledUpdate, WaitingUpdate

NOBODY = 0  # no chat's id, and no reader's
_PRIVATE = 0  # a private chat's only reader
_FIRST = ("sent_replies",)  # a thumb of another's holds the reply while it keeps its question


def tables_of_people() -> list[Table]:
    """The tables that hold somebody's rows, in the one order in which many are changed at once.

    Two who change the same rows then wait for one another, and never in a circle.
    """
    tables = [table for table in Base.metadata.sorted_tables if "chat_id" in table.c]
    return sorted(tables, key=lambda table: (table.name not in _FIRST, table.name))


def belongs_to(table: Table, person: int) -> ColumnElement[bool]:
    """The person's rows: those of the private chat, which has their id, and theirs in groups.

    An anonymous administrator has the group's own id, so that the chat's alone is not enough.
    """
    private = and_(table.c.chat_id == person, table.c.reader_id == _PRIVATE)
    return or_(private, and_(table.c.reader_id == person, IN_GROUP))


async def belongings(connection: AsyncConnection, person: int) -> dict[str, list[dict[str, Any]]]:
    """table -> the person's rows, in the order of their key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables_of_people():
        own = select(table).where(belongs_to(table, person)).order_by(*table.primary_key)
        found[str(table)] = [dict(row._mapping) for row in await connection.execute(own)]
    return found


async def forget(connection: AsyncConnection, person: int, update_id: int) -> None:
    """Drop all rows of a person, by an update; a handled one's id stays, without its chat.

    A redelivered update would else be handled anew, and bring back what was deleted. What they have
    sent since, and has to wait here, stays until it is answered.
    """
    for table in tables_of_people():
        own = belongs_to(table, person)
        if table is HandledUpdate.__table__:
            nobody = {"chat_id": NOBODY, "reader_id": NOBODY}
            await connection.execute(update(table).where(own).values(nobody))
            continue
        if table is WaitingUpdate.__table__:
            own = and_(own, WaitingUpdate.update_id <= update_id)
        await connection.execute(delete(table).where(own))
