"""What one chat is in the middle of: versioned, and safe to read back from anywhere."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from bot.advice.practice.run import Practice
from bot.advice.prepare.state import Prepare
from bot.advice.reminder import Reminder
from bot.advice.reply import Asker
from bot.advice.stored import Stored as _Stored

_KEPT_RESULTS = 2  # the last one, and the one to compare it with


class Thread(_Stored):
    """What the conversation is about, for follow-ups."""

    topic: str | None = None
    entry: str | None = None
    listed: str | None = None  # the entry whose parts `the second one` counts
    role: str | None = None
    level: str | None = None
    component: str | None = None
    offer: str | None = None  # the token of the offer whose result was shown last


class Offer(_Stored):
    """A button of the last reply, so that its label or number can be typed as well."""

    label: str
    press: str


class FitRun(_Stored):
    """An assessment under way.

    `answers`: question id -> option id, or None if skipped, in the order asked. `question` waits
    for an answer, unless the review does; `last` was answered last. `turn` counts what was done, so
    that a button pressed twice does nothing. `revises`: a finished run whose answers are being
    changed. `aside`: stopped, to be gone on with when the reader asks for it.
    """

    token: str
    version: int
    seed: int = 0
    turn: int = 0
    answers: dict[str, str | None] = Field(default_factory=dict)
    question: str | None = None
    last: str | None = None
    reviewing: bool = False
    revises: bool = False
    aside: bool = False
    touched: datetime | None = None


class FitPast(_Stored):
    """A finished assessment: the run, and what came of it then."""

    run: FitRun
    lean: str
    score: float


class QuizRun(_Stored):
    """A quiz under way. `used`: statements shown since the last shuffle, by `seed`; `waits`: the
    one that is on the screen. `right` of `asked` were right in all, `round_right` of `round_asked`
    in this round, of which `missed` were not.
    """

    token: str
    seed: int = 0
    turn: int = 0
    used: tuple[str, ...] = ()
    waits: str | None = None
    right: int = 0
    asked: int = 0
    round_right: int = 0
    round_asked: int = 0
    missed: tuple[str, ...] = ()


class Sale(_Stored):
    """One achievement being told twice: part -> what the reader typed, None if skipped.

    `part` waits for an answer; without one it has been told, and a gap can still be filled.
    """

    token: str
    turn: int = 0
    bullet: str = ""
    answers: dict[str, str | None] = Field(default_factory=dict)
    part: str | None = None


class Job(_Stored):
    """Where a reader is in /resume and /quiz."""

    bullet: str = ""
    sales: int = 0
    sale: Sale | None = None
    quiz: QuizRun | None = None


class Commenting(_Stored):
    """The next text may say what was wrong with an answer, which is the message `on`.

    `asked`: that was asked for; else only a plain complaint is taken for one.
    """

    entry: str
    on: int
    asked: bool = True


class Seen(_Stored):
    """A question as /history shows it: the answer it got, and the button that opens that again."""

    at: datetime | None = None
    entry: str = ""
    press: str = ""
    label: str = ""


class OfferPart(_Stored):
    """One part of an offer, in dollars or in percent; 0 where the offer has none.

    `value` is `times` the middle of `ends`, where these were typed: a range, a monthly base.
    """

    value: Decimal
    unit: Literal["dollars", "percent"]
    ends: tuple[Decimal, Decimal] | None = None
    times: int = 1


class OfferRun(_Stored):
    """An offer being gathered, or the last one shown.

    `asking`: "role", "level" or the part that waits for an answer. `unknown`: parts the reader
    cannot tell. `often`: how many times a year the bonus is paid, where the reader said. `turn`
    counts what was done, so that a button pressed twice does nothing.
    """

    token: str
    turn: int = 0
    role: str | None = None
    level: str | None = None
    parts: dict[str, OfferPart] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    value: Decimal | None = None
    often: int | None = None
    asking: str | None = None
    asked_at: datetime | None = None


class Session(_Stored):
    """The state of one chat; a new one is `Session()`.

    `floor`: the dialogue that hears what is typed, for its question was shown last. `waiting`:
    those that gave way to others, the last one first.

    Raise the version when a stored session of before would be misread, and carry it over in
    `_of_before`; what cannot be carried over starts afresh.
    """

    version: Literal[2] = 2
    floor: Asker | None = None
    waiting: tuple[Asker, ...] = ()
    thread: Thread = Thread()
    offers: tuple[Offer, ...] = ()
    fit: FitRun | None = None
    fit_runs: int = 0
    forgetting: int | None = None  # the seed of the /forget that waits for its confirmation
    fit_past: tuple[FitPast, ...] = Field(default=(), max_length=_KEPT_RESULTS)
    job: Job = Job()
    practice: Practice = Practice()
    prepare: Prepare = Prepare()
    commenting: Commenting | None = None
    history: tuple[Seen, ...] = ()  # the newest first
    offer: OfferRun | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_before(cls, stored: Any) -> Any:
        """Version 1 asked its questions in a fixed order and kept no results."""
        if not isinstance(stored, dict):
            return stored
        if "floor" not in stored:
            stored = _with_floor(stored)
        if stored.get("version") != 1:
            return stored
        run = stored.get("fit")
        if isinstance(run, dict):
            carried = {key: run.get(key) for key in ("version", "answers")}
            stored = {**stored, "fit": {"token": str(run.get("run")), **carried}}
        return {**stored, "version": 2, "offers": ()}

    @property
    def waits(self) -> bool:
        """Whether a question waits for an answer."""
        asks = self.offer is not None and self.offer.asking is not None
        return asks or (self.fit is not None and not self.fit.aside)

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """All that this chat is to be told later; the edge keeps its table equal to it."""
        return (*self.practice.reminders, *self.prepare.reminders)

    def silenced(self) -> Session:
        """Nothing is due any more: the reader has blocked the bot."""
        practice = self.practice.model_copy(update={"run": None})
        prepare = self.prepare.model_copy(update={"due": None})
        return self.model_copy(update={"practice": practice, "prepare": prepare})

    @classmethod
    def restore(cls, stored: str | None) -> tuple[Session, bool]:
        """The stored session, and whether it was lost: broken or of another version."""
        if stored is None:
            return cls(), False
        try:
            return cls.model_validate_json(stored), False
        except ValidationError:
            return cls(), True

    def with_result(self, past: FitPast) -> Session:
        """An assessment has ended; a changed one takes the place of what it changes."""
        before = self.fit_past[:-1] if past.run.revises else self.fit_past
        kept = (*before, past)[-_KEPT_RESULTS:]
        return self.model_copy(update={"fit": None, "fit_past": kept})


def _with_floor(stored: dict[str, Any]) -> dict[str, Any]:
    """A session of before there was a floor: what was asked last, as far as can be told."""
    job, offer, fit, practice, prepare = (
        found if isinstance(found := stored.get(name), dict) else {}
        for name in ("job", "offer", "fit", "practice", "prepare")
    )
    waits: dict[Asker, Any] = {
        "practice": practice.get("run"),
        "offer": offer.get("asking"),
        "fit": fit and not fit.get("aside"),
        "nudges": prepare.get("asking"),
    }
    asked = [job.get("floor"), *(name for name, asks in waits.items() if asks)]
    floor = next((name for name in asked if name), None)
    stored = {**stored, "floor": floor}
    if "floor" in job:
        stored["job"] = {name: value for name, value in job.items() if name != "floor"}
    return stored
