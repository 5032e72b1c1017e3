"""What admins see fits a message, whatever readers typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.advice import Advisor, Button, Reply
from bot.advice.plain import plain_text
from bot.curation import reports
from bot.curation.groups import Group, grouped
from bot.curation.nearest import nearest
from bot.matching.model import NO_EMBEDDINGS
from bot.storage import Figures, OpenQuestion

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LONG = "x" * 300


def asked(text: str, comment: str = "", entry: str = "") -> OpenQuestion:
    return OpenQuestion(text, "decline", entry, "", comment, NOON)


def assert_fits(reply: Reply) -> None:
    assert 0 < len(plain_text(reply).encode("utf-16-le")) // 2 <= 4096
    for button in (button for row in reply.buttons for button in row):
        assert isinstance(button, Button)
        assert 1 <= len(button.press.encode()) <= 64
        assert 1 <= len(button.label) <= 64


def test_long_lists_fit(advisor: Advisor) -> None:
    texts = [f"{chr(97 + at) * 290} {at}" for at in range(20)]
    groups = grouped([asked(text) for text in texts], NO_EMBEDDINGS)
    assert_fits(reports.gaps_report(groups, advisor.knowledge))
    many = Group(tuple(asked(LONG, comment=LONG) for _ in range(30)), tuple(texts))
    entries = nearest(many, advisor)
    assert len(entries) == 3
    assert_fits(reports.group_report(many, entries, advisor.knowledge))


def test_every_entry_fits_a_button(advisor: Advisor) -> None:
    group = grouped([asked("visa?", entry="vesting")], NO_EMBEDDINGS)[0]
    reply = reports.group_report(group, advisor.knowledge.entries, advisor.knowledge)
    assert_fits(reply)
    assert "Most were answered with: " in plain_text(reply)


def test_the_entry_of_the_role_that_is_named_is_the_nearest(advisor: Advisor) -> None:
    group = grouped([asked("what does an ml pm do all day")], NO_EMBEDDINGS)[0]
    assert nearest(group, advisor)[0].id == "duties_ml"


@pytest.mark.parametrize("entry", ["vesting", "gone"])
def test_what_a_button_opened_cannot_be_taught(advisor: Advisor, entry: str) -> None:
    group = grouped([asked("", "dull", entry)], NO_EMBEDDINGS)[0]
    assert nearest(group, advisor) == []
    reply = reports.group_report(group, [], advisor.knowledge)
    assert_fits(reply)
    assert [button.label for row in reply.buttons for button in row] == ["Drop it", "All"]
    assert "dull" in plain_text(reply)


def test_figures_of_a_busy_month_fit(advisor: Advisor) -> None:
    questions = advisor.knowledge.fit.questions
    counts = {f"fit:reached:{question.id}": 10**6 for question in questions}
    worst = tuple((entry.id, 9) for entry in advisor.knowledge.entries[:4])
    found = Figures(30, 10**6, 10**5, (1, 2), (*worst, ("gone", 1)), counts)
    reply = reports.figures_report(found, advisor.knowledge)
    assert_fits(reply)
    assert "gone (1)" in plain_text(reply)
