"""What is worth keeping of a turn beyond the session: open questions, and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.advice.masking import masked
from bot.advice.message import Message
from bot.advice.reply import Outcome, Reply
from bot.advice.session import FitRun, Session

_OPEN = (Outcome.DECLINE, Outcome.CHOICE)
_QUESTIONS = (Outcome.ANSWER, Outcome.PARTIAL, *_OPEN)

# What counts are called: these and an outcome, or a question of the assessment.
ASKED, FIT_BEGUN, FIT_FINISHED = "asked:", "fit:begun", "fit:finished"
FIT_REACHED, FIT_ANSWERED, FIT_STOPPED = "fit:reached:", "fit:answered:", "fit:stopped:"


@dataclass(frozen=True)
class Notes:
    """`question` is what was asked, masked; empty when nothing was. `why`: it was left open."""

    question: str = ""
    why: str = ""
    counts: tuple[str, ...] = ()


def notes_of(
    message: Message,
    reply: Reply,
    before: Session,
    after: Session,
    is_a_word: Callable[[str], bool],
) -> Notes:
    """What a turn leaves behind, apart from the session."""
    typed = message.kind in ("text", "edit") and not message.text.lstrip().startswith("/")
    asked = typed and reply.outcome in _QUESTIONS and reply.remark is None
    question = masked(message.text, is_a_word) if asked else ""
    why = reply.outcome.value if question and reply.outcome in _OPEN else ""
    counts = [*_fit_counts(before, after)]
    if asked and message.kind == "text":
        counts.append(f"{ASKED}{reply.outcome.value}")
    return Notes(question, why, tuple(counts))


def _fit_counts(before: Session, after: Session) -> Iterator[str]:
    """Steps of the assessment that this turn took; a finished run that is changed takes none."""
    run, was = after.fit, before.fit
    if _finished(before, after):
        yield FIT_FINISHED
        last = after.fit_past[-1].run
        yield from _answered(was if was and was.token == last.token else None, last)
    elif run is not None and not run.revises:
        yield from _moved(was if was and was.token == run.token else None, run)
    elif run is None and was is not None and not was.revises and not _revised(before, after):
        yield f"{FIT_STOPPED}{was.question}"


def _moved(was: FitRun | None, run: FitRun) -> Iterator[str]:
    """A question is reached by an answer to another one, not by going back and on again."""
    new = set(run.answers) - set(was.answers if was else ())
    if was is None:
        yield FIT_BEGUN
    if run.question is not None and run.question not in run.answers and (new or was is None):
        yield f"{FIT_REACHED}{run.question}"
    yield from _answered(was, run)
    if run.aside and not (was and was.aside):
        yield f"{FIT_STOPPED}{run.question}"


def _answered(was: FitRun | None, run: FitRun) -> Iterator[str]:
    new = set(run.answers) - set(was.answers if was else ())
    yield from (f"{FIT_ANSWERED}{question}" for question in new)


def _finished(before: Session, after: Session) -> bool:
    """Whether the turn ended a run that had no result before."""
    tokens = {past.run.token for past in before.fit_past}
    return bool(after.fit_past) and after.fit_past[-1].run.token not in tokens


def _revised(before: Session, after: Session) -> bool:
    return before.fit_past != after.fit_past
