"""A message -> ranked topics with calibrated confidence, and slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.knowledge.models import Knowledge
from bot.matching.cache import cached_model, remembering
from bot.matching.confidence import Ranking
from bot.matching.corpus import Kind, Label, Row, rows_of
from bot.matching.embedding import NAME as EMBEDDING
from bot.matching.features import Floats
from bot.matching.learning import build
from bot.matching.model import NO_EMBEDDINGS, Embeddings, Judgement, Model
from bot.matching.prepare import Preparer
from bot.matching.slots import SlotReader, Slots
from bot.matching.spelling import Speller
from bot.matching.text import clean, words

_CANDIDATES = 8
_SHORT = 300  # characters of a text that is worth remembering
_REMEMBERED = 2048  # matches of a few kilobytes


@dataclass(frozen=True)
class Candidate:
    """One possible meaning: an entry's topic, an uncovered subject, small talk, or off-topic."""

    kind: Kind
    id: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a text was taken for.

    `confidence` is the chance that the article answers it, `certainty` the chance that `topic` is
    what was meant; both from 0 to 1.
    """

    text: str
    words: tuple[str, ...]
    slots: Slots
    candidates: tuple[Candidate, ...]
    topic: Candidate
    confidence: float
    certainty: float

    @property
    def best(self) -> Candidate:
        """The first of all candidates, topic or not."""
        return self.candidates[0]

    def topics(self) -> list[Candidate]:
        """The candidates that the article answers, best first."""
        return [candidate for candidate in self.candidates if candidate.kind is Kind.TOPIC]


class Matcher:
    """Reads messages against one knowledge base. Pure after construction.

    `embeddings` compare by meaning; `cache` is a folder to keep models in.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        cache: Path | None = None,
        embeddings: Embeddings = NO_EMBEDDINGS,
    ) -> None:
        self._embeddings = embeddings
        used = f"{'words' * bool(embeddings.words)}{'sentences' * bool(embeddings.sentences)}"
        self._model = cached_model(
            f"{knowledge.version}-{used or 'letters'}",
            lambda: _learnt(knowledge, embeddings, cache),
            cache,
        )
        self.speller = Speller(self._model.vocabulary)
        self.slots = SlotReader(knowledge.words, self.speller)
        self.prepare = Preparer(self.speller, knowledge.words.synonyms)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._match)
        self._numbers = {label: number for number, label in enumerate(self._model.labels)}

    def match(
        self, text: str, near: Collection[str] = (), lift: float = 0.0, *, quick: bool = False
    ) -> Match:
        """Rank everything for a text. Topics in `near` are lifted: the thread of a dialogue.

        `quick` goes by words alone, for clauses of a message that is read as a whole as well.
        What was asked lately is remembered.
        """
        known = self._remembered if len(text) <= _SHORT else self._match
        return known(text, tuple(near), lift, quick)

    def _match(self, text: str, near: Collection[str], lift: float, quick: bool) -> Match:
        prepared = self.prepare(text)
        lifts = self._lifts(near, lift)
        judged = self._model.judge(prepared, self._embeddings, lifts, quick=quick)
        order = np.argsort(-judged.ranking.scores)[:_CANDIDATES]
        return Match(
            text,
            prepared.words,
            self.slots(text),
            tuple(self._candidate(number, judged.ranking) for number in order),
            self._candidate(judged.ranking.topic, judged.ranking),
            judged.confidence,
            judged.certainty,
        )

    def judge(self, text: str, *, quick: bool = False) -> Judgement:
        """The judgement behind `match`, for those who want to see why."""
        return self._model.judge(self.prepare(text), self._embeddings, quick=quick)

    def labels(self) -> tuple[Label, ...]:
        """The classes, in the order of a judgement's scores."""
        return self._model.labels

    def _lifts(self, near: Collection[str], lift: float) -> Floats | None:
        if not near or not lift:
            return None
        lifts = np.zeros(len(self._model.labels), dtype=np.float32)
        for topic in near:
            lifts[self._numbers[Label(Kind.TOPIC, topic)]] = lift
        return lifts

    def _candidate(self, number: int, ranking: Ranking) -> Candidate:
        label = self._model.labels[number]
        return Candidate(label.kind, label.id, float(ranking.scores[number]))


def _learnt(knowledge: Knowledge, embeddings: Embeddings, cache: Path | None) -> Model:
    """A model of the knowledge; sentences embedded before are remembered in the cache folder."""
    rows = rows_of(knowledge)
    vocabulary = _vocabulary(knowledge, rows)
    prepare = Preparer(Speller(vocabulary), knowledge.words.synonyms)
    if embeddings.sentences:
        sentences = remembering(embeddings.sentences, EMBEDDING, cache)
        embeddings = replace(embeddings, sentences=sentences)
    return replace(build(rows, prepare, embeddings), vocabulary=vocabulary)


def _vocabulary(knowledge: Knowledge, rows: Iterable[Row]) -> Counter[str]:
    """Every word the base uses, with how often: what typing mistakes are mended towards."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row.label.kind is not Kind.OFFTOPIC:
            counts.update(set(words(clean(row.text))))
    vocabulary = knowledge.words
    named = [
        phrase
        for group in (vocabulary.roles, vocabulary.levels, vocabulary.components)
        for phrases in group.values()
        for phrase in phrases
    ]
    lists = (vocabulary.pay_words, vocabulary.unknown_levels, vocabulary.unknown_roles)
    places = (*vocabulary.places.covered, *vocabulary.places.elsewhere)
    for phrase in (*named, *(phrase for group in lists for phrase in group), *places):
        counts.update(words(clean(phrase)))
    return counts
