"""How old a row may get: the limits are what /privacy says, and are enforced here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
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
        old = column < now - timedelta(days=days[table])
        async with engine.begin() as connection:  # a table at a time: turns go on in between
            deleted[table] = (await connection.execute(delete(column.class_).where(old))).rowcount
    return {table: count for table, count in deleted.items() if count}
