"""The state of a chat: stored as text, read back, and never trusted blindly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.advice.session import Commenting, FitPast, FitRun, Offer, Seen, Session, Thread


def test_a_chat_without_a_stored_session_starts_afresh() -> None:
    assert Session.restore(None) == (Session(), False)


def test_what_was_stored_comes_back() -> None:
    session = Session(
        thread=Thread(topic="duties", entry="duties_ml", role="ml", level="senior"),
        offers=(Offer(label="Yes", press="forget:yes"),),
        fit=FitRun(
            token="a1",
            version=2,
            seed=7,
            turn=2,
            answers={"yardstick": None, "company": "data"},
            question="pay",
            touched=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        fit_runs=3,
        fit_past=(FitPast(run=FitRun(token="a0", version=2), lean="ml_pm", score=0.4),),
        commenting=Commenting(entry="vesting", on=7),
        history=(Seen(at=datetime(2026, 3, 1, tzinfo=UTC), entry="vesting", press="a:vesting"),),
    )
    assert Session.restore(session.model_dump_json()) == (session, False)


@pytest.mark.parametrize(
    "stored",
    ["", "{", "[]", '"x"', '{"version": 3}', '{"version": 0}', '{"old": 1}', '{"fit": {"run": 1}}'],
)
def test_what_cannot_be_read_is_lost_and_said_so(stored: str) -> None:
    assert Session.restore(stored) == (Session(), True)


def test_a_run_of_version_1_is_carried_over() -> None:
    stored = (
        '{"version": 1, "thread": {"topic": "duties"}, "offers": [{"label": "x", "press": "f:go"}],'
        ' "fit": {"run": 4, "version": 1, "step": 2, "answers": {"company": "data", "pay": null}},'
        ' "fit_runs": 4}'
    )
    session, lost = Session.restore(stored)
    assert not lost
    assert session == Session(
        thread=Thread(topic="duties"),
        fit=FitRun(token="4", version=1, answers={"company": "data", "pay": None}),
        fit_runs=4,
        floor="fit",
    )


@pytest.mark.parametrize("fit", ["null", '"x"', '{"run": 1}'])
def test_a_chat_of_version_1_without_a_run_is_carried_over_or_lost(fit: str) -> None:
    session, lost = Session.restore(f'{{"version": 1, "fit": {fit}}}')
    assert (session, lost) == (Session(), fit != "null")


def test_two_results_are_kept_and_a_changed_one_replaces_its_own() -> None:
    session = Session()
    for number, revises in enumerate((False, False, True, False)):
        run = FitRun(token=str(number), version=2, revises=revises)
        session = session.with_result(FitPast(run=run, lean="ml_pm", score=number / 10))
    assert [past.score for past in session.fit_past] == [0.2, 0.3]


def test_a_session_never_changes() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Session(), "thread", Thread())  # noqa: B010 (mypy sees it too)
