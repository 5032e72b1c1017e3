"""People with a known leaning take the assessment, with the answers written down for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.advice import Advisor
from bot.knowledge.fit import BALANCED
from tests.advice.fit.sitting import Sitting

DATA = Path(__file__).parent.parent.parent / "data"
PEOPLE = ["personas.jsonl", "blind_personas.jsonl", "new_personas.jsonl"]
READERS = {
    "first_reader": ["personas.jsonl", "blind_personas.jsonl"],
    "second_reader": PEOPLE,
}
MAY_MISS = 2  # of each file

Key = dict[str, dict[str, str]]


def people(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    text = (DATA / "persona_answers.yaml").read_text(encoding="utf-8")
    found: dict[str, Key] = yaml.safe_load(text)
    return found


@pytest.fixture(scope="module")
def leans(advisor: Advisor, keys: dict[str, Key]) -> dict[tuple[str, str], str]:
    """Reader of the key and person -> lean, each taken by pressing its buttons."""
    return {
        (reader, row["id"]): lean_of(advisor, keys[reader][row["id"]])
        for reader, files in READERS.items()
        for file in files
        for row in people(file)
    }


def lean_of(advisor: Advisor, answers: dict[str, str]) -> str:
    sitting = Sitting(advisor)
    sitting.say("/fit")
    reply = sitting.take(lambda question: answers.get(question.id))
    return str(reply.data["fit"]["lean"])


def test_the_keys_answer_only_what_is_asked(advisor: Advisor, keys: dict[str, Key]) -> None:
    fit = advisor.knowledge.fit
    options = {
        (question.id, option.id) for question in fit.questions for option in question.options
    }
    for reader, files in READERS.items():
        key = keys[reader]
        assert {pair for answers in key.values() for pair in answers.items()} <= options
        assert set(key) == {row["id"] for name in files for row in people(name)}


@pytest.mark.parametrize(
    ("reader", "file"), [(reader, file) for reader, files in READERS.items() for file in files]
)
def test_people_get_the_lean_that_suits_them(
    leans: dict[tuple[str, str], str], reader: str, file: str
) -> None:
    wrong = [row for row in people(file) if leans[reader, row["id"]] != row["expected"]]
    assert len(wrong) <= MAY_MISS, [(row["id"], leans[reader, row["id"]]) for row in wrong]


def test_nobody_with_a_clear_leaning_is_sent_the_other_way(
    leans: dict[tuple[str, str], str],
) -> None:
    expected = {row["id"]: row["expected"] for file in PEOPLE for row in people(file)}
    for (reader, name), lean in leans.items():
        if expected[name] != BALANCED:
            assert lean in (expected[name], BALANCED), (reader, name)
