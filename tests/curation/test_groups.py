"""Open questions grouped by likeness."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from bot.curation.groups import Group, find, grouped
from bot.matching.model import NO_EMBEDDINGS, Embeddings
from bot.matching.word_vectors import word_vectors
from bot.storage import OpenQuestion

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LABELLED = Path(__file__).parent.parent / "data" / "gap_groups.jsonl"


def asked(*texts: str, why: str = "decline", entry: str = "") -> list[OpenQuestion]:
    """Questions a minute apart."""
    return [
        OpenQuestion(text, why, entry, "", "", NOON + timedelta(minutes=at))
        for at, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def words() -> Embeddings:
    return Embeddings(words=word_vectors())


def likeness(groups: Sequence[Group]) -> float:
    """F1 over pairs that belong together."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    wanted = {row["text"]: row["group"] for row in rows}
    found = {text: at for at, group in enumerate(groups) for text in group.texts}
    assert found.keys() == wanted.keys()
    pairs = [
        (wanted[one] == wanted[other], found[one] == found[other])
        for one, other in combinations(wanted, 2)
    ]
    both = sum(want and got for want, got in pairs)
    return float(2 * both / sum(want + got for want, got in pairs))


def test_meaning_groups_better_than_letters(words: Embeddings) -> None:
    """Measured: sentences 0.82, words 0.66, letters 0.37; the first that there is is used."""
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    questions = asked(*(json.loads(line)["text"] for line in lines))
    by_words = likeness(grouped(questions, words))
    by_letters = likeness(grouped(questions, NO_EMBEDDINGS))
    assert by_words > 0.6
    assert by_words > by_letters + 0.15


def test_the_largest_group_comes_first(words: Embeddings) -> None:
    texts = ["what books should i read", "do they sponsor visas", "visa sponsorship?"]
    first, second = grouped(asked(*texts), words)
    assert set(first.texts) == {"do they sponsor visas", "visa sponsorship?"}
    assert second.texts == ("what books should i read",)


def test_the_same_question_counts_each_time_and_leads_its_group(words: Embeddings) -> None:
    (group,) = grouped(asked("visa sponsorship?", *["do they sponsor visas"] * 3), words)
    assert (len(group.questions), group.texts[0]) == (4, "do they sponsor visas")


def test_of_equal_groups_the_newest_comes_first(words: Embeddings) -> None:
    first, _ = grouped(asked("do they sponsor visas", "what books should i read"), words)
    assert first.texts == ("what books should i read",)


def test_a_group_keeps_its_name_when_others_join(words: Embeddings) -> None:
    (before,) = grouped(asked("visa sponsorship?"), words)
    after = grouped(asked("visa sponsorship?", *["do they sponsor visas"] * 3), words)
    assert find(after, before.key) is after[0]
    assert after[0].key != before.key
    assert find(after, "nope") is None


def test_what_a_button_opened_is_grouped_by_its_entry(words: Embeddings) -> None:
    pressed = [*asked("", "", why="down", entry="vesting"), *asked("", entry="skills")]
    groups = grouped(pressed, words)
    assert [(group.entry, group.texts, len(group.questions)) for group in groups] == [
        ("vesting", (), 2),
        ("skills", (), 1),
    ]
    assert find(groups, groups[0].key) is groups[0]


def test_nothing_open_is_no_group(words: Embeddings) -> None:
    assert grouped([], words) == []


def test_a_group_says_why_and_what_was_said(words: Embeddings) -> None:
    one, two = asked("visa?", "visa?", why="down", entry="vesting")
    said = [
        OpenQuestion(one.question, "down", "vesting", "wrong", "first", one.asked_at),
        OpenQuestion(two.question, "down", "vesting", "", "second", two.asked_at),
    ]
    (group,) = grouped(said, words)
    assert (dict(group.why()), group.comments()) == ({"wrong": 1, "down": 1}, ["second", "first"])


def test_masks_are_no_part_of_an_alias(words: Embeddings) -> None:
    (group,) = grouped(asked("is # too old for [name]"), words)
    assert group.aliases() == ["is too old for"]


def test_many_questions_are_grouped_in_a_moment(words: Embeddings) -> None:
    groups = grouped(asked(*(f"question {at} of {at * 7}" for at in range(800))), words)
    assert sum(len(group.questions) for group in groups) <= 800
