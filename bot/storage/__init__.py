"""Tables, migrations, the per-chat unit of work, and updates kept for later."""

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.storage.belongings import belongings
from bot.storage.database import DatabaseError, is_reachable, make_engine, upgrade
from bot.storage.figures import Figures, figures
from bot.storage.gaps import OpenQuestion
from bot.storage.letters import Dead, DeadLetters, Letter, WaitingRoom
from bot.storage.reminders import ALL_CHATS, Chats, Due, Reminders
from bot.storage.retention import prune
from bot.storage.turns import Poll, Turn, Turns, Write

# What a database raises that is away, busy, restarting or a standby: worth another try later.
OUTAGES: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    InternalError,  # such as PostgreSQL's of a transaction that may only read
    PoolTimeoutError,
    OSError,
)

__all__ = [
    "ALL_CHATS",
    "OUTAGES",
    "Chats",
    "DatabaseError",
    "Dead",
    "DeadLetters",
    "Due",
    "Figures",
    "Letter",
    "OpenQuestion",
    "Poll",
    "Reminders",
    "Turn",
    "Turns",
    "WaitingRoom",
    "Write",
    "belongings",
    "figures",
    "is_reachable",
    "make_engine",
    "prune",
    "upgrade",
]
