"""A mock interview as plain state: what each move makes of it, and what is due when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from bot.advice.reminder import Reminder
from bot.advice.stored import Stored

HALF, UP = "half", "up"  # what the clock tells
_KEPT = 12  # interviews remembered, the last ones


class PracticeRun(Stored):
    """One interview. While it runs, `ends` is set; while it is paused, `left` seconds are.

    `halved`: half the time is gone, and was told or is no news any more. `ticked`: what the reader
    says of it afterwards, ids of the case's checks.
    """

    token: str
    case: str
    minutes: int
    phase: Literal["running", "paused", "checking"]
    ends: datetime | None = None
    left: int = 0
    halved: bool = False
    ticked: tuple[str, ...] = ()

    @property
    def half(self) -> timedelta:
        """Half of its time."""
        return timedelta(minutes=self.minutes) / 2

    def left_at(self, at: datetime | None) -> timedelta:
        """The time left; none once it is up."""
        if self.phase != "running" or self.ends is None or at is None:
            return timedelta(seconds=self.left)
        return max(self.ends - at, timedelta(0))


class PracticeDone(Stored):
    """An interview of before: its case, and how much of the check was ticked."""

    case: str
    ticked: int
    of: int


class Practice(Stored):
    """What a session holds of /practice: the interview at hand, and those before."""

    run: PracticeRun | None = None
    done: tuple[PracticeDone, ...] = Field(default=(), max_length=_KEPT)

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """What the clock has to tell of the interview that runs."""
        run = self.run
        if run is None or run.phase != "running" or run.ends is None:
            return ()
        up = Reminder("practice_up", run.ends, press(run, UP))
        half = Reminder("practice_half", run.ends - run.half, press(run, HALF))
        return (up,) if run.halved else (half, up)


def begun(token: str, case: str, minutes: int, at: datetime | None) -> PracticeRun:
    """A new interview; without a time of day its clock stands still."""
    length = timedelta(minutes=minutes)
    ends = at + length if at is not None else None
    left = int(length.total_seconds())
    return PracticeRun(
        token=token, case=case, minutes=minutes, phase="running", ends=ends, left=left
    )


def paused(run: PracticeRun, at: datetime | None) -> PracticeRun:
    """The clock stops."""
    left = int(run.left_at(at).total_seconds())
    return run.model_copy(update={"phase": "paused", "left": left, "ends": None})


def resumed(run: PracticeRun, at: datetime | None) -> PracticeRun:
    """The clock goes on with the time that was left; half-time is not told twice."""
    left = timedelta(seconds=run.left)
    ends = at + left if at is not None else None
    halved = run.halved or left <= run.half
    return run.model_copy(update={"phase": "running", "ends": ends, "halved": halved})


def halved(run: PracticeRun) -> PracticeRun:
    """Half the time is gone."""
    return run.model_copy(update={"halved": True})


def over(run: PracticeRun, at: datetime | None) -> PracticeRun:
    """The talking is done; the check follows."""
    left = int(run.left_at(at).total_seconds())
    return run.model_copy(update={"phase": "checking", "left": left, "ends": None})


def ticked(run: PracticeRun, check: str, *, on: bool) -> PracticeRun:
    """A check ticked, or the tick taken back."""
    kept = tuple(name for name in run.ticked if name != check)
    return run.model_copy(update={"ticked": (*kept, check) if on else kept})


def remembered(practice: Practice, done: PracticeDone) -> Practice:
    """No interview at hand, and one more before."""
    return Practice(done=(*practice.done, done)[-_KEPT:])


def press(run: PracticeRun, act: str) -> str:
    """What a button of this interview brings back."""
    return f"m:{run.token}:{act}"
