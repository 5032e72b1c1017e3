"""Dates in digits: `12/01/2026`, `2026-12-01`, `1.12.26`; none of their numbers is an amount."""

from __future__ import annotations

import re

_SHORT, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:(?:19|20)\d\d)"
_TWICE = rf"{_SHORT}(?P<{{name}}>[/.-]){_SHORT}"
_DATE = re.compile(
    rf"""(?<![\w.,/$-])(?:
    {_TWICE.format(name="a")}(?P=a)(?:{_YEAR}|\d\d)
    |{_YEAR}(?P<b>[/.-]){_SHORT}(?P=b){_SHORT}
    |0[1-9][/-]{_SHORT}|{_SHORT}[/-]0[1-9]
    )(?![\w%]|[/.,-]\d)""",
    re.VERBOSE,
)


def without_dates(text: str) -> str:
    """A clean text with its dates cut out; a pair of numbers is one if a zero leads."""
    return _DATE.sub(" ", text)
