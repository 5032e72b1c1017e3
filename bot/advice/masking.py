"""What readers typed, without what could lead to them: for the curator's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable

NUMBER, NAME, LINK = "#", "[name]", "[link]"

_LONGEST = 300  # characters kept of a question
_READ = 1000  # of which that many are looked at, up to the last whole word
_LINK = re.compile(r"(?:\b(?:https?|tg|ftp)://|\bwww\.|\bt\.me/)\S+", re.I)
_ADDRESS = re.compile(
    r"[^\s,;:!?()]*[@\uff20][^\s,;:!?()]*"
)  # e-mail addresses and names of accounts
_NUMBER = re.compile(r"\+?\d(?:[\d\s().,:/-]*\d)?")
_NAMED = r"([A-Z][\w'-]*(?:\s[A-Z][\w'-]*)*)"
_INTRODUCED = re.compile(
    rf"(\b(?:my name is|my name's|i am called|they call me|this is)\s+){_NAMED}"
    rf"|(\b(?:regards|best|cheers|yours)\s*,\s*){_NAMED}$",
    re.I,
)
_WITHIN = r"(?<![.!?]\s)(?<!^)(?<!\w)"  # not the first word of a sentence
_WORD = re.compile(rf"{_WITHIN}[^\W\d_]+(?:[-'][^\W\d_]+)*")
_FIRST_NAME = re.compile(rf"{_WITHIN}[^\W\d_]+\s(?={re.escape(NAME)})")


def masked(text: str, is_a_word: Callable[[str], bool]) -> str:
    """The text on one line without numbers, addresses, links, and names that can be told.

    `is_a_word`: whether a lower-case word is one of the language or of the article's; any other
    with a capital inside a sentence is taken for a name. The result holds no digit.
    """
    if len(text) > _READ:
        text = text[:_READ].rpartition(" ")[0]
    text = "".join(one if one.isprintable() else " " for one in text)
    text = _LINK.sub(LINK, text)
    text = _ADDRESS.sub(NAME, text)
    text = _INTRODUCED.sub(_without_introduced, text)
    text = _WORD.sub(lambda found: _or_name(found[0], is_a_word), text)
    text = _FIRST_NAME.sub(lambda found: "" if found[0].istitle() else found[0], text)
    text = _NUMBER.sub(NUMBER, text)
    text = "".join(NUMBER if character.isnumeric() else character for character in text)
    return " ".join(text.split())[:_LONGEST].strip()


def _or_name(word: str, is_a_word: Callable[[str], bool]) -> str:
    capitalised = word[0].isupper() and not word.isupper()
    return NAME if capitalised and not is_a_word(word.lower()) else word


def _without_introduced(found: re.Match[str]) -> str:
    """Only what is written like a name: `this is wrong` introduces nobody."""
    lead, said = (found[1], found[2]) if found[1] else (found[3], found[4])
    return lead + " ".join(NAME if word[:1].isupper() else word for word in said.split())


def without_masks(text: str) -> str:
    """A masked text as a phrase to learn from: what stood under the masks tells nothing."""
    bare = re.sub(f"[{NUMBER}]|{re.escape(NAME)}|{re.escape(LINK)}", " ", text)
    return " ".join(bare.split())
