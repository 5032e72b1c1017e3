"""The tables. A chat's row is its whole state; the others hang on it by chat and reader."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Chat(Base):
    """What a chat is in the middle of: the session as JSON, and its live question's message.

    In a group each reader has a row; in a private chat, `reader_id` is 0.
    """

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    session: Mapped[str] = mapped_column(Text)
    live_message_id: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class HandledUpdate(Base):
    """An update whose effect is committed; it is not handled again when it is redelivered."""

    __tablename__ = "handled_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    reader_id: Mapped[int] = mapped_column(BigInteger)
    handled_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class SentReply(Base):
    """Which message answered which, so that an edited question edits its answer.

    `question` is what was asked, masked, for a thumb down to say what it was about.
    """

    __tablename__ = "sent_replies"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_id: Mapped[int] = mapped_column(BigInteger)
    reply_id: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(16))
    entries: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Vote(Base):
    """A reader's thumb on an answer; the last one counts."""

    __tablename__ = "votes"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[str] = mapped_column(String(64))
    vote: Mapped[str] = mapped_column(String(1))
    voted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class SentPicture(Base):
    """Telegram's name for a picture it has, by what the picture shows; nobody's data."""

    __tablename__ = "sent_pictures"

    content: Mapped[str] = mapped_column(String(64), primary_key=True)
    file_id: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class SentPoll(Base):
    """A quiz poll that waits for its reader's vote, and what that vote presses."""

    __tablename__ = "sent_polls"

    poll_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    reader_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[int | None] = mapped_column(BigInteger)
    press: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class _KeptUpdate(Base):
    """An update as Telegram sent it, as JSON, and whose it is."""

    __abstract__ = True

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    reader_id: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[str] = mapped_column(Text)


class DeadLetter(_KeptUpdate):
    """An update that failed for good, until an operator replays or drops it."""

    __tablename__ = "dead_letters"

    error: Mapped[str] = mapped_column(Text)
    failed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class WaitingUpdate(_KeptUpdate):
    """An update of a chat that has to wait, taken over from Telegram so that others need not."""

    __tablename__ = "waiting_updates"

    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Reminder(Base):
    """What a reader is to be told, and when; told, it goes in the transaction that tells it."""

    __tablename__ = "reminders"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    press: Mapped[str] = mapped_column(String(64))


class Gap(Base):
    """A question that got no answer, or one with a thumb down; its text is masked.

    `message_id` is the bot's reply. `why`: the reply's outcome, or `down`. `entry` was the answer.
    """

    __tablename__ = "gaps"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_id: Mapped[int] = mapped_column(BigInteger)
    question: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(16))
    entry: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class DailyCount(Base):
    """How often something happened on a day (UTC); nobody's data.

    A count is spread over `shard`s, so that turns at the same time do not wait for one row.
    """

    __tablename__ = "daily_counts"

    day: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)


IN_GROUP = text("reader_id <> 0")  # in these very words, or their index is not used

for _table in Base.metadata.sorted_tables:
    if "reader_id" in _table.c:
        Index(
            f"ix_{_table.name}_reader_id",
            _table.c.reader_id,
            sqlite_where=IN_GROUP,
            postgresql_where=IN_GROUP,
        )


def utc(at: datetime) -> datetime:
    """SQLite keeps no zone: all times there are UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
