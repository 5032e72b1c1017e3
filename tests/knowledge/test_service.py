"""service.yaml: feedback, and what is kept how long."""

from __future__ import annotations

import json
import re

import pytest

from bot.advice import Advisor
from bot.evaluation import evaluate
from bot.knowledge.regressions import FILE
from tests.conftest import SHIPPED
from tests.knowledge.spoiling import Edit, Folder

SERVICE = "service.yaml"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            Edit(SERVICE, r"tables: \[votes\]", "tables: [gaps]"),
            r"service.yaml:\d+: the table 'gaps' stands in two lines, keep one",
        ),
        (
            Edit(SERVICE, r"tables: \[votes\]", "tables: [gaps]"),
            r"service.yaml:\d+: no line says what is kept in the table 'votes', add it to",
        ),
        (
            Edit(SERVICE, r"days: 90", "days: 120"),
            r"service.yaml:\d+: readers' questions would be kept for 120 days, 90 at most",
        ),
        (
            Edit(SERVICE, r"\{id: wrong,", "{id: own,"),
            r"service.yaml:\d+: the id 'own' is taken, choose another",
        ),
        (
            Edit(SERVICE, r"\{id: wrong,", "{id: unclear,"),
            r"service.yaml:\d+: the id 'unclear' is taken, choose another",
        ),
        (
            Edit(SERVICE, r"days: 2$", "days: 1"),
            r"service.yaml:\d+: 'kept.days': .*greater than or equal to 2.*, change it",
        ),
        (
            Edit(SERVICE, r"Your thumbs: \{days\} days", "Your thumbs: {weeks} weeks"),
            r"service.yaml:\d+: 'kept.text': only \{days\} can stand in braces.*",
        ),
    ],
)
def test_a_curators_mistake_is_named_with_its_line(folder: Folder, edit: Edit, said: str) -> None:
    folder.spoil(edit)
    assert any(re.fullmatch(f"{said}.*", line) for line in folder.said()), folder.said()


def test_every_question_that_was_taught_is_answered(advisor: Advisor) -> None:
    lines = (SHIPPED / FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows
    assert [one.text for one in evaluate(advisor, rows).verdicts if not one.right] == []


def test_a_row_without_patterns_is_about_its_topic(advisor: Advisor) -> None:
    row = {"id": "x", "kind": "in", "text": "what does an ml pm do all day", "must": []}
    for topics, right in ((["duties"], True), (["duties_ml"], True), (["vesting"], False)):
        (verdict,) = evaluate(advisor, [{**row, "topics": topics}]).verdicts
        assert verdict.right is right
    assert not evaluate(advisor, [row]).verdicts[0].right
