"""The state of a chat: stored as text, read back, and never trusted blindly."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.advice.session import FitRun, Offer, Session, Thread


def test_a_chat_without_a_stored_session_starts_afresh() -> None:
    assert Session.restore(None) == (Session(), False)


def test_what_was_stored_comes_back() -> None:
    session = Session(
        thread=Thread(topic="duties", entry="duties_ml", role="ml", level="senior"),
        offers=(Offer(label="Yes", press="forget:yes"),),
        fit=FitRun(run=3, version=1, step=2, answers={"company": "data", "yardstick": None}),
        fit_runs=3,
    )
    assert Session.restore(session.model_dump_json()) == (session, False)


@pytest.mark.parametrize(
    "stored",
    ["", "{", "[]", '"x"', '{"version": 2}', '{"version": 0}', '{"old": 1}', '{"fit": {"run": 1}}'],
)
def test_what_cannot_be_read_is_lost_and_said_so(stored: str) -> None:
    assert Session.restore(stored) == (Session(), True)


def test_a_session_never_changes() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Session(), "thread", Thread())  # noqa: B010 (mypy sees it too)
