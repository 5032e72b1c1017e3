"""Tables, migrations, and the per-chat unit of work."""

from bot.storage.database import DatabaseError, make_engine, upgrade
from bot.storage.turns import Turn, Turns

__all__ = ["DatabaseError", "Turn", "Turns", "make_engine", "upgrade"]
