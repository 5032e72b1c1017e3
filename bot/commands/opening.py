"""The configured database, opened for a command; apart from `common`, for `ask` needs none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import UsageError
from bot.settings import Settings
from bot.storage import DatabaseError, make_engine, upgrade

FEW = 2  # connections of a command that serves nobody


@asynccontextmanager
async def opened(settings: Settings, connections: int = FEW) -> AsyncIterator[AsyncEngine]:
    """The database, up to date, until the block ends. Raises UsageError."""
    try:
        engine = make_engine(settings.database_url.get_secret_value(), connections)
        await upgrade(engine)
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    try:
        yield engine
    finally:
        await engine.dispose()
