"""A resume bullet -> the lens it speaks, what it has, and what it lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, takewhile

from bot.advice.job import figures
from bot.advice.job.lens import LensReader
from bot.advice.job.signals import Hit, SignalReader, Stemmer
from bot.knowledge.resume import CHANGE, COST, COUNTED, MONEY, OWN_VERB, WEAK_VERB, Resume
from bot.matching.model import Embed
from bot.matching.text import clean, words

_VERB, _OUTCOME, _FIGURE, _LINK = "verb", "outcome", "figure", "link"
_FEWEST = 5  # words of a line that nobody asked for
_DIGIT = re.compile(r"\d")
_VERB_WITHIN = 7  # words from the beginning
_CLAUSE = re.compile(r"[,;:()]\s|\.\s")
_MARK = re.compile(r"^\s*(?:[-–—•*·▪◦‣]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Reading:
    """What was found. `pieces`: piece -> the reader's own words that tell it; `signals`: the same
    for kinds of words. `evidence`: role -> how many words speak for its lens; `lenses`: the roles
    whose lens the bullet speaks.
    """

    text: str
    pieces: dict[str, str]
    signals: dict[str, str]
    evidence: dict[str, int]
    begins_with_verb: bool
    lenses: tuple[str, ...] = ()


class BulletReader:
    """Reads bullets with the words of resume.yaml."""

    def __init__(self, resume: Resume, embed: Embed | None = None) -> None:
        stem = Stemmer()
        self._resume = resume
        self._embed = embed
        self._stem = stem
        self._signals = SignalReader(resume, stem, embed)
        self._figures = figures.FigureReader(resume, stem)
        self._lead_ins = stem.phrases(resume.lead_ins)
        self._no_verbs = frozenset(resume.no_verbs)
        self._past_forms = frozenset(resume.past_forms)
        self._address = frozenset(resume.address)

    def read(self, text: str) -> Reading:
        """All that can be told of a bullet."""
        found = self._found(text)
        return replace(found, lenses=self._lens(found.text, found.evidence))

    def _found(self, text: str) -> Reading:
        """The same before its lens is judged."""
        text = _MARK.sub("", text).strip()
        said = words(clean(text))
        found = self._signals(said, _clause_ends(text))
        hits = [hit for hit in found if hit.signal.id != COUNTED or self._figures.counts(said, hit)]
        verb, first = self._verb(said, hits)
        measured = self._figures(text, said, [hit for hit in hits if hit.signal.id == COUNTED])
        told = _told(text, said, hits)
        pieces = _pieces(text, hits, told, measured)
        if verb:
            pieces = {_VERB: as_typed(text, [verb]), **pieces}
        return Reading(text, pieces, told, self._evidence(text, hits, pieces), first)

    def looks_like_one(self, text: str) -> bool:
        """Whether a text is put like a bullet: by its mark, its verb, or a result in figures."""
        reading = self.read(text)
        marked = _MARK.match(text) is not None
        return marked or reading.begins_with_verb or {_OUTCOME, _FIGURE} <= reading.pieces.keys()

    def plainly_one(self, text: str) -> bool:
        """Whether a text that nobody asked for is a bullet: the reader's own verb, then a result in
        figures, and not a word to anybody.
        """
        reading = self.read(text)
        told = {_VERB, _OUTCOME, _FIGURE} <= reading.pieces.keys()
        return told and _DIGIT.search(reading.pieces[_FIGURE]) is not None and self._alone(reading)

    def may_be_one(self, text: str) -> bool:
        """Whether it is worth offering to look at a text as a bullet."""
        reading = self.read(text)
        return _VERB in reading.pieces and len(reading.pieces) > 1 and self._alone(reading)

    def _alone(self, reading: Reading) -> bool:
        """Whether it begins with its verb, at a bullet's length, and speaks to nobody."""
        said = words(clean(reading.text))
        to_somebody = self._address.intersection(said)
        return reading.begins_with_verb and len(said) >= _FEWEST and not to_somebody

    def _verb(self, said: Sequence[str], hits: Sequence[Hit]) -> tuple[str, bool]:
        """The reader's own verb, if there is one; and whether the text begins with any verb."""
        lead = len(list(takewhile(self._leads_in, said)))
        weak = {hit.start for hit in hits if hit.signal.id == WEAK_VERB}
        own = {hit.start for hit in hits if hit.signal.id == OWN_VERB}
        for at, word in enumerate(said[:_VERB_WITHIN]):
            if at in weak:
                return "", at <= lead
            if self._is_past(word) or (at in own and at <= lead):
                return word, at <= lead
        return "", False

    def _leads_in(self, word: str) -> bool:
        return self._stem([word]) in self._lead_ins

    def _is_past(self, word: str) -> bool:
        regular = word.endswith("ed") and word not in self._no_verbs
        return regular or word in self._past_forms

    def _evidence(self, text: str, hits: Iterable[Hit], pieces: Collection[str]) -> dict[str, int]:
        """Role -> how many words speak for its lens."""
        found = list(hits)
        speaking = {(hit.signal.lens, hit.start) for hit in found if _tells(hit, pieces)}
        weight = Counter(role for role, _ in speaking if role is not None)
        spends = any(hit.signal.id == COST for hit in found)
        earns = next((s.lens for s in self._resume.signals if s.id == MONEY), None)
        if earns is not None and figures.MONEY.search(text) and not spends:
            weight[earns] += 1
        return dict(weight)

    @cached_property
    def _lens(self) -> LensReader:
        texts = [text for lens in self._resume.lenses for text in lens.examples]
        learnt = {text: self._found(text).evidence for text in (*texts, *self._resume.no_lens)}
        return LensReader(self._resume, self._embed, learnt)


def _tells(hit: Hit, pieces: Collection[str]) -> bool:
    """Whether a word speaks for a lens: who used it does so only as a result."""
    return hit.signal.piece != _OUTCOME or _OUTCOME in pieces


def _clause_ends(text: str) -> set[int]:
    """The places of words before which a comma or the like stands."""
    lengths = (len(words(clean(clause))) for clause in _CLAUSE.split(text))
    return set(accumulate(lengths))


def _told(text: str, said: Sequence[str], hits: Iterable[Hit]) -> dict[str, str]:
    found: dict[str, str] = {}
    for hit in hits:
        found.setdefault(hit.signal.id, as_typed(text, said[hit.start : hit.end]))
    return found


def _pieces(
    text: str, hits: Iterable[Hit], told: dict[str, str], measured: Sequence[str]
) -> dict[str, str]:
    pieces: dict[str, str] = {}
    for hit in sorted(hits, key=lambda hit: hit.signal.id != CHANGE):
        # Who used it is a result only with a number: `surveyed users` is none.
        by_itself = hit.signal.piece != _OUTCOME or hit.signal.id == CHANGE
        if hit.signal.piece is not None and (by_itself or measured):
            pieces.setdefault(hit.signal.piece, told[hit.signal.id])
    money, change = figures.MONEY.search(text), figures.CHANGED.search(text)
    if money:
        pieces.setdefault(_LINK, money[0])
    if change:
        pieces.setdefault(_OUTCOME, change[0])
    if measured:
        pieces[_FIGURE] = as_typed(text, [measured[0]])
    return pieces


def as_typed(text: str, said: Sequence[str]) -> str:
    """Words of a clean text as the reader wrote them."""
    pattern = r"\W+".join(map(re.escape, said))
    found = re.search(rf"(?:\b\w+-)?(?<!\w){pattern}", text, re.I)
    return found[0] if found else " ".join(said)
