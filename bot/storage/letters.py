"""Updates kept here: those that failed for good, and those that wait for their chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import DeadLetter, HandledUpdate, WaitingUpdate, utc
from bot.storage.upsert import put

_LONGEST_ERROR = 500


@dataclass(frozen=True)
class Letter:
    """An update as Telegram sent it, as JSON, and whose it is."""

    update_id: int
    chat_id: int
    reader_id: int
    payload: str


@dataclass(frozen=True)
class Dead:
    """A dead letter with what went wrong."""

    letter: Letter
    error: str
    failed_at: datetime


class DeadLetters:
    """Updates that failed for good."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def bury(self, letter: Letter, error: str) -> None:
        """Keep an update and take it for handled, both or neither."""
        async with self._engine.begin() as connection:
            now = datetime.now(UTC)
            said = error.replace("\0", "")[:_LONGEST_ERROR].rstrip()  # PostgreSQL takes no NUL
            await put(connection, DeadLetter(**_columns(letter), error=said, failed_at=now))
            handled = HandledUpdate(
                update_id=letter.update_id,
                chat_id=letter.chat_id,
                reader_id=letter.reader_id,
                handled_at=now,
            )
            await put(connection, handled)

    async def all(self) -> list[Dead]:
        """Oldest first."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(DeadLetter).order_by(DeadLetter.update_id))
            return [Dead(_letter(row), row.error, row.failed_at) for row in found]

    async def drop(self, update_ids: Sequence[int]) -> int:
        """Delete some; returns how many there were."""
        async with self._engine.begin() as connection:
            chosen = DeadLetter.update_id.in_(update_ids)
            return (await connection.execute(delete(DeadLetter).where(chosen))).rowcount


class WaitingRoom:
    """Updates taken over from Telegram while their chat has to wait."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def enter(self, letters: Sequence[Letter]) -> None:
        """Keep updates; those that are there already stay."""
        async with self._engine.begin() as connection:
            for letter in letters:
                waiting = WaitingUpdate(**_columns(letter), taken_at=datetime.now(UTC))
                await put(connection, waiting)

    async def leave(self, update_id: int) -> None:
        """An update is done."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(WaitingUpdate).where(WaitingUpdate.update_id == update_id)
            )

    async def one(self, update_id: int) -> Letter | None:
        """An update that waits; None when it is no longer there."""
        chosen = select(WaitingUpdate).where(WaitingUpdate.update_id == update_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(chosen)).first()
            return _letter(row) if row is not None else None

    async def all(self) -> list[tuple[Letter, timedelta]]:
        """Oldest first, and how long each has waited."""
        now = datetime.now(UTC)
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(WaitingUpdate).order_by(WaitingUpdate.update_id)
            )
            return [(_letter(row), now - utc(row.taken_at)) for row in found]


def _letter(row: object) -> Letter:
    return Letter(*(getattr(row, name) for name in Letter.__dataclass_fields__))


def _columns(letter: Letter) -> dict[str, int | str]:
    return {
        "update_id": letter.update_id,
        "chat_id": letter.chat_id,
        "reader_id": letter.reader_id,
        "payload": letter.payload,
    }
