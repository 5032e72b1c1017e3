"""Figures about all readers together, from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.counts import totals
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
    since = (now or datetime.now(UTC)) - timedelta(days=days)
    person = case((Chat.reader_id != 0, Chat.reader_id), else_=Chat.chat_id)
    people = select(func.count(person.distinct()))
    readers = await connection.scalar(people)
    active = await connection.scalar(people.where(Chat.updated_at >= since))
    votes = select(Vote.vote, func.count()).where(Vote.voted_at >= since).group_by(Vote.vote)
    by_vote = {row[0]: int(row[1]) for row in await connection.execute(votes)}
    down = (
        select(Vote.entry, func.count())
        .where(Vote.voted_at >= since, Vote.vote == "-")
        .group_by(Vote.entry)
        .order_by(func.count().desc(), Vote.entry)
        .limit(_WORST)
    )
    worst = tuple((entry, number) for entry, number in await connection.execute(down))
    return Figures(
        days,
        readers or 0,
        active or 0,
        (by_vote.get("+", 0), by_vote.get("-", 0)),
        worst,
        await totals(connection, since),
    )
