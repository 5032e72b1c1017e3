"""The knowledge base as labelled texts."""

from __future__ import annotations

from collections import Counter

from bot.knowledge import Knowledge
from bot.matching.corpus import Kind, Label, rows_of


def test_every_alias_is_a_row_of_its_class(knowledge: Knowledge) -> None:
    rows = {(row.label, row.text) for row in rows_of(knowledge)}
    for entry in knowledge.entries:
        label = Label(Kind.TOPIC, entry.topic)
        assert {(label, text) for text in (entry.question, entry.label, *entry.aliases)} <= rows
    for subject in knowledge.uncovered:
        assert {(Label(Kind.UNCOVERED, subject.id), text) for text in subject.aliases} <= rows
    for talk in knowledge.talk:
        assert {(Label(Kind.TALK, talk.id), text) for text in talk.aliases} <= rows
    offtopic = Label(Kind.OFFTOPIC, "offtopic")
    assert {(offtopic, text) for text in knowledge.offtopic.messages} <= rows


def test_our_own_prose_is_marked_as_not_typed(knowledge: Knowledge) -> None:
    prose = [row for row in rows_of(knowledge) if not row.typed]
    written = [entry for entry in knowledge.entries if entry.lookup is None]
    assert len(prose) == len(written)
    assert all(row.text.startswith(entry.answer) for row, entry in zip(prose, written, strict=True))


def test_there_is_much_to_learn_to_refuse(knowledge: Knowledge) -> None:
    kinds = Counter(row.label.kind for row in rows_of(knowledge))
    assert set(kinds) == set(Kind)
    assert kinds[Kind.UNCOVERED] + kinds[Kind.OFFTOPIC] > 500
