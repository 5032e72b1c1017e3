"""What is to be told later: the session says so, and the edge sees to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reminder:
    """At `due`, `press` comes back as a message of the kind `timer`; one for each `key`.

    `key` has at most 16 bytes, `press` at most 64.
    """

    key: str
    due: datetime
    press: str
