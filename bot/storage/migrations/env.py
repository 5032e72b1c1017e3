"""Alembic's entry: migrations run on the connection they are handed."""

from alembic import context

from bot.storage.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
