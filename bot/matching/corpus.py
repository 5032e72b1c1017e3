"""The knowledge base as labelled texts: what the classifier learns from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.models import Knowledge


class Kind(StrEnum):
    """What a class of messages is."""

    TOPIC = "topic"  # the article answers it
    UNCOVERED = "uncovered"  # near the article, not answered
    TALK = "talk"  # small talk
    OFFTOPIC = "offtopic"  # nothing to do with it


@dataclass(frozen=True, order=True)
class Label:
    kind: Kind
    id: str


@dataclass(frozen=True)
class Row:
    """One text and its class. `typed` texts are as readers type; the rest is our own prose."""

    label: Label
    text: str
    typed: bool = True


def rows_of(knowledge: Knowledge) -> list[Row]:
    """All labelled texts of a knowledge base."""
    return [*_entries(knowledge), *_others(knowledge)]


def _entries(knowledge: Knowledge) -> Iterator[Row]:
    for entry in knowledge.entries:
        label = Label(Kind.TOPIC, entry.topic)
        keywords = f"{knowledge.role_name.get(entry.role or '', '')} {entry.topic}".replace(
            "_", " "
        )
        for text in (entry.question, entry.label, keywords, *entry.aliases):
            yield Row(label, text)
        if entry.lookup is None:
            yield Row(label, f"{entry.answer} {' '.join(entry.points)}", typed=False)


def _others(knowledge: Knowledge) -> Iterator[Row]:
    for subject in knowledge.uncovered:
        label = Label(Kind.UNCOVERED, subject.id)
        yield from (Row(label, alias) for alias in subject.aliases)
    for talk in knowledge.talk:
        label = Label(Kind.TALK, talk.id)
        yield from (Row(label, alias) for alias in talk.aliases)
    offtopic = Label(Kind.OFFTOPIC, "offtopic")
    yield from (Row(offtopic, message) for message in knowledge.offtopic.messages)
