"""What a reply answered, questions that were left open, and counts by day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their tables."""
    question = sa.Column("question", sa.Text, nullable=False, server_default="")
    op.add_column("sent_replies", question)
    op.create_table(
        "gaps",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reader_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_gaps_asked_at", "gaps", ["asked_at"])
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("daily_counts")
    op.drop_table("gaps")
    op.drop_column("sent_replies", "question")
