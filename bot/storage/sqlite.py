"""SQLite within the event loop: its calls take microseconds, and a thread between costs more.

The usual asynchronous driver hands each call to a thread and back, which made up most of a turn.
What SQLite has to wait for, another process's write, is cut short and raised as an outage.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

BUSY_MILLISECONDS = 200  # all chats wait meanwhile


class _Cursor:
    """A cursor whose calls are done when they return; SQLAlchemy awaits them all the same."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        self._cursor.execute(statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        self._cursor.executemany(statement, parameters)

    async def fetchall(self) -> Sequence[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class InLoopConnection:
    """What SQLAlchemy's `async_creator` is to give for its aiosqlite dialect."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)
        try:
            self._set_up()
        except sqlite3.Error:
            self._connection.close()
            raise

    def _set_up(self) -> None:
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def cursor(self) -> _Cursor:
        """A new cursor."""
        return _Cursor(self._connection.cursor())

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        """The dialect adds its own regular expressions."""
        self._connection.create_function(*arguments, **named)

    async def commit(self) -> None:
        """End the transaction, if there is one."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        self._connection.rollback()

    async def close(self) -> None:
        """Again is harmless."""
        self._connection.close()

    def stop(self) -> None:
        """Close when nobody can wait for it."""
        self._connection.close()
