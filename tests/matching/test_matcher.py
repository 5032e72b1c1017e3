"""Messages against the shipped base: ranked, calibrated, and whatever the message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.knowledge import Knowledge
from bot.matching.corpus import Kind
from bot.matching.matcher import Matcher
from bot.matching.model import Embeddings
from tests.matching.fakes import FakeEmbedding

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="session")
def matcher(advisor: Advisor) -> Matcher:
    return advisor.matcher


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how long is the phone screen?", "phone_screen"),
        ("who earns more", "who_earns_more"),
        ("waht does a ml pm do al day", "duties"),
        ("wat is the diff between the two roles", "difference"),
    ],
)
def test_a_question_finds_its_topic(matcher: Matcher, text: str, topic: str) -> None:
    found = matcher.match(text)
    assert (found.topic.id, found.best.id) == (topic, topic)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hello there", Kind.TALK),
        ("what is the capital of france", Kind.OFFTOPIC),
        ("do they sponsor visas", Kind.UNCOVERED),
    ],
)
def test_what_is_no_question_about_the_article_is_told_apart(
    matcher: Matcher, text: str, kind: Kind
) -> None:
    found = matcher.match(text)
    assert found.best.kind is kind
    assert found.confidence < 0.5
    assert found.topic.kind is Kind.TOPIC


def test_candidates_come_best_first(matcher: Matcher) -> None:
    found = matcher.match("how are they judged")
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert found.topics() == [c for c in found.candidates if c.kind is Kind.TOPIC]


def test_words_are_cleaned_mended_and_made_one(matcher: Matcher) -> None:
    prepared = matcher.prepare("Whats the slary, pls?")
    assert prepared.words == ("what", "is", "the", "pay", "please")
    assert matcher.match("the slary").words == ("the", "pay")


def test_a_lift_favours_the_topics_of_the_thread(matcher: Matcher) -> None:
    plain = matcher.match("how long does it take")
    lifted = matcher.match("how long does it take", ["portfolio_review"], 2.0)
    assert plain.best.id != "portfolio_review"
    assert lifted.best.id == "portfolio_review"
    assert matcher.match("how long does it take", ["portfolio_review"], 0.0) == plain


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=100))
def test_any_text_is_matched_the_same_each_time(matcher: Matcher, text: str) -> None:
    found = matcher.match(text)
    assert 0 <= found.confidence <= 1
    assert 0 <= found.certainty <= 1
    assert found.topic.kind is Kind.TOPIC
    assert matcher.match(text) == found


def test_confidence_tells_questions_from_the_rest(matcher: Matcher) -> None:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    inside = [matcher.match(row["text"]).confidence for row in rows if row["kind"] == "in"]
    outside = [matcher.match(row["text"]).confidence for row in rows if row["kind"] == "out"]
    pairs = [(right, wrong) for right in inside for wrong in outside]
    above = sum(right > wrong for right, wrong in pairs) / len(pairs)
    assert above > 0.9


def test_a_judgement_is_what_a_match_rests_on(matcher: Matcher) -> None:
    found, judged = matcher.match("who earns more"), matcher.judge("who earns more")
    best = matcher.labels()[int(judged.ranking.scores.argmax())]
    assert (best.kind, best.id) == (found.best.kind, found.best.id)
    assert judged.confidence == found.confidence


# a small base -------------------------------------------------------------------


@pytest.fixture(scope="session")
def small(knowledge: Knowledge) -> Knowledge:
    """A few of each kind, learnt in no time."""
    few = {name: getattr(knowledge, name)[:2] for name in ("entries", "uncovered", "talk")}
    messages = knowledge.offtopic.messages[:5]
    offtopic = knowledge.offtopic.model_copy(update={"messages": messages})
    return knowledge.model_copy(update={**few, "offtopic": offtopic})


def test_rows_are_embedded_once_for_all_models(small: Knowledge, tmp_path: Path) -> None:
    embed = FakeEmbedding()
    Matcher(small, tmp_path, Embeddings(sentences=embed))
    rows = list(embed.asked)
    assert rows
    Matcher(small, tmp_path, Embeddings(words=FakeEmbedding(), sentences=embed))
    assert embed.asked == rows
    assert len(list(tmp_path.glob("model-*"))) == 2
