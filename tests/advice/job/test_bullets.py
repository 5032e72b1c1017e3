"""What a resume bullet is found to have, on labelled bullets and on single points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.job.bullets import BulletReader
from bot.knowledge import Knowledge
from bot.matching.word_vectors import word_vectors

LABELLED = Path(__file__).parent.parent.parent / "data" / "bullets.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
PIECES = ("verb", "outcome", "figure", "link", "scope")
# What was measured, less one bullet. `dev` was looked at while the words were chosen; `held` once;
# `fresh` never, and its bullets avoid the words of resume.yaml on purpose; `strangers` never, they
# are from nine people's resumes, and for the lens alone.
LENS_FLOORS = {"dev": 0.87, "held": 0.90, "fresh": 0.70, "strangers": 0.88}
PIECE_FLOORS = {"dev": 0.97, "held": 0.93, "fresh": 0.82}


def _lens(lenses: tuple[str, ...]) -> str:
    return {0: "neither", 2: "both"}.get(len(lenses)) or lenses[0]


def test_the_labelled_set_is_large_and_no_example_of_the_curators(knowledge: Knowledge) -> None:
    assert len(ROWS) >= 40
    assert {row["part"] for row in ROWS} == LENS_FLOORS.keys()
    lenses = knowledge.resume.lenses
    curated = {text for lens in lenses for text in lens.examples} | {*knowledge.resume.no_lens}
    assert not curated & {row["text"] for row in ROWS}


@pytest.mark.parametrize("part", LENS_FLOORS)
def test_the_lens_of_labelled_bullets_is_found(part: str, bullets: BulletReader) -> None:
    rows = [row for row in ROWS if row["part"] == part]
    right = sum(_lens(bullets.read(row["text"]).lenses) == row["lens"] for row in rows)
    assert right / len(rows) >= LENS_FLOORS[part]


@pytest.mark.parametrize("part", PIECE_FLOORS)
def test_the_pieces_of_labelled_bullets_are_found(part: str, bullets: BulletReader) -> None:
    rows = [row for row in ROWS if row["part"] == part]
    found = [bullets.read(row["text"]).pieces for row in rows]
    right = sum(
        (piece in pieces) == (piece in row["has"])
        for row, pieces in zip(rows, found, strict=True)
        for piece in PIECES
    )
    assert right / (len(rows) * len(PIECES)) >= PIECE_FLOORS[part]


def test_bullets_are_read_without_vectors_too(knowledge: Knowledge) -> None:
    reader = BulletReader(knowledge.resume)
    rows = [row for row in ROWS if row["part"] in ("dev", "held")]
    right = sum(_lens(reader.read(row["text"]).lenses) == row["lens"] for row in rows)
    assert right / len(rows) >= 0.85


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Cut errors by 12 %", "12 %"),
        ("Earned $1.5M in new sales", "$1.5M"),
        ("Brought it from 48 h to 6 h", "48 h"),
        ("Doubled the sign-ups", "Doubled"),
        ("Won 300 customers in 2024", "300"),
        ("Led a team of 5 engineers", None),
        ("Shipped GPT-4 search in Q2 2025", None),
        ("Built a B2B shop in 2019", None),
        ("Managed eight analysts", None),
    ],
)
def test_a_figure_measures_something(text: str, figure: str | None, bullets: BulletReader) -> None:
    assert bullets.read(text).pieces.get("figure") == figure


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Led the launch", "Led"),
        ("• Designed a pipeline", "Designed"),
        ("I have built a pipeline", "built"),
        ("2) Successfully negotiated prices", "negotiated"),
        ("Fine-tuned a model", "Fine-tuned"),
        ("Lead the launch with sales", "Lead"),
        ("Responsible for the launch", None),
        ("Helped with a launch", None),
        ("Was part of a team that shipped search", None),
        ("Motivated and dedicated", None),
        ("Machine learning", None),
    ],
)
def test_an_own_verb_says_what_the_reader_did(
    text: str, verb: str | None, bullets: BulletReader
) -> None:
    assert bullets.read(text).pieces.get("verb") == verb


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Launched it with sales and legal", "sales"),
        ("Met all sales targets", None),
        ("Audited 30 models", "models"),
        ("Migrated the models", None),
        ("Trained every engineer", "engineer"),
        ("Took it end to end", "end to end"),
    ],
)
def test_scope_is_who_was_with_it_and_how_far_it_went(
    text: str, scope: str | None, bullets: BulletReader
) -> None:
    assert bullets.read(text).pieces.get("scope") == scope


def test_misspelt_words_and_other_forms_are_understood(bullets: BulletReader) -> None:
    told = bullets.read("Improoved the availabilty and slashed hallucinating").signals
    assert {"reliability", "change"} <= told.keys()


def test_a_word_like_those_listed_is_understood_by_its_meaning(knowledge: Knowledge) -> None:
    listed = {word for signal in knowledge.resume.signals for word in signal.words}
    assert "diminished" not in listed
    text = "Diminished the drift"
    assert "change" in BulletReader(knowledge.resume, word_vectors()).read(text).signals
    assert "change" not in BulletReader(knowledge.resume).read(text).signals


@pytest.mark.parametrize(
    "text",
    [
        "- launch of a new app",
        "Launched X, increasing Y by 12 %",
        "Responsible for the data of a bank",
        "Sales up 12 % after my launch",
    ],
)
def test_what_is_put_like_a_bullet_is_one(text: str, bullets: BulletReader) -> None:
    assert bullets.looks_like_one(text)


@pytest.mark.parametrize(
    "text",
    ["thanks, that is very kind", "my background is in biology", "I like the idea of an AI PM"],
)
def test_what_is_only_said_is_none(text: str, bullets: BulletReader) -> None:
    assert not bullets.looks_like_one(text)


@given(text=st.text(max_size=120))
def test_any_text_can_be_read(text: str, bullets: BulletReader) -> None:
    reading = bullets.read(text)
    assert set(reading.pieces) <= set(PIECES)
    assert set(reading.lenses) <= {"ai", "ml"}
    assert bullets.read(text) == reading
