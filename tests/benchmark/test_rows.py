"""Labelled rows: read from a file, made from the knowledge, mistyped on purpose."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.benchmark.rows import RowsError, knowledge_rows, of, read_rows, with_typos
from bot.knowledge import Knowledge


def test_rows_are_read_with_their_splits(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"split": "train", "text": "hello there", "intent": "greet"}\n'
        '{"split": "test", "text": "what is the weather", "intent": null}\n'
    )
    rows = read_rows(path)
    assert [row.intent for row in rows] == ["greet", None]
    assert [row.text for row in of(rows, "test")] == ["what is the weather"]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"split": "train", "text": "x"}',
        '{"split": "train", "text": null, "intent": "b"}',
        '{"split": "train", "text": "x", "intent": ["b"]}',
        '{"split": "dev", "text": "x", "intent": "b"}',
        "[1]",
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"split": "train", "text": "a", "intent": "b"}}\n{line}\n')
    with pytest.raises(RowsError, match=r"rows\.jsonl:2: wants split, text and intent"):
        read_rows(path)


def test_the_knowledge_gives_questions_to_answer_and_strangers(knowledge: Knowledge) -> None:
    rows = knowledge_rows(knowledge)
    test = of(rows, "test")
    assert {row.intent for row in of(rows, "train")} == set(knowledge.topic)
    assert any(row.intent is None for row in test)
    assert not any(row.intent is None for row in of(rows, "train"))


def test_typos_are_the_same_for_a_seed_and_leave_short_words_alone() -> None:
    texts = ["the interview process really takes a whole day of talking to many people"] * 20
    typed = with_typos(texts)
    assert typed == with_typos(texts)
    assert typed != texts
    words = [
        pair
        for before, after in zip(texts, typed, strict=True)
        for pair in zip(before.split(), after.split(), strict=True)
    ]
    changed = sum(before != after for before, after in words)
    assert 0.2 < changed / sum(len(before) > 2 for before, _ in words) < 0.4
    assert all(before == after for before, after in words if len(before) < 3)


def test_letters_of_other_keyboards_are_mistyped_too() -> None:
    typed = with_typos(["\u00fc" * 9] * 50)
    assert any(set(word) - {"\u00fc"} for word in typed)


@given(st.text(max_size=60))
def test_any_text_can_be_mistyped(text: str) -> None:
    (typed,) = with_typos([text])
    assert len(typed.split()) == len(text.split())
