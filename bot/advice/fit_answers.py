"""A typed answer -> the option it means: by number, by order, by words."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz

from bot.knowledge.models import FitOption, FitQuestion
from bot.matching.text import clean, words

Correct = Callable[[str], str]

BACK, SKIP, STOP = "back", "skip", "stop"
_MOVES = {
    BACK: ["back", "go back", "previous", "undo", "last one", "previous question"],
    SKIP: ["skip", "next", "pass", "dunno", "do not know", "no idea", "not sure", "skip it",
           "i do not know", "hard to say", "idk", "none", "neither", "none of these", "no clue",
           "skip this one", "can not say"],
    STOP: ["stop", "quit", "exit", "cancel", "end", "enough", "stop it", "stop the test"],
}
_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "1st": 0, "2nd": 1, "3rd": 2,
    "4th": 3, "5th": 4, "one": 0, "two": 1, "three": 2, "four": 3, "five": 4,
    "a": 0, "b": 1, "c": 2, "d": 3, "e": 4,
}
_AROUND = frozenset("the one option answer number no i would pick choose say go for it is please "
                    "definitely probably maybe mostly rather with think a an my to like".split())
_SURE = 80.0
_LEAD = 8.0


def move(text: str) -> str | None:
    """Back, skip or stop, if that is what was typed."""
    said = " ".join(words(clean(text)))
    return next((name for name, phrases in _MOVES.items() if said in phrases), None)


def option_of(text: str, question: FitQuestion, correct: Correct) -> FitOption | None:
    """The option a typed text means, or None when it is unclear."""
    said = [correct(word) for word in words(clean(text))]
    position = _position([word for word in said if word not in _AROUND] or said)
    if position is not None:
        return question.options[position] if position < len(question.options) else None
    scored = sorted(
        ((_likeness(said, option), option) for option in question.options),
        key=lambda pair: -pair[0],
    )
    (best, option), (second, _) = scored[0], scored[1]
    return option if best >= _SURE and best - second >= _LEAD else None


def _position(said: list[str]) -> int | None:
    if said == ["last"]:
        return None
    if len(said) != 1:
        return None
    if said[0].isdecimal():
        return int(said[0]) - 1 if said[0] != "0" else 99
    return _ORDINALS.get(said[0])


def _likeness(said: list[str], option: FitOption) -> float:
    """0-100: how much of a label or alias the text holds, or the text of it."""
    text = " ".join(word for word in said if word not in _AROUND) or " ".join(said)
    return max(_phrase_likeness(text, phrase) for phrase in (option.label, *option.aliases))


def _phrase_likeness(text: str, phrase: str) -> float:
    """Whole-phrase likeness; a phrase of a few words inside a longer text counts almost fully."""
    phrase = " ".join(words(clean(phrase)))
    whole = fuzz.token_sort_ratio(text, phrase)
    inside = 95.0 if f" {phrase} " in f" {text} " else 0.0
    part = 90.0 if len(text) > 3 and f" {text} " in f" {phrase} " else 0.0
    return max(whole, inside, part)
