"""Learning from rows: what a text is taken for, by words and, in doubt, by meaning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.confidence import Confidence
from bot.matching.corpus import Kind
from bot.matching.model import Judgement, Model, build
from tests.matching.fakes import HELLO, PAY, ROWS, TEA, VISA, FakeEmbedding, prepare


@pytest.fixture(scope="module")
def by_words() -> Model:
    return build(ROWS, prepare)


@pytest.fixture(scope="module")
def by_meaning() -> Model:
    return build(ROWS, prepare, FakeEmbedding())


def best(model: Model, found: Judgement) -> object:
    return model.labels[int(found.ranking.scores.argmax())]


def always(log_odds: float, model: Model) -> Model:
    """The model with a quick judge who is always as sure as that."""
    curve = Confidence(np.array([log_odds, *[0.0] * 6]))
    return replace(model, words=replace(model.words, confidence=curve, certainty=curve))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what is the pay", PAY),
        ("pay pls", PAY),
        ("how do you make tea", TEA),
        ("is a visa needed", VISA),
        ("hello friend", HELLO),
    ],
)
def test_a_text_is_taken_for_the_class_whose_words_it_uses(
    by_words: Model, text: str, label: object
) -> None:
    assert best(by_words, by_words.judge(prepare(text))) == label


def test_the_article_answers_topics_and_nothing_else(by_words: Model) -> None:
    answered = [label.kind is Kind.TOPIC for label in by_words.labels]
    assert by_words.topics().tolist() == answered
    assert by_words.judge(prepare("hello")).ranking.topics.tolist() == answered


def test_what_the_rows_say_is_surer_than_what_they_do_not(by_words: Model) -> None:
    own, strange = by_words.judge(prepare("pay per year")), by_words.judge(prepare("zebra"))
    assert own.confidence > strange.confidence
    assert own.certainty > strange.certainty


def test_a_text_without_a_known_word_is_judged_too(by_words: Model) -> None:
    found = by_words.judge([])
    assert not found.ranking.scores.any()
    assert 0 <= found.confidence <= 1


def test_a_lift_moves_a_class_up(by_words: Model) -> None:
    lift = np.array([float(label == TEA) for label in by_words.labels], dtype=np.float32)
    plain, lifted = by_words.judge(["best"]), by_words.judge(["best"], lift=lift)
    assert lifted.ranking.scores - plain.ranking.scores == pytest.approx(lift)


def test_in_doubt_the_meaning_decides(by_meaning: Model) -> None:
    embed = FakeEmbedding()
    found = always(0.0, by_meaning).judge(["wage"], embed)
    assert found.by_meaning
    assert best(by_meaning, found) == PAY
    assert embed.asked == ["wage"]


def test_beyond_doubt_no_embedding_is_made(by_meaning: Model) -> None:
    embed = FakeEmbedding()
    assert not always(99.0, by_meaning).judge(["wage"], embed).by_meaning
    assert embed.asked == []


def test_without_an_embedding_words_alone_decide(by_words: Model, by_meaning: Model) -> None:
    assert not always(0.0, by_meaning).judge(["wage"]).by_meaning
    assert not always(0.0, by_words).judge(["wage"], FakeEmbedding()).by_meaning


def test_both_learn_the_same_of_words(by_words: Model, by_meaning: Model) -> None:
    first, second = by_words.judge(["pay", "year"]), by_meaning.judge(["pay", "year"])
    assert first.ranking.scores == pytest.approx(second.ranking.scores)
    assert (first.confidence, first.certainty) == (second.confidence, second.certainty)
