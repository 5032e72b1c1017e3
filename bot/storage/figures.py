"""Figures about all readers together, from the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.counts import totals
from bot.storage.slices import in_slices
from bot.storage.tables import Chat, Vote

_WORST = 5


@dataclass(frozen=True)
class Figures:
    """`readers` are all that are kept; the rest is of the last `days`.

    `thumbs`: up and down. `worst`: entries with the most thumbs down, and how many. `counts`: what
    happened how often, by the names that `advice.notes` gives.
    """

    days: int
    readers: int
    active: int
    thumbs: tuple[int, int]
    worst: tuple[tuple[str, int], ...]
    counts: Mapping[str, int]


async def figures(connection: AsyncConnection, days: int, now: datetime | None = None) -> Figures:
    """The figures of the last days."""
    now = now or datetime.now(UTC)
    since = now - timedelta(days=days)
    readers, active = await _readers(connection, since)
    thumbs, down = await _votes(connection, since)
    worst = sorted(down.items(), key=lambda each: (-each[1], each[0]))[:_WORST]
    counts = await totals(connection, since, now)
    return Figures(days, readers, active, thumbs, tuple(worst), counts)


async def _readers(connection: AsyncConnection, since: datetime) -> tuple[int, int]:
    """How many there are, and how many wrote since then; in groups and alone, one is one.

    Only readers of groups need be remembered: their rows come first, for ids of groups are below 0.
    """
    number = active = 0
    in_groups: dict[int, bool] = {}
    wrote = (Chat.updated_at >= since).label("wrote")
    async for row in in_slices(connection, Chat, wrote):
        if row.reader_id:
            in_groups[row.reader_id] = row.wrote or in_groups.get(row.reader_id, False)
        else:
            number += 1
            active += row.wrote | in_groups.pop(row.chat_id, False)
    return number + len(in_groups), active + sum(in_groups.values())


async def _votes(
    connection: AsyncConnection, since: datetime
) -> tuple[tuple[int, int], Counter[str]]:
    """Thumbs up and down since then, and the down ones by entry."""
    votes, down = Counter[str](), Counter[str]()
    recent = (Vote.voted_at >= since).label("recent")
    async for row in in_slices(connection, Vote, recent, Vote.entry, Vote.vote):
        if row.recent:
            votes[row.vote] += 1
            down[row.entry] += row.vote == "-"
    return (votes["+"], votes["-"]), +down
