"""One question found in a message, and the confidence from which it is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.advice.pay import PayQuery
from bot.matching.matcher import Match
from bot.matching.slots import Slots

ANSWER_AT = 0.55  # confidence from which a topic is answered
NEAREST_AT = 0.15  # from which it is given as the nearest thing, or two close ones to choose from
TALK_AT = 0.5  # score from which small talk is believed
FEW = 9  # words of a message that names nothing but a slot: `and what about the ML one?`
_RULED = 0.9  # confidence in what a rule decided, not the matcher


@dataclass(frozen=True)
class Asked:
    """One question. `confidence`: the article answers it; `certainty`: `topic` is what is meant."""

    match: Match
    topic: str
    confidence: float
    certainty: float
    slots: Slots
    pay: PayQuery | None = None

    @classmethod
    def of(cls, match: Match, slots: Slots) -> Asked:
        """What the matcher made of a text, with the slots as its conversation completes them."""
        return cls(match, match.topic.id, match.confidence, match.certainty, slots)

    def ruled(self, topic: str, slots: Slots | None = None) -> Asked:
        """The same message, its topic decided by a rule."""
        return replace(
            self, topic=topic, confidence=_RULED, certainty=_RULED, slots=slots or self.slots
        )

    def at_least(self, confidence: float) -> Asked:
        """The same, no less confident than this."""
        return replace(self, confidence=max(self.confidence, confidence))

    def bare(self) -> bool:
        """Whether the message is short and holds no word beside its slots."""
        return not self.match.slots.rest and len(self.match.words) <= FEW

    @property
    def role_only(self) -> str | None:
        """The role, when the message names that and nothing else."""
        slots = self.match.slots
        pay = slots.levels or slots.both_levels or slots.components or slots.about_pay
        other = slots.other_levels or slots.other_roles or slots.elsewhere or slots.other_role
        return slots.role if self.bare() and not pay and not other else None
