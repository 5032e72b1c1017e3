"""Open questions, grouped by likeness, the most asked group first."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bot.advice.masking import without_masks
from bot.matching.features import Floats
from bot.matching.model import Embeddings
from bot.storage import OpenQuestion

_MOST = 500  # texts compared, the newest
# The mean likeness from which two groups are one, as chosen on tests/data/gap_groups.jsonl.
_SENTENCES_AT, _WORDS_AT, _LETTERS_AT = 0.35, 0.25, 0.55


@dataclass(frozen=True)
class Group:
    """Questions that ask the same; `texts` are different ones, the most typical first.

    Where a button asked for the answer there is no text, and the group is about its `entry`.
    """

    questions: tuple[OpenQuestion, ...]
    texts: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name for buttons and the command line: six hex digits."""
        return _key(self.texts[0] if self.texts else self.questions[0].entry)

    @property
    def keys(self) -> set[str]:
        """The names it may have had before other questions joined it."""
        return {self.key, *map(_key, self.texts)}

    @property
    def entry(self) -> str:
        """The entry that most of them were answered with; empty when most had no answer."""
        return Counter(question.entry for question in self.questions).most_common(1)[0][0]

    def aliases(self) -> list[str]:
        """The texts as phrases to learn from."""
        return [phrase for phrase in map(without_masks, self.texts) if phrase]

    def why(self) -> Counter[str]:
        """How many were left open for which reason."""
        return Counter(question.reason or question.why for question in self.questions)

    def comments(self) -> list[str]:
        """What readers said was wrong, the newest first."""
        return [one.comment for one in reversed(self.questions) if one.comment]


def grouped(questions: Sequence[OpenQuestion], embeddings: Embeddings) -> list[Group]:
    """The groups of some questions, the largest first; of equal ones, the newest."""
    texts = list(dict.fromkeys(one.question for one in reversed(questions) if one.question))
    found = [_group(part, questions) for part in _alike(texts[:_MOST], embeddings)]
    pressed = dict.fromkeys(one.entry for one in questions if not one.question)
    for entry in pressed:
        own = tuple(one for one in questions if not one.question and one.entry == entry)
        found.append(Group(own, ()))
    latest = sorted(found, key=lambda group: group.questions[-1].asked_at, reverse=True)
    return sorted(latest, key=lambda group: -len(group.questions))


def find(groups: Iterable[Group], key: str) -> Group | None:
    """The group of that name, or the one that its question has joined since."""
    return next((group for group in groups if key in group.keys), None)


def _group(texts: Sequence[str], questions: Iterable[OpenQuestion]) -> Group:
    own = tuple(one for one in questions if one.question in texts)
    often = Counter(one.question for one in own)
    return Group(own, tuple(sorted(texts, key=lambda text: -often[text])))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _alike(texts: Sequence[str], embeddings: Embeddings) -> list[list[str]]:
    """Clusters by average linkage, each with its most typical text first."""
    if not texts:
        return []
    likeness, enough = _likeness(texts, embeddings)
    clusters = _linked(likeness, enough)
    typical = [sorted(c, key=lambda at: -likeness[at, c].mean()) for c in clusters]
    return [[texts[at] for at in cluster] for cluster in typical]


def _likeness(texts: Sequence[str], embeddings: Embeddings) -> tuple[Floats, float]:
    """How alike each two are, and from where on that is enough; by what there is to compare."""
    for embed, enough in ((embeddings.sentences, _SENTENCES_AT), (embeddings.words, _WORDS_AT)):
        if embed is not None:
            vectors = embed(texts)
            return vectors @ vectors.T, enough
    ratios = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, processor=default_process)
    return (ratios / 100).astype(np.float32), _LETTERS_AT


def _linked(likeness: Floats, enough: float) -> list[list[int]]:
    """Merge the two most alike clusters until no two are alike enough on average."""
    between = likeness.astype(np.float64)
    np.fill_diagonal(between, -1)
    clusters: list[list[int]] = [[at] for at in range(len(between))]
    while len(between) > 1:
        first, second = sorted(divmod(int(between.argmax()), len(between)))
        if between[first, second] < enough:
            break
        sizes = len(clusters[first]), len(clusters[second])
        merged = (sizes[0] * between[first] + sizes[1] * between[second]) / sum(sizes)
        between[first], between[:, first] = merged, merged
        between[first, first] = -1
        between = np.delete(np.delete(between, second, 0), second, 1)
        clusters[first] += clusters.pop(second)
    return clusters
