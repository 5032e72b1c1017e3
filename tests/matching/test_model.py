"""What a text is taken for: by words and, in doubt, by meaning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.confidence import Confidence
from bot.matching.corpus import Kind
from bot.matching.learning import build
from bot.matching.model import Embeddings, Judgement, Model
from tests.matching.fakes import HELLO, PAY, ROWS, TEA, VISA, FakeEmbedding, prepare


@pytest.fixture(scope="module")
def by_letters() -> Model:
    return build(ROWS, prepare)


@pytest.fixture(scope="module")
def by_vectors() -> Model:
    return build(ROWS, prepare, Embeddings(words=FakeEmbedding()))


@pytest.fixture(scope="module")
def by_sentences() -> Model:
    return build(ROWS, prepare, Embeddings(sentences=FakeEmbedding()))


def best(model: Model, found: Judgement) -> object:
    return model.labels[int(found.ranking.scores.argmax())]


def always(log_odds: float, model: Model) -> Model:
    """The model with a quick judge who is always as sure as that."""
    curve = Confidence(np.array([log_odds, *[0.0] * 6]))
    return replace(model, quick=replace(model.quick, confidence=curve, certainty=curve))


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
    by_letters: Model, text: str, label: object
) -> None:
    assert best(by_letters, by_letters.judge(prepare(text))) == label


@pytest.mark.parametrize(("text", "label"), [("wage", PAY), ("brew", TEA), ("greetings", HELLO)])
def test_with_word_vectors_other_words_of_the_same_meaning_do(
    by_vectors: Model, text: str, label: object
) -> None:
    found = by_vectors.judge(prepare(text), Embeddings(words=FakeEmbedding()))
    assert best(by_vectors, found) == label
    assert not found.careful


def test_word_vectors_that_went_missing_leave_the_letters(by_vectors: Model) -> None:
    assert best(by_vectors, by_vectors.judge(prepare("how do I make tea"))) == TEA


def test_the_article_answers_topics_and_nothing_else(by_letters: Model) -> None:
    answered = [label.kind is Kind.TOPIC for label in by_letters.labels]
    assert by_letters.topics.tolist() == answered
    assert by_letters.judge(prepare("hello")).ranking.topics.tolist() == answered


def test_what_the_rows_say_is_surer_than_what_they_do_not(by_letters: Model) -> None:
    own, strange = by_letters.judge(prepare("pay per year")), by_letters.judge(prepare("zebra"))
    assert own.confidence > strange.confidence
    assert own.certainty > strange.certainty


def test_a_text_without_a_known_word_is_judged_too(by_letters: Model) -> None:
    found = by_letters.judge(prepare(""))
    assert not found.ranking.scores.any()
    assert 0 <= found.confidence <= 1


def test_a_lift_moves_a_class_up(by_letters: Model) -> None:
    lift = np.array([float(label == TEA) for label in by_letters.labels], dtype=np.float32)
    plain = by_letters.judge(prepare("best"))
    lifted = by_letters.judge(prepare("best"), lift=lift)
    assert lifted.ranking.scores - plain.ranking.scores == pytest.approx(lift)


def test_a_judgement_shows_what_spoke_for_each_class(by_vectors: Model) -> None:
    embeddings = Embeddings(words=FakeEmbedding())
    tea = by_vectors.labels.index(TEA)
    one = by_vectors.judge(prepare("how do I make tea"), embeddings)
    assert one.signals.total() == pytest.approx(one.ranking.scores)
    assert one.signals.words[tea] == one.signals.words.max() > 0
    other = by_vectors.judge(prepare("brew"), embeddings)
    assert not other.signals.words.any()
    assert other.signals.meaning[tea] == other.signals.meaning.max() > 0
    assert other.signals.learnt.argmax() == tea


def test_in_doubt_the_meaning_of_the_sentence_decides(by_sentences: Model) -> None:
    embed = FakeEmbedding()
    found = always(0.0, by_sentences).judge(prepare("Wage"), Embeddings(sentences=embed))
    assert found.careful
    assert best(by_sentences, found) == PAY
    assert embed.asked == ["wage"]


def test_who_is_never_sure_always_asks_for_a_second_opinion(by_sentences: Model) -> None:
    doubting = replace(by_sentences, quick=by_sentences.quick.never_sure())
    embeddings = Embeddings(sentences=FakeEmbedding())
    assert all(doubting.judge(prepare(row.text), embeddings).careful for row in ROWS)


def test_beyond_doubt_no_sentence_is_embedded(by_sentences: Model) -> None:
    embed = FakeEmbedding()
    found = always(99.0, by_sentences).judge(prepare("wage"), Embeddings(sentences=embed))
    assert not found.careful
    assert embed.asked == []


def test_nor_when_a_quick_judgement_is_wanted(by_sentences: Model) -> None:
    embed = FakeEmbedding()
    doubting = always(0.0, by_sentences)
    assert not doubting.judge(prepare("wage"), Embeddings(sentences=embed), quick=True).careful
    assert embed.asked == []


def test_without_an_embedding_the_quick_judge_decides(
    by_letters: Model, by_sentences: Model
) -> None:
    assert not always(0.0, by_sentences).judge(prepare("wage")).careful
    embeddings = Embeddings(sentences=FakeEmbedding())
    assert not always(0.0, by_letters).judge(prepare("wage"), embeddings).careful
