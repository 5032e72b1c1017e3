"""A curator's phrases as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.matching.text import any_of


def phrase(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(names)})(?!\w)")
