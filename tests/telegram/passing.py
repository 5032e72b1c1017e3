"""Time that passes in an instant, for what is due later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Session
from bot.storage.tables import Chat, Reminder


async def pass_time(engine: AsyncEngine, passed: timedelta) -> None:
    """All that chats and reminders await comes so much sooner."""
    async with engine.begin() as connection:
        for row in (await connection.execute(select(Reminder))).all():
            mine = (Reminder.chat_id == row.chat_id, Reminder.key == row.key)
            sooner = _utc(row.due_at) - passed
            await connection.execute(update(Reminder).where(*mine).values(due_at=sooner))
        for chat in (await connection.execute(select(Chat))).all():
            session = _sooner(Session.model_validate_json(chat.session), passed)
            mine = (Chat.chat_id == chat.chat_id, Chat.reader_id == chat.reader_id)
            stored = session.model_dump_json()
            await connection.execute(update(Chat).where(*mine).values(session=stored))


def _sooner(session: Session, passed: timedelta) -> Session:
    run, due = session.practice.run, session.prepare.due
    if run is not None and run.ends is not None:
        run = run.model_copy(update={"ends": run.ends - passed})
    practice = session.practice.model_copy(update={"run": run})
    prepare = session.prepare.model_copy(update={"due": due - passed if due else None})
    return session.model_copy(update={"practice": practice, "prepare": prepare})


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
