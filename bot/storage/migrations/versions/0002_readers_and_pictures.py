"""Each reader of a group has a row; pictures that Telegram has are sent by their name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_EVERYBODY = "0"  # a private chat's reader


def upgrade() -> None:
    """Put the reader into the keys; a key can only be changed in a new table."""
    op.create_table(
        "chats_by_reader",
        *_key("chat_id", "reader_id"),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("live_message_id", sa.BigInteger),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    _move("chats", "chats_by_reader", "chat_id, session, live_message_id, updated_at")
    op.create_table(
        "votes_by_reader",
        *_key("chat_id", "message_id", "reader_id"),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("vote", sa.String(1), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
    )
    _move("votes", "votes_by_reader", "chat_id, message_id, entry, vote, voted_at")
    for table in ("handled_updates", "sent_replies"):
        op.add_column(
            table,
            sa.Column("reader_id", sa.BigInteger, nullable=False, server_default=_EVERYBODY),
        )
    op.create_table(
        "sent_pictures",
        sa.Column("content", sa.String(64), primary_key=True),
        sa.Column("file_id", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_sent_pictures_sent_at", "sent_pictures", ["sent_at"])


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in names]


def _move(old: str, new: str, columns: str) -> None:
    op.execute(
        f"INSERT INTO {new} (reader_id, {columns}) SELECT {_EVERYBODY}, {columns} FROM {old}"  # noqa: S608
    )
    op.drop_table(old)
    op.rename_table(new, old)


def downgrade() -> None:
    """Not possible: two readers of a group do not fit into one row."""
    raise NotImplementedError("restore a backup instead")
