"""How old a row may get: the limits are what /privacy says, and are enforced here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from bot.storage.tables import (
    Chat,
    DailyCount,
    DeadLetter,
    Gap,
    HandledUpdate,
    Reminder,
    SentPicture,
    SentPoll,
    SentReply,
    Vote,
    WaitingUpdate,
)

DROPPED_AT_ONCE = 200  # rows a statement
_PAUSE = 0.01  # seconds between two, for everybody else

# Each table, and the column that says how old a row is.
AGED_BY: dict[str, InstrumentedAttribute[datetime]] = {
    "chats": Chat.updated_at,
    "handled_updates": HandledUpdate.handled_at,
    "sent_replies": SentReply.sent_at,
    "votes": Vote.voted_at,
    "sent_pictures": SentPicture.sent_at,
    "dead_letters": DeadLetter.failed_at,
    "waiting_updates": WaitingUpdate.taken_at,
    "gaps": Gap.asked_at,
    "daily_counts": DailyCount.day,
    "reminders": Reminder.due_at,
    "sent_polls": SentPoll.sent_at,
}


async def prune(
    engine: AsyncEngine, days: Mapping[str, int], now: datetime | None = None
) -> dict[str, int]:
    """Delete every row older than its table's days; returns table -> rows deleted, if any."""
    now = now or datetime.now(UTC)
    deleted: dict[str, int] = {}
    for table, column in AGED_BY.items():
        deleted[table] = await _drop(engine, column, now - timedelta(days=days[table]))
    return {table: count for table, count in deleted.items() if count}


async def _drop(
    engine: AsyncEngine, column: InstrumentedAttribute[datetime], before: datetime
) -> int:
    """A slice and a commit at a time: turns go on in between. Replicas take different rows."""
    table = column.class_.__table__
    old = select(*table.primary_key).where(column < before).limit(DROPPED_AT_ONCE)
    chosen = tuple_(*table.primary_key).in_(old.with_for_update(skip_locked=True))
    total = 0
    while True:
        async with engine.begin() as connection:
            count = (await connection.execute(delete(table).where(chosen))).rowcount
        total += count
        if count < DROPPED_AT_ONCE:
            return total
        await asyncio.sleep(_PAUSE)
