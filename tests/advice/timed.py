"""A chat with a clock: time passes when told, and what falls due in it comes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.advice import Advisor, Message, Reply
from tests.advice.chat import Chat

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday


class TimedChat(Chat):
    """Every message has a time and a seed of its own."""

    def __init__(self, advisor: Advisor, now: datetime = NOON) -> None:
        super().__init__(advisor)
        self.now = now
        self.seed = 1000
        self.alone = True

    def do(self, message: Message) -> Reply:
        self.seed += 1
        return super().do(replace(message, at=self.now, seed=self.seed, alone=self.alone))

    def wait(self, **passed: float) -> list[Reply]:
        """What the clock says while time passes, each thing when it is due."""
        until, told = self.now + timedelta(**passed), []
        while (due := self._next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            told += self.tell()
        self.now = until
        return told

    def sleep(self, **passed: float) -> list[Reply]:
        """What the clock says after time in which nobody could tell anything."""
        self.now += timedelta(**passed)
        told = []
        while (due := self._next_due()) is not None and due <= self.now:
            told += self.tell()
        return told

    def tell(self) -> list[Reply]:
        """What is due first, as the edge tells it: nothing where the reply is empty."""
        first = min(self.session.reminders, key=lambda reminder: reminder.due)
        reply = self.do(Message(first.press, "timer"))
        assert first not in self.session.reminders
        return [reply] if reply.blocks else []

    def _next_due(self) -> datetime | None:
        return min((reminder.due for reminder in self.session.reminders), default=None)
