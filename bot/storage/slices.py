"""A whole table read a slice at a time, so that on SQLite nobody's turn waits for the end of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Row, SQLColumnExpression, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Base

READ_AT_ONCE = 500  # rows a statement


async def in_slices(
    connection: AsyncConnection, table: type[Base], *columns: SQLColumnExpression[Any]
) -> AsyncIterator[Row[Any]]:
    """These columns of all rows, in the order of the table's key; others go on in between."""
    keys = tuple(table.__table__.primary_key)
    slice_ = select(*columns, *keys).order_by(*keys).limit(READ_AT_ONCE)
    rows = (await connection.execute(slice_)).all()
    while rows:
        for row in rows:
            yield row
        await asyncio.sleep(0)
        last = tuple(rows[-1])[len(columns) :]
        rows = (await connection.execute(slice_.where(tuple_(*keys) > last))).all()
