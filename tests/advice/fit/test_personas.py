"""People with a known leaning take the assessment, with the answers written down for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.advice import Advisor
from bot.advice.fit import BALANCED
from tests.advice.chat import Chat

DATA = Path(__file__).parent.parent / "data"


def people(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def key() -> dict[str, dict[str, str]]:
    text = (DATA / "persona_answers.yaml").read_text(encoding="utf-8")
    answers: dict[str, dict[str, str]] = yaml.safe_load(text)
    return answers


def lean_of(advisor: Advisor, answers: dict[str, str]) -> str:
    """The lean after pressing each answer, or Skip where there is none."""
    chat = Chat(advisor)
    chat.say("/fit")
    for step, question in enumerate(advisor.knowledge.fit.questions):
        chat.press(f"f:1:{step}:{answers.get(question.id, '>')}")
    return str(chat.reply.data["fit"]["lean"])


def test_the_key_answers_only_what_is_asked(
    advisor: Advisor, key: dict[str, dict[str, str]]
) -> None:
    options = {
        (question.id, option.id)
        for question in advisor.knowledge.fit.questions
        for option in question.options
    }
    assert {pair for answers in key.values() for pair in answers.items()} <= options
    assert set(key) == {
        row["id"] for name in ("personas.jsonl", "blind_personas.jsonl") for row in people(name)
    }


@pytest.mark.parametrize(("name", "least"), [("personas.jsonl", 22), ("blind_personas.jsonl", 14)])
def test_people_get_the_lean_that_suits_them(
    advisor: Advisor, key: dict[str, dict[str, str]], name: str, least: int
) -> None:
    rows = people(name)
    found = {row["id"]: lean_of(advisor, key[row["id"]]) for row in rows}
    wrong = {row["id"]: found[row["id"]] for row in rows if found[row["id"]] != row["expected"]}
    assert len(rows) - len(wrong) >= least, wrong


@pytest.mark.parametrize("name", ["personas.jsonl", "blind_personas.jsonl"])
def test_nobody_with_a_clear_leaning_is_sent_the_other_way(
    advisor: Advisor, key: dict[str, dict[str, str]], name: str
) -> None:
    for row in people(name):
        if row["expected"] != BALANCED:
            assert lean_of(advisor, key[row["id"]]) in (row["expected"], BALANCED), row["id"]
