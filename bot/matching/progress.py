"""A progress bar for work that a person waits for; none where nobody looks on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from tqdm import tqdm

_Step = TypeVar("_Step")
_PATIENCE = 2.0  # seconds of work before a bar appears


def shown(steps: Iterable[_Step], what: str, total: int | None = None) -> Iterator[_Step]:
    """The steps, counted on standard error when that is a terminal."""
    if total is None and isinstance(steps, Sized):
        total = len(steps)
    yield from tqdm(steps, what, total, leave=False, delay=_PATIENCE, disable=None)
