"""Insert a row, or replace the one of the same key, on either database."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Base


async def put(connection: AsyncConnection, row: Base) -> None:
    """Insert, or replace the row of the same key."""
    table = row.__table__
    values = {column.name: getattr(row, column.name) for column in table.columns}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(type(row)).values(values)
    keys = [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in values if name not in keys}
    await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=rest))
