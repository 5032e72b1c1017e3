"""Ticks that readers type: `tick 3`, `i finished 1 and 2`, `untick 4`."""

from __future__ import annotations

from bot.knowledge.prepare import TickWords
from bot.matching.text import bare


class TickReader:
    """Reads numbers of the list beside a word for ticking, and nothing else."""

    def __init__(self, words: TickWords) -> None:
        self._done = {bare(word) for word in words.done}
        self._undone = {bare(word) for word in words.undone}
        self._around = {bare(word) for word in words.around}
        self._left = {bare(phrase) for phrase in words.left}

    def read(self, text: str, count: int) -> tuple[set[int], bool] | None:
        """The items' numbers, and whether they are done; None for any other text."""
        said = set(bare(text).split())
        numbers = {int(word) for word in said if word.isdecimal() and len(word) < 3}
        told = {word for word in said - self._around if not word.isdecimal()}
        known = told and told <= self._done | self._undone
        if not known or not numbers or not numbers <= set(range(1, count + 1)):
            return None
        return numbers, not told & self._undone

    def asks_what_is_left(self, text: str) -> bool:
        return bare(text) in self._left
