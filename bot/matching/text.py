"""Raw message -> clean words. Pure string work, the same for aliases and for messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

# Nothing that shows; half a surrogate pair, which no text may hold, among them.
_INVISIBLE = re.compile(r"[\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_COMBINING_RUN = re.compile(r"([\u0300-\u036f])[\u0300-\u036f]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "`": "'"})
_NOT = re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|has|have|had|would|should|could)n'?t\b")
_SUFFIX = re.compile(r"(?<=[a-z])'(s|m|re|ve|ll|d)\b")
_SUFFIXES = {"s": " is", "m": " am", "re": " are", "ve": " have", "ll": " will", "d": " would"}
_IRREGULAR = {"ca": "can", "wo": "will"}
_MONEY = re.compile(r"\${2,}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[$%#]", re.UNICODE)

# A message beyond this is cut before any work is done on it: Telegram's own limit on a text.
LONGEST = 4096


def clean(text: str) -> str:
    """Lower case, one kind of dash and quote, no invisible characters, single spaces."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_QUOTES)
    text = _DASHES.sub("-", _INVISIBLE.sub("", _MONEY.sub(" money ", text))).casefold()
    return " ".join(_COMBINING_RUN.sub(r"\1", text).split())


def words(text: str) -> list[str]:
    """The words of a clean text: contractions opened, hyphens and slashes split."""
    text = _NOT.sub(lambda m: f"{_IRREGULAR.get(m[1], m[1])} not", text)
    text = _SUFFIX.sub(lambda m: _SUFFIXES[m[1]], text)
    return _WORD.findall(text.replace("'", ""))


def replaced(text: str, change: Callable[[str], str]) -> str:
    """A clean text with each of its words changed; contractions and the rest stay as they are."""
    return _WORD.sub(lambda found: found[0] if "'" in found[0] else change(found[0]), text)


def bare(text: str) -> str:
    """A text's words alone, to be looked up."""
    return " ".join(words(clean(text)))


def any_of(phrases: Iterable[str]) -> str:
    """Phrases as alternatives of a pattern, longest first; of none, what matches nothing."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) or "(?!)"
