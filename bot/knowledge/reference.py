"""A broken reference between files, and the hint that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Location = tuple[int | str, ...]


@dataclass(frozen=True)
class Reference:
    """A broken reference: in `file` at `location`, or inside the `entry` at that place of all."""

    what: str
    mend: str
    file: str = ""
    location: Location = ()
    entry: int | None = None


def unknown(name: str, kind: str, known: Iterable[str]) -> tuple[str, str]:
    """What is wrong with a name that nothing has, and the nearest one or all there are."""
    options = sorted(known)
    close = get_close_matches(name, options, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"use one of: {', '.join(options[:12])}"
    return f"there is no {kind} '{name}'", hint
