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
OVER, LENGTH = "over", "length"
RESULT, SHARE, CHANGE, AGAIN = "result", "share", "change", "again"
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
_REPEATED = 84.0
_LONGEST_ANSWER = 60  # words
_LONGEST_PLACE = 8  # characters of an ordinal, or digits of a number
# A question of the reader's, or a thing the reader does not want, may hold the words of an option.
_ASKING = re.compile(
    r"(?:(?:and|but|so|ok|okay|hey|hmm|also|no|wait|sorry|well|please|i mean)\W+)*"
    r"(?:what|who|how|why|when|where|which|whose|is|are|do|does|did|can|could|should|will"
    r"|tell|explain|show|compare)\b"
)
_NOT_KNOWING = re.compile(
    r"\bwhat (?:is|are|does|do you|means?)\b|\bhow (?:many|much|long)\b"
    r"|\b(?:not|no|never) understand|\bwhat .{1,30} means?\b"
)
# What a reader dislikes, be it said before the words or after them.
_AVERSE = re.compile(
    r"\b(?:hate|dislike|detest|bor(?:es?|ed|ing)|drains?|ugh|avoid"
    r"|can ?not stand|not my thing|not for me|rather not)\b"
)
_THINKING_AGAIN = re.compile(r"\b(?:wait,? no|no,? wait|scratch that|i mean|or rather)\b")
_CHANGE = re.compile(
    r"(?:(?:please |can you )?change )?(?:number )?#?(\d)(?:\.|:|,| to| into| =)* (.+)"
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
            OVER: moves.over,
            LENGTH: moves.length,
        }
        self._ways = named
        self._moves = {_plain(phrase): name for name in reversed(named) for phrase in named[name]}
        self._corrections = sorted(map(_plain, moves.correct), key=len, reverse=True)
        labels = knowledge.fit.buttons
        after = {
            RESULT: moves.result,
            SHARE: (*moves.share, labels.share),
            CHANGE: (*moves.change, labels.change),
            AGAIN: (*moves.over, labels.again),
        }
        self._after = {_plain(phrase): name for name, said in after.items() for phrase in said}
        self._begin = frozenset(map(_plain, moves.begin))
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

    def about_result(self, text: str) -> str | None:
        """What is asked of a finished assessment: result, share, change or again."""
        return self._after.get(_plain(text))

    def wants_to_begin(self, text: str) -> bool:
        """Whether an assessment is asked for in words."""
        return _plain(text) in self._begin

    def change(self, text: str) -> tuple[int, str] | None:
        """`2 to steady cash`, `change 3: data`: an answer of the review and what it shall be."""
        found = _CHANGE.fullmatch(clean(text))
        return (int(found[1]), found[2]) if found else None

    def is_other(self, text: str) -> bool:
        """Whether the opposite of an answer is meant."""
        return _plain(text) in self._other

    def place(self, text: str) -> int | None:
        """The place in a list that a text names, from 1: `2`, `#2`, `the second one`."""
        bare = self._bare(_said(text.replace("#", "")))
        if len(bare) != 1 or len(bare[0]) > _LONGEST_PLACE:
            return None
        return int(bare[0]) if bare[0].isdecimal() else self._ordinals.get(bare[0])

    def option(
        self,
        text: str,
        options: Sequence[FitOption],
        *,
        averse: bool = False,
        by_meaning: bool = True,
    ) -> FitOption | None:
        """The option that a typed text means, in the order shown; None when it is unclear.

        `averse`: the question is what the reader dislikes, so that words of dislike point at it.
        `by_meaning`: not only the options' own words will do.
        """
        if len(_said(text)) > _LONGEST_ANSWER:
            return None
        if " ".join(self._bare(_said(text))) in self._last:
            return options[-1]
        place = self.place(text)
        if place is not None:
            return options[place - 1] if 0 < place <= len(options) else None
        if asks(text):
            return self._word_for_word(text, options) if "?" not in text else None
        affirmed = [clause for clause in _affirmed(text, averse=averse) if self._tells(clause)]
        option = self._by_words(text, affirmed, options)
        return option or (self._by_meaning(affirmed, options) if by_meaning else None)

    def _tells(self, clause: str) -> bool:
        """Whether a clause holds a word that is not just around an answer."""
        return any(word not in self._around for word in words(clause))

    def _word_for_word(self, text: str, options: Sequence[FitOption]) -> FitOption | None:
        """The option one of whose phrases a text repeats: some are put like a question."""
        said = _plain(text)
        for option in options:
            if any(fuzz.ratio(said, _plain(p)) >= _REPEATED for p in self._named(option)):
                return option
        return None

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
        whole = {" ".join(self._bare(_said(text))), " ".join(self._mended(text))}
        wanted = [self._mended(clause) for clause in affirmed]
        said = [word for clause in wanted for word in clause if not word.isdecimal()]
        likely = [
            max(self._likeness(whole, wanted, option), self._words_told(said, option, options))
            for option in options
        ]
        *_, second, best = sorted(likely)
        found = best >= _SURE and best - second >= _LEAD
        return options[likely.index(best)] if found else None

    def _likeness(self, whole: set[str], wanted: list[list[str]], option: FitOption) -> float:
        """0-100: how much a text is like the option's label or one of its aliases."""
        phrases = [" ".join(phrase) for phrase in self._phrases(option)]
        if whole.intersection(phrases):
            return 100.0
        clauses = [" ".join(clause) for clause in wanted]
        pairs = [(clause, phrase) for clause in clauses for phrase in phrases]
        if any(_is_much_of(p, c) or (" " in c and _within(c, p)) for c, p in pairs):
            return _WITHIN
        return max((fuzz.token_sort_ratio(c, p) for c, p in pairs), default=0.0)

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
                for place, phrase in enumerate(self._phrases(option))
                # Of a whole sentence any word may be by the way; the label comes first.
                if place == 0 or len(phrase) <= _TELLING
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
    said = clean(text)
    return "?" in text or bool(_ASKING.match(said) or _NOT_KNOWING.search(said))


def _affirmed(text: str, *, averse: bool = False) -> list[str]:
    """The clauses of a text, each without what it denies; of a change of mind, the latter."""
    said = _THINKING_AGAIN.split(clean(text))[-1] or clean(text)
    clauses = [clause for clause in _CLAUSE.split(_ANYTHING_BUT.sub(" not ", said)) if clause]
    disliked = [bool(_AVERSE.search(" ".join(words(clause)))) for clause in clauses]
    wanted = [
        _AVERSE.sub(" ", clause)
        for clause, dislikes in zip(clauses, disliked, strict=True)
        if dislikes == (averse and any(disliked))
    ]
    return [kept for kept in map(_before_denial, wanted) if kept]


def _before_denial(clause: str) -> str:
    said = words(clause)
    return " ".join(said[: next((at for at, w in enumerate(said) if w in _DENYING), len(said))])


def _said(text: str) -> list[str]:
    return words(clean(text))


def _plain(text: str) -> str:
    return " ".join(_said(text))


def _begins(said: str, phrase: str) -> bool:
    return said == phrase or said.startswith(f"{phrase} ")


def _is_much_of(phrase: str, clause: str) -> bool:
    """Whether a clause holds a phrase and not much else: `data` in `data people all day`."""
    share = len(phrase.split()) / max(len(clause.split()), 1)
    return share >= _LEAST_SHARE and _within(phrase, clause)


def _within(short: str, long: str) -> bool:
    return f" {short} " in f" {long} "


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    long = min(len(word), len(other)) >= _SHORTEST_MENDED
    return long and fuzz.ratio(word, other) >= _SAME_WORD
