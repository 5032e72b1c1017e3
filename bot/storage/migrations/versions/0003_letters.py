"""Updates that failed for good, and updates that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "dead_letters",
        *_update_columns(),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_dead_letters_chat_id", "dead_letters", ["chat_id"])
    op.create_index("ix_dead_letters_failed_at", "dead_letters", ["failed_at"])
    op.create_table(
        "waiting_updates",
        *_update_columns(),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_waiting_updates_chat_id", "waiting_updates", ["chat_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("waiting_updates")
    op.drop_table("dead_letters")


def _update_columns() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("reader_id", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    ]
