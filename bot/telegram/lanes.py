"""A chat's updates, in order. It may send without end, so that few of them stay in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from bot.telegram.application import Taken

IN_MEMORY = 20  # of a chat's updates, where the rest is in the waiting room


@dataclass(frozen=True)
class Stored:
    """An update that is in the waiting room only, and when it came from Telegram."""

    update_id: int
    at: float


class Lane(deque[Taken | Stored]):
    """Updates, of which the first is in hand; `held` are the ids of those in the waiting room."""

    def not_held(self, held: Collection[int]) -> list[Taken]:
        """The newest: whoever came before them was taken over with all before it."""
        found: list[Taken] = []
        for waits in reversed(self):
            if isinstance(waits, Stored) or waits.update.update_id in held:
                break
            found.append(waits)
        return found[::-1]

    def forget_most(self, held: Collection[int]) -> None:
        """Of all but the first few keep only where to find them, if they are held."""
        for place in range(len(self) - 1, IN_MEMORY - 1, -1):
            waits = self[place]
            if isinstance(waits, Stored):  # and so are those before it
                return
            if waits.update.update_id in held:
                self[place] = Stored(waits.update.update_id, waits.at)
