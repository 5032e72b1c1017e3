"""Old rows, and a reader's rows in groups, are found without looking at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AGES = (("chats", "updated_at"), ("votes", "voted_at"), ("waiting_updates", "taken_at"))
_PEOPLES = (
    "chats",
    "dead_letters",
    "gaps",
    "handled_updates",
    "reminders",
    "sent_polls",
    "sent_replies",
    "votes",
    "waiting_updates",
)
_IN_GROUP = sa.text("reader_id <> 0")


def upgrade() -> None:
    """Make their indexes."""
    for table, column in _AGES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for table in _PEOPLES:
        name = f"ix_{table}_reader_id"
        op.create_index(
            name, table, ["reader_id"], sqlite_where=_IN_GROUP, postgresql_where=_IN_GROUP
        )


def downgrade() -> None:
    """Drop them."""
    for table in _PEOPLES:
        op.drop_index(f"ix_{table}_reader_id", table)
    for table, column in _AGES:
        op.drop_index(f"ix_{table}_{column}", table)
