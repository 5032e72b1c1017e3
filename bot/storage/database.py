"""Which database, and how to reach it: SQLite for one process, PostgreSQL for any number."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, delete, false, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.sqlite import BUSY_MILLISECONDS, InLoopConnection
from bot.storage.tables import HandledUpdate

_MIGRATIONS = Path(__file__).parent / "migrations"
_SQLITE_CONNECTIONS = 64
_START_MILLISECONDS = 10_000  # that a start waits for another process's write
_STATEMENT_MILLISECONDS = 30_000  # a chat's turn may wait for its lock as long as this
_IDLE_MILLISECONDS = 30_000  # a turn waits for Telegram meanwhile
_GONE_MILLISECONDS = 10_000  # until a client whose host is gone is given up
_KEEPALIVES = {  # seconds: a host that vanished lets its chats go on elsewhere
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
}
_CONNECT_SECONDS = 5
_POOL_SECONDS = 10
_UPGRADING = (1, 0)  # PostgreSQL's advisory lock on two numbers; chats lock on one
_SECRETS = ("password", "sslpassword")


class DatabaseError(Exception):
    """The database cannot be used; the message is for the operator and holds no password."""


def async_url(url: str) -> URL:
    """A URL as hosts give it, with the asynchronous driver this bot uses. Raises DatabaseError."""
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        raise DatabaseError(
            "DATABASE_URL: got a value that is not shown, "
            "wants sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME"
        ) from None
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    return parsed.set(drivername="postgresql+psycopg")


def make_engine(url: str, connections: int = 16) -> AsyncEngine:
    """An engine with a pool of that size; for SQLite its folder is made. Raises DatabaseError."""
    parsed = async_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgres_engine(parsed, connections)
    return _sqlite_engine(parsed)


def _sqlite_engine(url: URL) -> AsyncEngine:
    _make_folder(url)
    path = url.database or ":memory:"

    async def connect(*_: Any, **__: Any) -> InLoopConnection:
        return InLoopConnection(path)

    return create_async_engine(url, async_creator=connect, **_sqlite_pool(path))


def _sqlite_pool(path: str) -> dict[str, Any]:
    """As many connections as turns may hold; a database in memory has the one it lives in."""
    if path == ":memory:":
        return {}
    return {"pool_size": _SQLITE_CONNECTIONS, "max_overflow": 0, "pool_timeout": _POOL_SECONDS}


def _postgres_engine(url: URL, connections: int) -> AsyncEngine:
    """No statement and no forgotten transaction holds a chat's lock for long."""
    limits = {
        "statement_timeout": _STATEMENT_MILLISECONDS,
        "idle_in_transaction_session_timeout": _IDLE_MILLISECONDS,
        "tcp_user_timeout": _GONE_MILLISECONDS,
        **_KEEPALIVES,
    }
    own = url.query.get("options", "")
    options = " ".join([str(own), *(f"-c {name}={limit}" for name, limit in limits.items())])
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_POOL_SECONDS,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
    )


async def is_reachable(engine: AsyncEngine) -> bool:
    """Whether the database answers within a moment."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS), engine.connect() as connection:
            await connection.execute(select(1))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


def _make_folder(url: URL) -> None:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(_unusable(url, error.strerror or "")) from None


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the tables up to date; changes nothing when they are. Raises DatabaseError."""
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
            await connection.execute(delete(HandledUpdate).where(false()))  # may it be written?
    except (SQLAlchemyError, sqlite3.Error, OSError, CommandError) as error:
        cause = getattr(error, "orig", None) or error
        reason = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        raise DatabaseError(_unusable(engine.url, reason)) from None


def _upgrade(connection: Connection) -> None:
    # Another process may be starting, too; and a migration is done whole or not at all.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(*_UPGRADING)))
    else:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_START_MILLISECONDS}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    if MigrationContext.configure(connection).get_current_revision() == head:
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _unusable(url: URL, reason: str) -> str:
    shown = url.difference_update_query(_SECRETS)
    where = url.database if url.get_backend_name() == "sqlite" else shown.render_as_string()
    return (
        f"DATABASE_URL: the database at {where} cannot be used ({reason}); "
        "point it to one that can be written"
    )
