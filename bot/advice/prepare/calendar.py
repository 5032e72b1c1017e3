"""When the next nudge is, on the reader's own clock; summer time and all."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"UTC([+-])(\d\d):(\d\d)")
_AHEAD = 15  # days looked at: a week, and another if the only day of one was skipped by its clock


def zone_of(name: str) -> tzinfo | None:
    """A zone by its IANA name or as UTC+05:30; None for what is neither, here and now."""
    found = _OFFSET.fullmatch(name)
    if found is not None:
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_name(minutes: int) -> str:
    """Minutes east of UTC as a zone's name."""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def offset_at(zone: tzinfo, at: datetime) -> int:
    """Minutes east of UTC at a moment."""
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() / 60)


def next_nudge(
    after: datetime, zone: tzinfo, days: Collection[int], minute: int
) -> datetime | None:
    """The first moment after another, in UTC, on one of these weekdays at that minute of the day.

    A time that the clock skips when it is put forward comes as much later; one that it shows twice
    counts once. None without a day.
    """
    today = after.astimezone(zone).date()
    at = time(*divmod(minute, 60))
    for ahead in range(_AHEAD):
        day = today + timedelta(days=ahead)
        due = datetime.combine(day, at, zone).astimezone(UTC)
        skipped = due.astimezone(zone).date() != day
        if day.weekday() in days and due > after and not skipped:
            return due
    return None
