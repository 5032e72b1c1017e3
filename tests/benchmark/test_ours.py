"""The bot's matcher as an engine: its scale is fitted on valid rows where they can teach it."""

from __future__ import annotations

import pytest

from bot.benchmark.ours import Ours
from bot.benchmark.rows import LabelledText
from bot.matching.model import NO_EMBEDDINGS, Embeddings
from tests.benchmark.rows import STRANGER, TEST, TRAIN
from tests.matching.fakes import FakeEmbedding

KNOWN = [LabelledText("valid", row.text, row.intent) for row in TEST if row.intent]
STRANGERS = [
    LabelledText("valid", text, None) for text in ("the weather of today", "a zebra in the zoo")
]
ALL_EMBEDDINGS = Embeddings(words=FakeEmbedding(), sentences=FakeEmbedding())


@pytest.mark.parametrize("embeddings", [NO_EMBEDDINGS, ALL_EMBEDDINGS])
def test_a_text_is_given_its_intent(embeddings: Embeddings) -> None:
    ours = Ours(TRAIN, (), embeddings)
    assert [ours(row.text)[0] for row in KNOWN] == [row.intent for row in KNOWN]


def test_typing_mistakes_are_mended() -> None:
    assert Ours(TRAIN, (), NO_EMBEDDINGS)("salray")[0] == "pay"


def test_strangers_among_the_training_rows_are_never_an_intent() -> None:
    strangers = [LabelledText("train", row.text, None) for row in STRANGERS]
    intent, score = Ours([*TRAIN, *strangers], (), NO_EMBEDDINGS)(STRANGERS[0].text)
    assert intent in {row.intent for row in TRAIN}
    assert score < 0.5


@pytest.mark.parametrize("embeddings", [NO_EMBEDDINGS, ALL_EMBEDDINGS])
def test_strangers_among_the_valid_rows_teach_how_sure_to_be(embeddings: Embeddings) -> None:
    fitted = Ours(TRAIN, [*KNOWN, *STRANGERS], embeddings)
    plain = Ours(TRAIN, (), embeddings)
    for row in KNOWN:
        assert fitted(row.text)[0] == plain(row.text)[0]
        assert fitted(row.text)[1] > 0.5 > fitted(STRANGER.text)[1]
    assert fitted(STRANGER.text)[1] != plain(STRANGER.text)[1]


@pytest.mark.parametrize("embeddings", [NO_EMBEDDINGS, ALL_EMBEDDINGS])
def test_valid_rows_without_strangers_teach_nothing(embeddings: Embeddings) -> None:
    with_valid, without = Ours(TRAIN, KNOWN, embeddings), Ours(TRAIN, (), embeddings)
    for row in TEST:
        assert with_valid(row.text) == pytest.approx(without(row.text))


def test_the_score_is_the_chance_to_be_known_whatever_the_intent() -> None:
    mistaken = [LabelledText("valid", row.text, "another") for row in KNOWN]
    ours = Ours(TRAIN, [*mistaken, *STRANGERS], NO_EMBEDDINGS)
    assert all(ours(row.text)[1] > 0.5 for row in KNOWN)


def test_both_judges_are_fitted_on_all_valid_rows() -> None:
    sentences = FakeEmbedding()
    both = Ours(TRAIN, [*KNOWN, *STRANGERS], Embeddings(sentences=sentences))
    assert {row.text for row in (*KNOWN, *STRANGERS)} <= set(sentences.asked)
    quick = Ours(TRAIN, [*KNOWN, *STRANGERS], NO_EMBEDDINGS)
    before = list(sentences.asked)
    surely = KNOWN[0].text
    assert both(surely) == pytest.approx(quick(surely))
    assert sentences.asked == before
