"""Insert a row, or replace the one of the same key, on either database."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Base


async def put(connection: AsyncConnection, row: Base) -> None:
    """Insert, or replace the row of the same key."""
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    await connection.execute(_statement(type(row), connection.dialect.name), values)


@lru_cache(maxsize=64)
def _statement(table: type[Base], dialect: str) -> Insert:
    """Made once for each table: that costs more than running it."""
    made = postgresql.insert if dialect == "postgresql" else sqlite.insert
    insert = made(table.__table__)  # type: ignore[arg-type]
    keys = [column.name for column in table.__table__.primary_key]
    names = [column.name for column in table.__table__.columns]
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)
