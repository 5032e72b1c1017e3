"""The advisor that is in service: one, until another takes its place between two messages."""

from __future__ import annotations

from typing import Protocol

from bot.advice.advisor import Advisor
from bot.advice.dialogues import Turn
from bot.advice.inline import Card
from bot.advice.message import Message
from bot.advice.session import Session
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher


class Advising(Protocol):
    """What whoever serves readers needs of an advisor."""

    @property
    def knowledge(self) -> Knowledge:
        """What it knows."""
        ...

    @property
    def matcher(self) -> Matcher:
        """How it reads."""
        ...

    def reply(self, message: Message, session: Session) -> Turn:
        """What to say to a message, and the session after it."""
        ...

    def cards(self, text: str) -> tuple[Card, ...]:
        """What a reader may send into another chat for a text typed there."""
        ...


class LiveAdvisor:
    """Passes each message to the current advisor; may be swapped from any thread."""

    def __init__(self, advisor: Advisor) -> None:
        self.current = advisor

    @property
    def knowledge(self) -> Knowledge:
        """What the current advisor knows."""
        return self.current.knowledge

    @property
    def matcher(self) -> Matcher:
        """How the current advisor reads."""
        return self.current.matcher

    def reply(self, message: Message, session: Session) -> Turn:
        """The current advisor's reply; a swap meanwhile does not touch it."""
        return self.current.reply(message, session)

    def cards(self, text: str) -> tuple[Card, ...]:
        """The current advisor's cards."""
        return self.current.cards(text)
