"""What is older than /privacy says is gone: tested by moving the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import DateTime, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.knowledge import Knowledge
from bot.knowledge.service import TABLES
from bot.storage import prune
from bot.storage.belongings import tables_of_people
from bot.storage.retention import AGED_BY
from bot.storage.tables import Base

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
