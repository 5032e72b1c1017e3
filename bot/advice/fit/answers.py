"""A typed text in the assessment -> what it means there: an option, a move, a correction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from bot.advice.fit.exemplars import Exemplars
from bot.knowledge.fit import FitOption
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed
from bot.matching.text import clean, words

Correct = Callable[[str], str]

BACK, SKIP, STOP, WHY, REVIEW, GO_ON = "back", "skip", "stop", "why", "review", "go_on"
_SURE = 80.0
_WITHIN = 90.0  # an option's words inside a longer text, or the other way round
_LEAD = 8.0
_SAME_WORD = 88.0
_SHORTEST_MENDED = 4  # letters; shorter words have to be the same
_LEAST_SHARE = 0.4  # of a text's words that have to speak for an option
_FEWEST_WORDS = 2  # of a text whose meaning is compared
_TELLING = 3  # words of a phrase that each speak for its option
_LIKE_AN_OPTION = 0.34  # likeness in meaning from which it is believed
_LIKE_IF_SHORT = 0.45  # two or three words are soon like something
_SHORT = 3
_LIKE_A_MOVE = 0.5
_LONGEST_PLACE = 8  # characters of an ordinal, or digits of a number
# A question of the reader's, or a thing the reader does not want, may hold the words of an option.
_ASKING = re.compile(
    r"(?:(?:and|but|so|ok|okay|hey|hmm|also)\W+)*"
    r"(?:what|who|how|why|when|where|which|whose|is|are|do|does|did|can|could|should|will"
    r"|tell|explain|show|compare)\b"
)
_DENYING = frozenset(["not", "never", "nor", "neither", "without", "except", "than"])
_CLAUSE = re.compile(r"[,;.!:]+|\b(?:rather|instead|prefer)\b|(?<!anything )(?<!all )\bbut\b")
_ANYTHING_BUT = re.compile(r"\b(?:anything|all) but\b")


class AnswerReader:
    """Reads typed answers with the words of fit.yaml and words.yaml."""

    def __init__(self, knowledge: Knowledge, correct: Correct, embed: Embed | None = None) -> None:
        """`correct` mends a word's spelling, `embed` turns texts into vectors, if there is one."""
        moves = knowledge.fit.moves
        named: dict[str, tuple[str, ...]] = {
            BACK: moves.back,
            SKIP: moves.skip,
            STOP: moves.stop,
            WHY: moves.why,
            REVIEW: moves.review,
            GO_ON: moves.go_on,
        }
        self._ways = named
        self._moves = {_plain(phrase): name for name in reversed(named) for phrase in named[name]}
        self._corrections = sorted(map(_plain, moves.correct), key=len, reverse=True)
        self._result = frozenset(map(_plain, moves.result))
        self._other = frozenset(map(_plain, moves.other))
        self._around = frozenset(word for phrase in knowledge.fit.around for word in _said(phrase))
        self._ordinals = {
            word: place for place, found in knowledge.words.ordinals.items() for word in found
        }
        self._last = frozenset(knowledge.words.last)
        self._middle = moves.middle
        self._split = lru_cache(maxsize=256)(self._split_phrases)
        self._correct = correct
        self._exemplars = Exemplars(embed) if embed else None

    def move(self, text: str) -> str | None:
        """The button below a question that was typed: back, skip, stop, why, review or go on."""
        plain = _plain(text)
        return self._moves.get(plain) or self._moves.get(plain.removesuffix(" please"))

    def move_like(self, text: str) -> str | None:
        """The move that a text is most like in meaning, where it is no answer."""
        if self._exemplars is None or len(_said(text)) < _FEWEST_WORDS:
            return None
        return self._exemplars.nearest(text, self._ways, _LIKE_A_MOVE)

    def correction(self, text: str) -> str | None:
        """What a reader says who takes the answer before back: `i meant X` -> `X`."""
        said, found = _plain(text), False
        while phrase := next((p for p in self._corrections if _begins(said, p)), None):
            said, found = said[len(phrase) :].strip(), True
        return said if found else None

    def wants_result(self, text: str) -> bool:
        """Whether the words after /fit ask for the last result."""
        return _plain(text) in self._result

    def is_other(self, text: str) -> bool:
        """Whether the opposite of an answer is meant."""
        return _plain(text) in self._other

    def place(self, text: str) -> int | None:
        """The place in a list that a text names, from 1: `2`, `#2`, `the second one`."""
        bare = self._bare(_said(text.replace("#", "")))
        if len(bare) != 1 or len(bare[0]) > _LONGEST_PLACE:
            return None
        return int(bare[0]) if bare[0].isdecimal() else self._ordinals.get(bare[0])

    def option(self, text: str, options: Sequence[FitOption]) -> FitOption | None:
        """The option that a typed text means, in the order shown; None when it is unclear."""
        if " ".join(self._bare(_said(text))) in self._last:
            return options[-1]
        place = self.place(text)
        if place is not None:
            return options[place - 1] if 0 < place <= len(options) else None
        affirmed = [] if asks(text) else _affirmed(text)
        return self._by_words(text, affirmed, options) or self._by_meaning(affirmed, options)

    def _by_meaning(
        self, affirmed: Sequence[str], options: Sequence[FitOption]
    ) -> FitOption | None:
        said = ". ".join(affirmed)
        if self._exemplars is None or len(said.split()) < _FEWEST_WORDS:
            return None
        ways = {option.id: self._named(option) for option in options}
        enough = _LIKE_AN_OPTION if len(said.split()) > _SHORT else _LIKE_IF_SHORT
        found = self._exemplars.nearest(said, {**self._ways, **ways}, enough)
        return next((option for option in options if option.id == found), None)

    def _by_words(
        self, text: str, affirmed: Sequence[str], options: Sequence[FitOption]
    ) -> FitOption | None:
        whole = self._mended(text)
        wanted = [self._mended(clause) for clause in affirmed]
        scored = sorted(
            ((self._likeness(whole, wanted, option, options), option) for option in options),
            key=lambda pair: -pair[0],
        )
        (best, option), (second, _) = scored[0], scored[1]
        return option if best >= _SURE and best - second >= _LEAD else None

    def _likeness(
        self,
        whole: list[str],
        wanted: list[list[str]],
        option: FitOption,
        options: Sequence[FitOption],
    ) -> float:
        """0-100: how much a text is like an option's label, its aliases, or their words."""
        phrases = [" ".join(phrase) for phrase in self._phrases(option)]
        said = " ".join(whole)
        exact = 100.0 if said in phrases else 0.0
        if not wanted:
            return exact
        clauses = [" ".join(clause) for clause in wanted]
        alike = max(fuzz.token_sort_ratio(clause, p) for clause in clauses for p in phrases)
        inside = any(_within(phrase, clause) for phrase in phrases for clause in clauses)
        part = any(len(c) > 3 and _within(c, phrase) for phrase in phrases for c in clauses)
        words_told = self._words_told(
            [word for clause in wanted for word in clause], option, options
        )
        return max(exact, alike, _WITHIN if inside or part else 0.0, words_told)

    def _words_told(
        self, said: list[str], option: FitOption, options: Sequence[FitOption]
    ) -> float:
        """How many of the words that speak for any one option speak for this one, 0-90."""
        votes = [self._speaks_for(word, options) for word in said]
        telling = [vote for vote in votes if len(vote) == 1]
        if not telling or len(telling) < _LEAST_SHARE * len(said):
            return 0.0
        return _WITHIN * sum(option.id in vote for vote in telling) / len(telling)

    def _speaks_for(self, word: str, options: Sequence[FitOption]) -> set[str]:
        return {
            option.id
            for option in options
            if any(
                _same(word, other)
                for phrase in self._phrases(option)
                if len(phrase) <= _TELLING  # of a whole sentence, any word may be by the way
                for other in phrase
            )
        }

    def _named(self, option: FitOption) -> tuple[str, ...]:
        return (option.label, *option.aliases, *(() if option.evidence else self._middle))

    def _phrases(self, option: FitOption) -> list[list[str]]:
        return self._split(self._named(option))

    def _split_phrases(self, phrases: tuple[str, ...]) -> list[list[str]]:
        return [self._bare(_said(phrase)) for phrase in phrases]

    def _mended(self, text: str) -> list[str]:
        return self._bare([self._correct(word) for word in _said(text)])

    def _bare(self, said: list[str]) -> list[str]:
        return [word for word in said if word not in self._around] or said


def asks(text: str) -> bool:
    """Whether a text is put as a question."""
    return "?" in text or bool(_ASKING.match(clean(text)))


def _affirmed(text: str) -> list[str]:
    """The clauses of a text, each without what it denies."""
    marked = _ANYTHING_BUT.sub(" not ", clean(text))
    clauses = []
    for clause in _CLAUSE.split(marked):
        said = words(clause)
        denied = next((at for at, word in enumerate(said) if word in _DENYING), len(said))
        if denied:
            clauses.append(" ".join(said[:denied]))
    return [clause for clause in clauses if clause]


def _said(text: str) -> list[str]:
    return words(clean(text))


def _plain(text: str) -> str:
    return " ".join(_said(text))


def _begins(said: str, phrase: str) -> bool:
    return said == phrase or said.startswith(f"{phrase} ")


def _within(short: str, long: str) -> bool:
    return f" {short} " in f" {long} "


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    long = min(len(word), len(other)) >= _SHORTEST_MENDED
    return long and fuzz.ratio(word, other) >= _SAME_WORD
