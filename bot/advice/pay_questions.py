"""Which messages are questions to the pay table, and what they ask of it."""

from __future__ import annotations

from dataclasses import replace

from bot.advice.asked import ANSWER_AT, NEAREST_AT, Asked
from bot.advice.pay import query_of
from bot.advice.session import Thread
from bot.knowledge.models import Knowledge
from bot.matching.corpus import Kind
from bot.matching.slots import Slots

_SURE_OF_TOPIC = 0.85  # certainty of another pay topic than the table, beyond doubt
_UNSURE = 0.5  # certainty below which a message may go on with the look-up before
_SURE_SCORE = 0.8  # score of a subject known not to be covered, beyond doubt


class PayQuestions:
    """Recognises pay look-ups in free text, from slots first and the matcher second."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        table = next(entry for entry in knowledge.entries if entry.lookup == "pay")
        self.topic = table.topic
        self._near_table = {row.id for row in knowledge.uncovered if row.near == table.id}

    def read(self, asked: Asked, thread: Thread, *, leans: bool) -> Asked:
        """The message with its query, if it is one to the table."""
        named = asked.match.slots
        if named.about_pay and not named.rest and not _names_more(named):
            return replace(asked.ruled(self.topic), pay=query_of(named))
        if named.whole_table and (named.about_pay or not named.rest):
            return self._query(replace(asked, slots=named), Thread(), leans=False)
        if leans and self._goes_on(asked, thread):
            return self._query(asked, thread, leans=True)
        if self._names_only_pay(asked, thread, leans=leans) or self._names_a_cell(asked):
            return self._query(asked, thread, leans=leans)
        if self._matched(asked):
            return self._query(asked, thread, leans=leans)
        if self._asks_other_pay(asked):
            return self._query(asked, Thread(), leans=False)
        return asked

    def _goes_on(self, asked: Asked, thread: Thread) -> bool:
        """After a look-up, a level or a part of pay in a message that is about nothing else."""
        named = asked.match.slots
        cell = named.levels or named.level_step or named.components
        return thread.topic == self.topic and bool(cell) and asked.certainty < _UNSURE

    def _matched(self, asked: Asked) -> bool:
        """The matcher says so; with few slots it has to be sure."""
        named = asked.match.slots
        needed = NEAREST_AT if named.components or named.about_pay else ANSWER_AT
        return asked.topic == self.topic and asked.confidence >= needed

    def _names_only_pay(self, asked: Asked, thread: Thread, *, leans: bool) -> bool:
        """Nothing but the table's own words: `rsu ai senior`, `senior ml pay?`, `and staff?`."""
        named = asked.match.slots
        in_thread = leans and thread.topic == self.topic and asked.bare()
        if named.rest:
            return False
        if named.other_role or (named.other_roles and not named.levels):
            return named.other_role and in_thread
        if named.levels or named.components or named.other_levels or named.other_roles:
            return True
        roles = bool(named.roles) or named.both_roles
        return (roles and named.about_pay) or (
            in_thread and (roles or named.both_levels or bool(named.level_step))
        )

    def _names_a_cell(self, asked: Asked) -> bool:
        """A level and a part of pay, in a message about nothing else for sure."""
        named = asked.match.slots
        if not (named.levels and (named.components or named.about_pay)):
            return False
        if named.other_roles or named.other_levels or named.elsewhere:
            return False
        sure = asked.certainty >= _SURE_OF_TOPIC and self._is_about_pay(asked.topic)
        return not sure and asked.match.best.kind is Kind.TOPIC

    def _asks_other_pay(self, asked: Asked) -> bool:
        """Pay of a level, role or place the table does not have."""
        named = asked.match.slots
        missing = named.other_levels or named.elsewhere or (named.other_roles and not named.roles)
        if not missing or not (named.about_pay or named.components):
            return False
        best = asked.match.best
        if best.kind is Kind.UNCOVERED:
            return best.score < _SURE_SCORE or best.id in self._near_table
        unsure = self._is_about_pay(asked.topic) or asked.confidence < ANSWER_AT
        return best.kind is Kind.TOPIC and unsure

    def _is_about_pay(self, topic: str) -> bool:
        return self._knowledge.topic[topic][0].section == self._knowledge.pay.section

    def _query(self, asked: Asked, thread: Thread, *, leans: bool) -> Asked:
        slots = asked.slots
        if thread.topic == self.topic and (leans or _dimensions(asked.match.slots) == 1):
            slots = _completed(slots, thread)
        query = query_of(slots)
        if query.error == "empty":
            query = replace(query, error=None, whole=True)
        return replace(asked.ruled(self.topic, slots), pay=query)


def _names_more(named: Slots) -> bool:
    other = named.other_levels or named.other_roles or named.elsewhere or named.other_role
    return bool(named.named() or named.whole_table or other)


def _dimensions(slots: Slots) -> int:
    """How many of role, level and component a message names."""
    return (
        bool(slots.roles or slots.both_roles)
        + bool(slots.levels or slots.both_levels)
        + bool(slots.components)
    )


def _completed(slots: Slots, thread: Thread) -> Slots:
    """Fill what a follow-up leaves open from the turn before."""
    if not slots.roles and not slots.both_roles and thread.role:
        slots = replace(slots, roles=(thread.role,))
    if not (slots.levels or slots.both_levels or slots.other_levels) and thread.level:
        slots = replace(slots, levels=(thread.level,))
    if not slots.components and thread.component:
        slots = replace(slots, components=(thread.component,))
    return slots
