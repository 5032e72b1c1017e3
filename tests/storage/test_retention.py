"""What is older than /privacy says is gone: tested by moving the clock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import DateTime, event, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.knowledge import Knowledge
from bot.knowledge.service import TABLES
from bot.storage import Turns, make_engine, prune, retention, upgrade
from bot.storage.belongings import belongs_to, tables_of_people
from bot.storage.retention import AGED_BY
from bot.storage.tables import Base, SentPoll
from tests.postgres import PostgresServer

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_row(table: Any, at: datetime, number: int) -> dict[str, Any]:
    """Something in every column, of that age."""
    kinds: dict[type, Any] = {datetime: at, int: number, str: str(number)}
    return {column.name: kinds[column.type.python_type] for column in table.c}


async def count_rows(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {
            table.name: len((await connection.execute(select(table))).all())
            for table in Base.metadata.sorted_tables
        }


def test_privacy_names_every_table_and_no_other(knowledge: Knowledge) -> None:
    """A new table is in no line of service.yaml until somebody says what it keeps."""
    tables = {table.name for table in Base.metadata.sorted_tables}
    assert set(TABLES) == tables
    named = [table for kept in knowledge.service.kept for table in kept.tables]
    assert sorted(named) == sorted(tables)
    assert {str(table) for table in tables_of_people()} < set(named)


def test_every_table_has_an_age(knowledge: Knowledge) -> None:
    assert set(AGED_BY) == set(knowledge.service.days)
    for name, column in AGED_BY.items():
        assert column.class_.__tablename__ == name
        assert isinstance(column.type, DateTime)


def test_privacy_says_the_days_that_are_kept(knowledge: Knowledge) -> None:
    for kept in knowledge.service.kept:
        assert f"{kept.days} days" in kept.line
    assert knowledge.service.days["gaps"] <= 90


@pytest.mark.parametrize("name", TABLES)
async def test_a_row_goes_the_day_its_time_is_over(
    engine: AsyncEngine, knowledge: Knowledge, name: str
) -> None:
    days = knowledge.service.days
    async with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            await connection.execute(insert(table).values(a_row(table, NOW, 1)))
    limit = timedelta(days=days[name])
    await prune(engine, days, NOW + limit - timedelta(minutes=1))
    assert (await count_rows(engine))[name] == 1
    deleted = await prune(engine, days, NOW + limit + timedelta(minutes=1))
    assert deleted[name] == 1
    assert (await count_rows(engine))[name] == 0


async def test_after_the_longest_time_nothing_is_left(
    engine: AsyncEngine, knowledge: Knowledge
) -> None:
    async with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            for number in (1, 2):
                at = NOW - timedelta(days=number)
                await connection.execute(insert(table).values(a_row(table, at, number)))
    later = NOW + timedelta(days=max(knowledge.service.days.values()))
    await prune(engine, knowledge.service.days, later)
    assert set((await count_rows(engine)).values()) == {0}


async def test_many_old_rows_go_a_slice_at_a_time_and_others_go_on(
    engine: AsyncEngine, turns: Turns, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "DROPPED_AT_ONCE", 10)
    sizes: list[int] = []

    def note(_: Any, cursor: Any, statement: str, *__: Any) -> None:
        if statement.startswith("DELETE FROM sent_polls"):
            sizes.append(cursor.rowcount)

    event.listen(engine.sync_engine, "after_cursor_execute", note)
    async with engine.begin() as connection:
        rows = [a_row(SentPoll.__table__, NOW - timedelta(days=400), at) for at in range(35)]
        await connection.execute(insert(SentPoll), [*rows, a_row(SentPoll.__table__, NOW, 99)])
    pruning = asyncio.create_task(prune(engine, knowledge.service.days, NOW))
    updates = 0
    while not pruning.done():
        updates += 1
        async with turns.turn(1, updates) as turn:
            turn.save("state", None)
        await asyncio.sleep(0)
    assert (await pruning, sizes) == ({"sent_polls": 35}, [10, 10, 10, 5])
    assert updates > 3  # or they would all have waited for the last row
    assert (await count_rows(engine))["sent_polls"] == 1


async def test_replicas_that_prune_at_once_take_different_rows(
    postgres: PostgresServer, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "DROPPED_AT_ONCE", 20)
    engine = make_engine(postgres.new_database())
    await upgrade(engine)
    async with engine.begin() as connection:
        rows = [a_row(SentPoll.__table__, NOW - timedelta(days=400), at) for at in range(200)]
        await connection.execute(insert(SentPoll), rows)
    async with asyncio.timeout(30):
        done = await asyncio.gather(*(prune(engine, knowledge.service.days, NOW) for _ in range(3)))
    assert sum(one.get("sent_polls", 0) for one in done) == 200
    await engine.dispose()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(f"sqlite:///{tmp_path}/bot.sqlite3")
    await upgrade(engine)
    yield engine
    await engine.dispose()


async def plans(engine: AsyncEngine, statement: Any) -> list[str]:
    """How SQLite goes about it."""
    made = statement.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
    async with engine.connect() as connection:
        found = await connection.execute(text(f"EXPLAIN QUERY PLAN {made}"))
        return [row.detail for row in found]


@pytest.mark.parametrize("name", AGED_BY)
async def test_old_rows_are_found_without_looking_at_all_others(
    sqlite: AsyncEngine, name: str
) -> None:
    column = AGED_BY[name]
    old = select(*column.class_.__table__.primary_key).where(column < NOW).limit(10)
    assert not [plan for plan in await plans(sqlite, old) if plan.startswith("SCAN")]


@pytest.mark.parametrize("table", tables_of_people(), ids=str)
async def test_a_persons_rows_are_found_without_looking_at_all_others(
    sqlite: AsyncEngine, table: Any
) -> None:
    """By /forget and /export, in private and in groups."""
    own = select(table).where(belongs_to(table, 11))
    found = await plans(sqlite, own)
    assert not [plan for plan in found if plan.startswith("SCAN")], found


async def test_what_is_due_is_found_by_its_time(sqlite: AsyncEngine) -> None:
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("SELECT reminders"):
            found.append(statement)

    event.listen(sqlite.sync_engine, "before_cursor_execute", note)
    await Turns(sqlite).reminders.due(NOW, range(100), besides={5, 6})
    explained = re.sub(r"\?", "1", found[0])
    async with sqlite.connect() as connection:
        plan = (await connection.execute(text(f"EXPLAIN QUERY PLAN {explained}"))).all()
    assert [row.detail for row in plan] == [
        "SEARCH reminders USING INDEX ix_reminders_due_at (due_at<?)"
    ]
