"""Counts by day: what happened how often, and nobody's id."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import DailyCount

SHARDS = 16


async def count(
    connection: AsyncConnection, names: Iterable[str], number: int, at: datetime
) -> None:
    """Add one to each of these; any `number`, such as the update's, spreads them over shards.

    In one order of names, so that two turns never wait for one another's rows in a circle.
    """
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    insert = made(DailyCount)
    adding = insert.on_conflict_do_update(
        index_elements=["day", "name", "shard"],
        set_={"count": DailyCount.count + insert.excluded["count"]},
    )
    day = _day(at)
    for name in sorted(set(names)):
        row = {"day": day, "name": name[:64], "shard": number % SHARDS, "count": 1}
        await connection.execute(adding, row)


async def totals(connection: AsyncConnection, since: datetime, now: datetime) -> Counter[str]:
    """name -> how often, from that time's day on; a day at a time, for others go on in between."""
    found: Counter[str] = Counter()
    day = _day(since)
    while day <= now:
        summed = select(DailyCount.name, func.sum(DailyCount.count)).where(DailyCount.day == day)
        for name, total in await connection.execute(summed.group_by(DailyCount.name)):
            found[name] += int(total)
        await asyncio.sleep(0)
        day += timedelta(days=1)
    return found


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
