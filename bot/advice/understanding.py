"""A text in its conversation -> what is asked: where one meaning is weighed against another."""

from __future__ import annotations

from dataclasses import replace

from bot.advice.asked import ANSWER_AT, TALK_AT, Asked
from bot.advice.clauses import asks, parts, sentences
from bot.advice.followups import FollowUps
from bot.advice.pay_questions import PayQuestions
from bot.advice.session import Thread
from bot.knowledge.models import Knowledge
from bot.matching.corpus import Kind
from bot.matching.matcher import Matcher
from bot.matching.slots import Slots

_CLAUSE_AT = 0.6  # certainty of the surest question of several in a message
_PART_AT = 0.3  # certainty of every other one
_WHOLE_AT = 0.8  # certainty of the message as one question, beyond which all parts have to be sure
_MOST_ANSWERS = 3


class Understanding:
    """Reads messages with the thread of their conversation."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._matcher = matcher
        self._follow_ups = FollowUps(knowledge, matcher)
        self._pay = PayQuestions(knowledge)

    def read(self, text: str, thread: Thread) -> list[Asked]:
        """The questions in a message, in order; at least one, however unsure."""
        text = self._without_talk(text)
        whole = self._one(text, thread)
        if whole.pay is not None and not whole.match.slots.rest:
            return [whole]
        several = self._several(text, whole)
        if len(several) > 1:
            return several
        if several and several[0].certainty > max(whole.certainty, _CLAUSE_AT):
            return several
        return [whole]

    def _without_talk(self, text: str) -> str:
        """`Thanks! base too?` without the thanks; a message of nothing else stays as it is."""
        said = sentences(text)
        if len(said) < 2:
            return text
        kept = [part for part in said if not self._is_talk(part)]
        return " ".join(kept) if kept and len(kept) < len(said) else text

    def _is_talk(self, text: str) -> bool:
        best = self._matcher.match(text, quick=True).best
        return best.kind is Kind.TALK and best.score >= TALK_AT

    def _one(self, text: str, thread: Thread) -> Asked:
        leans = self._follow_ups.lean(text, thread)
        if leans:
            asked = self._follow_ups.read(text, thread)
        else:
            match = self._matcher.match(text)
            asked = Asked.of(match, match.slots)
            if self._follow_ups.may_lean(asked, thread):
                asked = self._follow_ups.read(text, thread)
        return self._pay.read(asked, thread, leans=leans)

    def _several(self, text: str, whole: Asked) -> list[Asked]:
        """Sure questions about different topics; or the surest one of a long message."""
        said = sentences(text)
        asking = [part for part in said if asks(part)]
        found = self._sure(asking if len(asking) > 1 else said, whole)
        if len(found) > 1:
            return found
        pieces = [piece for part in (asking or said) for piece in parts(part)]
        split = self._sure(pieces, whole) if len(pieces) > 1 else []
        agrees = not found or any(part.topic == found[0].topic for part in split)
        return split if len(split) > 1 and agrees else found

    def _sure(self, clauses: list[str], whole: Asked) -> list[Asked]:
        """The sure ones among clauses, each topic once."""
        enough = _CLAUSE_AT if whole.certainty >= _WHOLE_AT else _PART_AT
        found: dict[str, Asked] = {}
        for clause in clauses:
            match = self._matcher.match(clause, quick=True)
            asked = Asked.of(match, _inherited(match.slots, whole.match.slots))
            asked = self._pay.read(asked, Thread(), leans=False)
            wrong_pay = asked.pay is not None and asked.pay.error
            if asked.certainty >= enough and not wrong_pay:
                found.setdefault(asked.topic, asked.at_least(ANSWER_AT))
        if all(part.certainty < _CLAUSE_AT for part in found.values()):
            return []
        return list(found.values())[:_MOST_ANSWERS]


def _inherited(slots: Slots, whole: Slots) -> Slots:
    """A clause takes the role, level and place that its whole message names."""
    if not slots.roles and not slots.both_roles:
        slots = replace(slots, roles=whole.roles, both_roles=whole.both_roles)
    if not slots.levels and not slots.both_levels:
        slots = replace(slots, levels=whole.levels, both_levels=whole.both_levels)
    return replace(slots, elsewhere=slots.elsewhere or whole.elsewhere)
