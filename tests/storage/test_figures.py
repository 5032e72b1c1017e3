"""Counts and figures: aggregated, and nobody's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import Turns, belongings, figures, slices
from bot.storage.counts import SHARDS, count, totals
from bot.storage.tables import Chat, DailyCount

ANNA, BEN, GROUP = 11, 22, -100_500
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def test_counts_add_up_over_shards_and_days(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for number in range(2 * SHARDS + 1):
            await count(connection, ["a", "b", "b"], number, NOW)
        await count(connection, ["a"], 0, NOW - timedelta(days=2))
    async with engine.connect() as connection:
        assert len((await connection.execute(select(DailyCount))).all()) == 2 * SHARDS + 1
        assert await totals(connection, NOW - timedelta(days=3), NOW) == {"a": 34, "b": 33}
        assert await totals(connection, NOW - timedelta(days=1), NOW) == {"a": 33, "b": 33}


async def test_turns_at_the_same_time_lose_no_count(turns: Turns, engine: AsyncEngine) -> None:
    async def ask(number: int) -> None:
        async with turns.turn(number, number) as turn:
            turn.also(partial(count, names=["b", "a"], number=0, at=NOW))

    async with asyncio.timeout(30):
        await asyncio.gather(*map(ask, range(1, 31)))
    async with engine.connect() as connection:
        assert await totals(connection, NOW, NOW) == {"a": 30, "b": 30}


async def test_a_reader_of_a_group_and_a_private_chat_is_one(
    turns: Turns, engine: AsyncEngine
) -> None:
    for number, (chat, reader) in enumerate(((ANNA, 0), (GROUP, ANNA), (GROUP, BEN)), start=1):
        async with turns.turn(chat, number, reader) as turn:
            turn.save("{}", None)
            turn.voted(number, "pay" if number < 3 else "vesting", "-" if number > 1 else "+")
    async with engine.begin() as connection:
        long_ago = update(Chat).where(Chat.reader_id == BEN)
        await connection.execute(long_ago.values(updated_at=datetime.now(UTC) - timedelta(days=9)))
    async with engine.connect() as connection:
        found = await figures(connection, 7)
    assert (found.readers, found.active, found.thumbs) == (2, 1, (1, 2))
    assert found.worst == (("pay", 1), ("vesting", 1))


async def test_an_empty_database_has_figures(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        found = await figures(connection, 30)
    assert (found.readers, found.active, found.thumbs, found.worst) == (0, 0, (0, 0), ())
    assert found.counts == {}


async def test_belongings_are_those_of_one_person(turns: Turns, engine: AsyncEngine) -> None:
    for number, (chat, reader) in enumerate(((ANNA, 0), (GROUP, ANNA), (GROUP, BEN)), start=1):
        async with turns.turn(chat, number, reader) as turn:
            turn.save(f"state {number}", None)
    async with engine.connect() as connection:
        found = await belongings(connection, ANNA)
        nothing = await belongings(connection, 999)
    assert [row["session"] for row in found["chats"]] == ["state 2", "state 1"]
    assert [row["update_id"] for row in found["handled_updates"]] == [1, 2]
    assert set(nothing) == set(found)
    assert all(rows == [] for rows in nothing.values())


async def test_figures_are_read_a_slice_at_a_time(
    turns: Turns, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table read whole would keep everybody waiting."""
    monkeypatch.setattr(slices, "READ_AT_ONCE", 3)
    places = [(GROUP, reader) for reader in range(1, 6)] + [(reader, 0) for reader in range(4, 12)]
    for number, (chat, reader) in enumerate(places, start=1):
        async with turns.turn(chat, number, reader) as turn:
            turn.save("{}", None)
            turn.voted(number, f"entry {number % 2}", "-" if number % 3 else "+")
    passes = 0

    async def others() -> None:
        nonlocal passes
        while True:
            passes += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    async with engine.connect() as connection:
        found = await figures(connection, 7)
    beside.cancel()
    assert (found.readers, found.active, found.thumbs) == (11, 11, (4, 9))
    assert found.worst == (("entry 1", 5), ("entry 0", 4))
    assert passes > 8
