"""What a reader did: typed, pressed, edited, sent something else, added the bot; or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["text", "press", "edit", "attachment", "added", "timer"]


@dataclass(frozen=True)
class Message:
    """One thing a reader did. `text` is what was typed, or the data of the button pressed; of an
    attachment, what it is: `voice`, `sticker`, or any other kind that telegram.yaml knows.

    A `timer` is nobody's doing: a reminder that the session asked for is due, and `text` its press.

    `seed` decides what is left to chance, such as the order of options: the same seed, the same
    reply. `alone`: nobody else is in the chat. `on`: the message whose button was pressed.
    """

    text: str
    kind: Kind = "text"
    at: datetime | None = None
    seed: int = 0
    alone: bool = True
    on: int | None = None
