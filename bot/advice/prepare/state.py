"""What a session holds of /prepare: the ticks, and when to nudge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from bot.advice.reminder import Reminder
from bot.advice.stored import Stored

NUDGE = "n:now"  # what comes back when a nudge is due

Weekday = Annotated[int, Field(ge=0, le=6)]  # from Monday


class Prepare(Stored):
    """Ticked entries, and nudges: they are on while `due`, in UTC, is set.

    `zone` is an IANA name or an offset such as UTC+05:30; `minute` counts from local midnight.
    `asking`: what the reader is being asked for, so that it can be typed.
    """

    ticked: tuple[str, ...] = ()
    zone: str | None = None
    days: tuple[Weekday, ...] = ()
    minute: Annotated[int, Field(ge=0, lt=24 * 60)] | None = None
    due: datetime | None = None
    asking: Literal["zone", "days", "time"] | None = None

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """The next nudge."""
        return (Reminder("nudge", self.due, NUDGE),) if self.due is not None else ()
