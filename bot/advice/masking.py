"""What readers typed, without what could lead to them: for the curator's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable

NUMBER, NAME, LINK = "#", "[name]", "[link]"

_LONGEST = 300  # characters kept of a question
_LINK = re.compile(r"(?:\b(?:https?|tg|ftp)://|\bwww\.|\bt\.me/)\S+", re.I)
_ADDRESS = re.compile(r"\S*[@\uff20]\S*")  # e-mail addresses and names of accounts
_NUMBER = re.compile(r"\+?\d(?:[\d\s().,:/-]*\d)?")
_INTRODUCED = re.compile(
    r"(\b(?:my name is|my name's|i am called|they call me|this is)\s+)((?:[A-Z][\w'-]*\s?)+)"
    r"|(\b(?:regards|best|cheers|yours)\s*,\s*)((?:[A-Z][\w'-]*\s?)+)$",
    re.I | re.M,
)
_CAPITALISED = re.compile(r"(?<![.!?\w]\s)(?<!^)(?<!\w)[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)*\b", re.M)


def masked(text: str, is_a_word: Callable[[str], bool]) -> str:
    """The text on one line without numbers, addresses, links, and names that can be told.

    `is_a_word`: whether a lower-case word is one of the language or of the article's; any other
    with a capital inside a sentence is taken for a name. The result holds no digit.
    """
    text = _LINK.sub(LINK, text)
    text = _ADDRESS.sub(NAME, text)
    text = _INTRODUCED.sub(_without_introduced, text)
    text = _CAPITALISED.sub(lambda found: found[0] if is_a_word(found[0].lower()) else NAME, text)
    text = _NUMBER.sub(NUMBER, text)
    text = "".join(NUMBER if character.isnumeric() else character for character in text)
    return " ".join(text.split())[:_LONGEST].strip()


def _without_introduced(found: re.Match[str]) -> str:
    """Only what is written like a name: `this is wrong` introduces nobody."""
    lead, said = (found[1], found[2]) if found[1] else (found[3], found[4])
    kept = [NAME if word[:1].isupper() else word for word in said.split()]
    return lead + " ".join(kept) + (" " if said[-1:].isspace() else "")


def without_masks(text: str) -> str:
    """A masked text as a phrase to learn from: what stood under the masks tells nothing."""
    bare = re.sub(f"[{NUMBER}]|{re.escape(NAME)}|{re.escape(LINK)}", " ", text)
    return " ".join(bare.split())
