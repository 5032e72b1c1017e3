"""Quiz polls that were sent: a vote names the poll and no chat."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "sent_polls",
        sa.Column("poll_id", sa.String(64), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("reader_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger),
        sa.Column("press", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_sent_polls_chat_id", "sent_polls", ["chat_id"])
    op.create_index("ix_sent_polls_sent_at", "sent_polls", ["sent_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("sent_polls")
