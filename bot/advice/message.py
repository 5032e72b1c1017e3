"""What a reader did: typed, pressed, edited, or sent something that is not text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["text", "press", "edit", "attachment"]


@dataclass(frozen=True)
class Message:
    """One thing a reader did. `text` is what was typed, or the data of the button pressed.

    `seed` decides what is left to chance, such as the order of options: the same seed, the same
    reply. `alone`: nobody else is in the chat. `on`: the message whose button was pressed.
    """

    text: str
    kind: Kind = "text"
    at: datetime | None = None
    seed: int = 0
    alone: bool = True
    on: int | None = None
