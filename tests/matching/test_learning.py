"""Rows -> a model: what is learnt, from how many rows, and how sure it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase

import numpy as np
import pytest

from bot.matching import classifier, learning
from bot.matching.corpus import Kind, Label, Row
from bot.matching.features import Floats
from bot.matching.learning import build
from bot.matching.model import NO_EMBEDDINGS, Embeddings, Model
from tests.matching.fakes import HELLO, PAY, ROWS, TEA, VISA, FakeEmbedding, prepare

ALL_EMBEDDINGS = Embeddings(words=FakeEmbedding(), sentences=FakeEmbedding())


def spelled(texts: Sequence[str]) -> Floats:
    """An embedding by how often each letter occurs: no two rows have the same."""
    counts = np.array([[text.count(letter) for letter in ascii_lowercase] for text in texts])
    unit: Floats = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
    return unit


def best(model: Model, text: str, embeddings: Embeddings = NO_EMBEDDINGS) -> Label:
    return model.labels[int(model.judge(prepare(text), embeddings).ranking.scores.argmax())]


def test_classes_stand_in_order_each_with_its_rows_together() -> None:
    model = build(ROWS, prepare)
    assert model.labels == (HELLO, PAY, TEA, VISA)
    assert model.starts.tolist() == [0, 2, 7, 10]
    assert model.index.size == len(ROWS)


def test_the_order_of_the_rows_makes_no_difference() -> None:
    model, other = (build(rows, prepare, ALL_EMBEDDINGS) for rows in (ROWS, ROWS[::-1]))
    for text in ("how much is tea", "wage", "hello visa"):
        one, two = (each.judge(prepare(text), ALL_EMBEDDINGS) for each in (model, other))
        assert two.ranking.scores == pytest.approx(one.ranking.scores, abs=1e-4)
        assert two.confidence == pytest.approx(one.confidence, abs=1e-3)


def test_the_second_judge_is_there_when_sentences_are_embedded() -> None:
    assert build(ROWS, prepare).careful is None
    assert build(ROWS, prepare, Embeddings(words=FakeEmbedding())).careful is None
    assert build(ROWS, prepare, Embeddings(sentences=FakeEmbedding())).careful is not None


def test_the_quick_judge_learns_the_same_whatever_the_second_one_does() -> None:
    alone = build(ROWS, prepare).quick
    beside = build(ROWS, prepare, Embeddings(sentences=FakeEmbedding())).quick
    assert alone.weights == pytest.approx(beside.weights)
    assert alone.confidence.weights == pytest.approx(beside.confidence.weights)


def test_vectors_are_compared_in_blocks_as_they_are_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once = build(ROWS, prepare, Embeddings(words=spelled)).quick
    monkeypatch.setattr(learning, "_BLOCK", 5)
    in_blocks = build(ROWS, prepare, Embeddings(words=spelled)).quick
    assert in_blocks.weights == pytest.approx(at_once.weights, abs=1e-3)
    assert in_blocks.confidence.weights == pytest.approx(at_once.confidence.weights, rel=0.02)


@pytest.mark.parametrize("embeddings", [NO_EMBEDDINGS, ALL_EMBEDDINGS])
def test_a_few_landmarks_stand_for_all_rows(
    monkeypatch: pytest.MonkeyPatch, embeddings: Embeddings
) -> None:
    monkeypatch.setattr(learning, "_LANDMARKS", 8)
    model = build(ROWS, prepare, embeddings)
    assert 8 <= len(model.quick.landmarks) < len(ROWS)
    assert best(model, "what is the pay", embeddings) == PAY
    assert best(model, "how do you make tea", embeddings) == TEA


def test_a_limit_on_the_work_for_one_text_does_not_reach_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unlimited = build(ROWS, prepare).quick
    monkeypatch.setattr(classifier, "_MOST_HITS", 1)
    assert build(ROWS, prepare).quick.weights == pytest.approx(unlimited.weights)


# confidence ---------------------------------------------------------------------

COLOURS = ("red", "blue", "green", "black", "white", "brown", "orange", "violet", "grey", "pink")
TOPICS = [
    Row(Label(Kind.TOPIC, colour), f"{words} {colour}")
    for colour in COLOURS
    for words in ("how much is", "where can i buy", "what goes with")
]
OTHERS = [
    Row(Label(Kind.UNCOVERED, place), f"{words} {place}")
    for place in ("paris", "london", "berlin")
    for words in ("how far is", "who lives in", "trains to")
]


def test_a_known_question_is_surer_than_a_subject_nobody_wrote_of() -> None:
    model = build([*TOPICS, *OTHERS], prepare)
    known = model.judge(prepare("how much can i buy red"))
    near = model.judge(prepare("how much is turquoise"))
    far = model.judge(prepare("who lives in paris"))
    nothing = model.judge(prepare("zzz"))
    assert known.confidence > 0.7
    assert known.confidence > 3 * near.confidence
    assert near.confidence > far.confidence
    assert near.confidence > nothing.confidence
    assert known.certainty > near.certainty


def test_leaving_whole_classes_out_teaches_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    doubting = build([*TOPICS, *OTHERS], prepare).judge(prepare("how much is turquoise"))
    monkeypatch.setattr(learning, "_STRANGE", 0.0)
    believing = build([*TOPICS, *OTHERS], prepare).judge(prepare("how much is turquoise"))
    assert doubting.confidence < believing.confidence - 0.1


def test_prose_teaches_words_but_not_how_sure_to_be() -> None:
    """It is not what readers type, so that missing it is no reason for doubt."""
    prose = Row(PAY, "a zebra at large is quite another thing", typed=False)
    model = build([*ROWS, prose], prepare)
    typed = build([*ROWS, replace(prose, typed=True)], prepare)
    assert best(model, "zebra at large") == PAY
    assert model.quick.weights == pytest.approx(typed.quick.weights)
    assert model.quick.certainty.weights != pytest.approx(typed.quick.certainty.weights)


# many rows ----------------------------------------------------------------------


@pytest.fixture
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_MOST_LEARNT", len(ROWS) - 1)


@pytest.mark.usefixtures("_few_are_many")
@pytest.mark.parametrize(
    ("text", "label"),
    [("pay pls", PAY), ("best tea of all", TEA), ("a visa", VISA), ("hello you", HELLO)],
)
def test_of_many_rows_the_nearest_decides(text: str, label: Label) -> None:
    model = build(ROWS, prepare, ALL_EMBEDDINGS)
    assert best(model, text, ALL_EMBEDDINGS) == label
    assert model.quick.weights is None
    assert model.careful is None


@pytest.mark.usefixtures("_few_are_many")
def test_the_score_of_a_class_is_then_the_likeness_of_its_nearest_row() -> None:
    scores = build(ROWS, prepare).judge(prepare("what is the pay")).ranking.scores
    assert scores.max() == pytest.approx(1.0)
    assert scores.argmax() == 1


@pytest.mark.parametrize("sample", [len(TOPICS + OTHERS), 13])
def test_chances_of_many_rows_are_fitted_on_a_sample(
    monkeypatch: pytest.MonkeyPatch, sample: int
) -> None:
    monkeypatch.setattr(learning, "_MOST_LEARNT", 1)
    monkeypatch.setattr(learning, "_SAMPLE", sample)
    model = build([*TOPICS, *OTHERS], prepare)
    known = model.judge(prepare("how much is red"))
    strange = model.judge(prepare("who lives in paris"))
    assert known.confidence > strange.confidence
    assert np.isfinite(model.quick.certainty.weights).all()


def test_a_row_of_many_is_no_witness_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here every row is like rows of other classes alone: whoever goes by them must err."""
    monkeypatch.setattr(learning, "_MOST_LEARNT", 1)
    misleading = [
        Row(Label(Kind.TOPIC, f"class {(verb + colour) % 6}"), f"{words} {COLOURS[colour]}")
        for verb, words in enumerate(("how much is", "where can i buy", "what goes with"))
        for colour in range(6)
    ]
    model = build(misleading, prepare)
    assert model.judge(prepare("how much is red")).certainty < 0.1
