"""One message -> the questions in it: by sentence, number, or `and`."""

from __future__ import annotations

import re

_NUMBERING = re.compile(r"(?:^|\s)\(?\d\s?[).:](?=\s)")
_STRONG = re.compile(r"(?<=[?!;\n])\s*|(?<=[a-z0-9)]\.)\s+(?=\S)|\n+")
_WEAK = re.compile(
    r"""\s*(?:
        ,\s*(?:and\s+|also\s+|plus\s+)?
        | \b(?:and|n|also|plus|as\s+well\s+as)\b\s*(?:also\s+)?
        | &
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_LIST_HEAD = re.compile(r"^[^?.!]{1,25}:\s+", re.DOTALL)
_MOST = 8


def sentences(text: str) -> list[str]:
    """Sentences and numbered parts, in order."""
    marked = _NUMBERING.sub("\n", text)
    return [part.strip() for part in _STRONG.split(marked) if part and part.strip(" .,;!")][:_MOST]


def parts(sentence: str) -> list[str]:
    """A sentence's parts at commas and `and`; a head before a colon goes with none of them."""
    body = _LIST_HEAD.sub("", sentence)
    return [part.strip() for part in _WEAK.split(body) if part and part.strip(" .,;!?")][:_MOST]


def asks(sentence: str) -> bool:
    """Whether it is put as a question."""
    return sentence.rstrip().endswith("?")
