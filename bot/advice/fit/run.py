"""A run of the assessment as plain state: what each move of the reader makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from bot.advice.fit.choosing import applies, next_question, still_fitting
from bot.advice.session import FitRun
from bot.knowledge.fit import Fit, FitOption, FitQuestion

_PAUSE = timedelta(days=1)  # after which a typed text is no longer taken for an answer
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def begin(fit: Fit, number: int, seed: int, at: datetime | None) -> FitRun:
    """A new run. `seed` is nobody else's; without one, `number` tells the chat's runs apart."""
    seed = seed or number
    run = FitRun(token=_token(seed), version=fit.version, seed=seed, touched=at)
    return _onwards(fit, run)


def reopened(fit: Fit, run: FitRun) -> FitRun:
    """A finished run with all its answers on the review screen."""
    changes = {"answers": still_fitting(fit, run.answers), "version": fit.version}
    return reviewed(run).model_copy(update={**changes, "revises": True})


def answered(fit: Fit, run: FitRun, option: str | None) -> FitRun:
    """The question that waits is answered, or skipped with None; a dependent answer may go."""
    if run.question is None:
        return run
    turned = _with_answer(fit, run, run.question, option)
    return _at(turned, None) if run.reviewing else _onwards(fit, turned)


def forward(fit: Fit, run: FitRun) -> FitRun:
    """On from a question that has its answer already, leaving that."""
    turned = run.model_copy(update={"turn": run.turn + 1})
    return _at(turned, None) if run.reviewing else _onwards(fit, turned)


def corrected(fit: Fit, run: FitRun, question: str, option: str) -> FitRun:
    """An answer given before becomes another; the question that waits goes on waiting."""
    turned = _with_answer(fit, run, question, option)
    waits = run.question is not None and applies(fit.question[run.question], turned.answers)
    return turned if waits else _onwards(fit, turned)


def back(run: FitRun) -> FitRun:
    """The question before; from a question under review, the review."""
    if run.reviewing:
        return _at(run, None)
    before = question_before(run)
    return run if before is None else _at(run, before)


def question_to_correct(run: FitRun) -> str | None:
    """What `I meant the other one` is about: an answer on the screen, or the one given last."""
    if run.question in run.answers:
        return run.question
    return run.last if run.last in run.answers else question_before(run)


def question_before(run: FitRun) -> str | None:
    """The question asked before the one that waits."""
    asked = list(run.answers)
    at = asked.index(run.question) if run.question in run.answers else len(asked)
    return asked[at - 1] if at else None


def reviewed(run: FitRun) -> FitRun:
    """The review screen."""
    return _at(run, None).model_copy(update={"reviewing": True})


def revised(run: FitRun, question: str) -> FitRun:
    """A question of the review, asked again."""
    return _at(run, question)


def gone_on(fit: Fit, run: FitRun) -> FitRun:
    """On from the review: to the next question, or to the end."""
    left = run.model_copy(update={"reviewing": False, "turn": run.turn + 1})
    return _onwards(fit, left)


def carried_over(fit: Fit, run: FitRun) -> FitRun:
    """A run of an earlier version of the questions, with the answers that still fit."""
    changes = {"answers": still_fitting(fit, run.answers), "version": fit.version}
    carried = run.model_copy(update=changes)
    waits = fit.question.get(run.question or "")
    if waits is not None and applies(waits, carried.answers):
        return carried
    turned = _at(carried, None)
    return turned if run.reviewing else _onwards(fit, turned)


def is_finished(run: FitRun) -> bool:
    """Whether nothing is left to ask or to review."""
    return run.question is None and not run.reviewing


def is_paused(run: FitRun, at: datetime | None) -> bool:
    """Whether so long has passed that the reader may have forgotten the question."""
    return at is not None and run.touched is not None and at - run.touched > _PAUSE


def place_of(run: FitRun) -> int:
    """Which question waits, from 1."""
    asked = list(run.answers)
    return (asked.index(run.question) if run.question in run.answers else len(asked)) + 1


def options_of(run: FitRun, question: FitQuestion) -> tuple[FitOption, ...]:
    """The options as this reader sees them: the sides in an order of chance, then the middle."""
    shuffled = list(question.options)
    Random(f"{run.seed} {question.id}").shuffle(shuffled)  # noqa: S311 an order, not a secret
    return tuple(sorted(shuffled, key=lambda option: not option.evidence))


def _with_answer(fit: Fit, run: FitRun, question: str, option: str | None) -> FitRun:
    answers = still_fitting(fit, {**run.answers, question: option})
    return run.model_copy(update={"answers": answers, "last": question, "turn": run.turn + 1})


def _onwards(fit: Fit, run: FitRun) -> FitRun:
    following = next_question(fit, run.answers)
    return run.model_copy(update={"question": following.id if following else None})


def _at(run: FitRun, question: str | None) -> FitRun:
    return run.model_copy(update={"question": question, "turn": run.turn + 1})


def _token(number: int) -> str:
    """The number to base 36, to be short in buttons."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
