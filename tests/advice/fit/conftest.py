"""The shipped assessment, and a small one whose numbers are checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.knowledge import Knowledge
from bot.knowledge.fit import Fit
from tests.advice.fit.sitting import Sitting

Given = dict[str, str | None]


@pytest.fixture(scope="session")
def fit(knowledge: Knowledge) -> Fit:
    return knowledge.fit


@pytest.fixture(scope="session")
def plain(fit: Fit) -> Fit:
    """Eight questions, two of each trait, weighing 1; shrinkage 1.5, overlap 0.5."""
    options: list[dict[str, Any]] = [
        {"id": "first", "label": "first", "because": "first.", "evidence": {"ai": 1}},
        {"id": "second", "label": "second", "because": "second.", "evidence": {"ml": 1}},
        {"id": "neither", "label": "neither", "because": "neither."},
    ]
    questions = [
        {
            "id": f"q{number}",
            "trait": f"t{number // 2}",
            "text": "?",
            "why": "!",
            "entry": "difference",
            "options": options,
        }
        for number in range(8)
    ]
    scoring = {**fit.scoring.model_dump(), "shrinkage": 1.5, "overlap": 0.5, "spread": 0.5}
    return Fit.model_validate(
        {
            **fit.model_dump(by_alias=True),
            "traits": [{"id": f"t{number}", "name": f"T{number}"} for number in range(4)],
            "questions": questions,
            "scoring": {**scoring, "balanced_below": 0.3, "clear_at": 0.85},
            "strengths": [{"from": 0, "name": "slight"}, {"from": 0.5, "name": "clear"}],
        }
    )


def answers_to(fit: Fit) -> st.SearchStrategy[Given]:
    """Any answers to some of the questions, skips among them."""
    return st.fixed_dictionaries(
        {},
        optional={
            question.id: st.sampled_from([None, *(option.id for option in question.options)])
            for question in fit.questions
        },
    )


@pytest.fixture
def sitting(advisor: Advisor) -> Sitting:
    """A reader at the first question."""
    sitting = Sitting(advisor)
    sitting.say("/fit")
    return sitting
