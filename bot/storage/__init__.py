"""Tables, migrations, the per-chat unit of work, and updates kept for later."""

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.storage.database import DatabaseError, is_reachable, make_engine, upgrade
from bot.storage.letters import Dead, DeadLetters, Letter, WaitingRoom
from bot.storage.reminders import Due, Reminders
from bot.storage.turns import Poll, Turn, Turns

# What a database raises that is away, busy, restarting or a standby: worth another try later.
OUTAGES: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    InternalError,  # such as PostgreSQL's of a transaction that may only read
    PoolTimeoutError,
    OSError,
)

__all__ = [
    "OUTAGES",
    "DatabaseError",
    "Dead",
    "DeadLetters",
    "Due",
    "Letter",
    "Poll",
    "Reminders",
    "Turn",
    "Turns",
    "WaitingRoom",
    "is_reachable",
    "make_engine",
    "upgrade",
]
