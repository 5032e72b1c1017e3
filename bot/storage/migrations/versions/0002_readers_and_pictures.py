"""Each reader of a group has a row; pictures that Telegram has are sent by their name."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_EVERYBODY = "0"  # a private chat's reader


def upgrade() -> None:
    """Put the reader into the keys; a key can only be changed in a new table."""
    _rebuild("chats", *_key("chat_id", "reader_id"), *_chat_columns())
    _rebuild("votes", *_key("chat_id", "message_id", "reader_id"), *_vote_columns())
    for table in ("handled_updates", "sent_replies"):
        reader = sa.Column("reader_id", sa.BigInteger, nullable=False, server_default=_EVERYBODY)
        op.add_column(table, reader)
    op.execute("DELETE FROM sent_replies WHERE chat_id < 0")  # no reader could forget them
    op.execute(f"UPDATE handled_updates SET chat_id = {_EVERYBODY} WHERE chat_id < 0")  # noqa: S608
    op.create_table(
        "sent_pictures",
        sa.Column("content", sa.String(64), primary_key=True),
        sa.Column("file_id", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_sent_pictures_sent_at", "sent_pictures", ["sent_at"])


def downgrade() -> None:
    """Take it back; readers of groups are forgotten, for two of them do not fit into one row."""
    op.drop_table("sent_pictures")
    for table in ("handled_updates", "sent_replies"):
        op.drop_column(table, "reader_id")
    _rebuild("votes", *_key("chat_id", "message_id"), *_vote_columns())
    _rebuild("chats", *_key("chat_id"), *_chat_columns())


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in names]


def _chat_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("live_message_id", sa.BigInteger),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _vote_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("vote", sa.String(1), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _rebuild(table: str, *columns: sa.Column[Any]) -> None:
    """The table with other columns; rows of private chats are carried over."""
    new = f"{table}_rebuilt"
    op.execute(f"DROP TABLE IF EXISTS {new}")  # of a try that failed half-way
    op.create_table(new, *columns)
    names = [column.name for column in columns]
    gained = "reader_id" in names
    values = [_EVERYBODY if name == "reader_id" else name for name in names]
    only = " WHERE chat_id > 0" if gained else f" WHERE reader_id = {_EVERYBODY}"
    op.execute(
        f"INSERT INTO {new} ({', '.join(names)}) "  # noqa: S608 names of ours alone
        f"SELECT {', '.join(values)} FROM {table}{only}"
    )
    op.drop_table(table)
    op.rename_table(new, table)
