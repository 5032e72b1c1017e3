"""What one chat is in the middle of: versioned, and safe to read back from anywhere."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Thread(_Stored):
    """What the conversation is about, for follow-ups."""

    topic: str | None = None
    entry: str | None = None
    listed: str | None = None  # the entry whose parts `the second one` counts
    role: str | None = None
    level: str | None = None
    component: str | None = None


class Offer(_Stored):
    """A button of the last reply, so that its label or number can be typed as well."""

    label: str
    press: str


class FitRun(_Stored):
    """An assessment under way. `answers` maps question id to option id, or None if skipped."""

    run: int
    version: int
    step: int = 0
    answers: dict[str, str | None] = Field(default_factory=dict)


class Session(_Stored):
    """The state of one chat; a new one is `Session()`.

    Raise the version when a stored session of before would be misread; it then starts afresh.
    """

    version: Literal[1] = 1
    thread: Thread = Thread()
    offers: tuple[Offer, ...] = ()
    fit: FitRun | None = None
    fit_runs: int = 0

    @classmethod
    def restore(cls, stored: str | None) -> tuple[Session, bool]:
        """The stored session, and whether it was lost: broken or of another version."""
        if stored is None:
            return cls(), False
        try:
            return cls.model_validate_json(stored), False
        except ValidationError:
            return cls(), True
