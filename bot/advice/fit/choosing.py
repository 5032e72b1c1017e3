"""Which question to ask next: the one expected to tell the most, until the lean is clear."""

from __future__ import annotations

import math

from bot.advice.fit.scoring import (
    Answers,
    Estimate,
    Evidence,
    confidence_of,
    estimate_of,
    evidence_of,
    lean_of,
)
from bot.knowledge.fit import BALANCED, Fit, FitQuestion


def next_question(fit: Fit, answers: Answers) -> FitQuestion | None:
    """The next question after these answers, skips among them; None when there are enough."""
    if is_done(fit, answers):
        return None
    waiting = [q for q in fit.questions if q.id not in answers and applies(q, answers)]
    due = [q for q in waiting if q.by is not None and q.by <= len(answers) + 1]
    evidence = evidence_of(fit, answers)
    return min(due or waiting, key=lambda question: _doubt_after(fit, evidence, question))


def is_done(fit: Fit, answers: Answers) -> bool:
    """Whether the lean is clear, or all is asked that may be."""
    if not fit.scoring.fewest <= len(answers) < fit.scoring.most:
        return len(answers) >= fit.scoring.most
    return is_clear(fit, estimate_of(fit, evidence_of(fit, answers)))


def is_clear(fit: Fit, estimate: Estimate) -> bool:
    """Whether a lean is as sure as it has to be to stop early."""
    leans = lean_of(fit, estimate) != BALANCED
    return leans and confidence_of(fit, estimate) >= fit.scoring.clear_at


def applies(question: FitQuestion, answers: Answers) -> bool:
    """Whether a question is for a reader who gave these answers."""
    wanted = question.only_if
    return wanted is None or answers.get(wanted.question) in wanted.options


def still_fitting(fit: Fit, answers: Answers) -> dict[str, str | None]:
    """The answers whose question and option there are, and whose condition still holds."""
    kept: dict[str, str | None] = {}
    known = {q.id: {option.id for option in q.options} for q in fit.questions}
    for name, option in answers.items():
        if name in known and (option is None or option in known[name]):
            kept[name] = option
    for question in fit.questions:  # in file order, which a condition only looks up
        if question.id in kept and not applies(question, kept):
            del kept[question.id]
    return kept


def expected_total(fit: Fit, number: int) -> int:
    """About how many questions there will be, at this one."""
    scoring = fit.scoring
    return min(max(scoring.typical, number + 1), scoring.most)


def _doubt_after(fit: Fit, evidence: list[Evidence], question: FitQuestion) -> float:
    """The entropy of the lean to expect once a question is answered."""
    before = estimate_of(fit, evidence)
    answers = [Evidence(question, option, fit.weight(option)) for option in question.options]
    chances = [math.exp(answer.weight * before.score / fit.scoring.spread) for answer in answers]
    doubts = [_doubt(fit, estimate_of(fit, [*evidence, answer])) for answer in answers]
    weighed = math.fsum(chance * doubt for chance, doubt in zip(chances, doubts, strict=True))
    return weighed / math.fsum(chances)


def _doubt(fit: Fit, estimate: Estimate) -> float:
    chances = estimate.chances(fit.scoring.balanced_below)
    return -math.fsum(chance * math.log(chance) for chance in chances if chance > 0)
