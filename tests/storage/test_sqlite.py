"""SQLite within the loop: what it waits for is short, and what it cannot have is an outage."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage import OUTAGES, DatabaseError, Turns, make_engine, upgrade
from bot.storage.sqlite import InLoopConnection


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Another process in the middle of a write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_write_of_another_process_is_waited_for_a_moment_and_then_tried_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bot.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    await upgrade(engine)
    turns = Turns(engine)
    with writing(path):
        started = time.monotonic()
        with pytest.raises(OUTAGES):
            async with turns.turn(1, 1) as turn:
                turn.save("first", None)
        assert time.monotonic() - started < 5  # the driver's own wait; all chats stand still
    async with turns.turn(1, 1) as turn:
        assert (turn.handled, turn.session) == (False, None)
        turn.save("second", None)
    async with turns.turn(1, 2) as turn:
        assert turn.session == "second"
    await engine.dispose()


async def test_readers_are_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    await upgrade(engine)
    with writing(path):
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM chats")) == 0
            assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
    await engine.dispose()


async def test_a_connection_may_be_closed_twice(tmp_path: Path) -> None:
    connection = InLoopConnection(str(tmp_path / "bot.sqlite3"))
    await connection.close()
    await connection.close()
    connection.stop()


async def test_a_database_in_memory_keeps_its_tables() -> None:
    engine = make_engine("sqlite:///:memory:")
    await upgrade(engine)
    async with Turns(engine).turn(1, 1) as turn:
        turn.save("kept", None)
    async with Turns(engine).turn(1, 2) as turn:
        assert turn.session == "kept"
    await engine.dispose()


async def test_a_migration_that_breaks_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/bot.sqlite3")

    def halfway(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("alembic.op.add_column", halfway)
        with pytest.raises(DatabaseError, match="disk is full"):
            await upgrade(engine)
    async with engine.connect() as connection:
        assert not (await connection.execute(text("SELECT name FROM sqlite_master"))).all()
    await upgrade(engine)
    await engine.dispose()
