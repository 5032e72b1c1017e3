"""A text in its conversation -> what is asked: where one meaning is weighed against another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.advice.clauses import asks, parts, sentences
from bot.advice.pay import PayQuery, query_of
from bot.advice.session import Thread
from bot.knowledge.models import Knowledge
from bot.matching.corpus import Kind
from bot.matching.matcher import Match, Matcher
from bot.matching.slots import Slots
from bot.matching.text import clean, words

ANSWER_AT = 0.72  # confidence from which a topic is answered
CHOICE_AT = 0.27  # below that nothing is even suggested
_CLAUSE_AT = 0.5  # one question of several in a message
_MOST_ANSWERS = 3
_SURE_SCORE = 0.8  # a subject known not to be covered, beyond doubt
_FEW = 5  # words of a message that names nothing but a slot: `and for the ML one?`
_SURE_OF_TOPIC = 0.85  # another pay topic than the table, beyond doubt
_SHORT = 6  # words of a message that may lean on the turn before
_LIFT = 0.15


@dataclass(frozen=True)
class Asked:
    """One question found in a message."""

    match: Match
    topic: str
    confidence: float
    certainty: float
    slots: Slots
    pay: PayQuery | None = None

    @property
    def role_only(self) -> str | None:
        """The role, when the message names that and nothing else."""
        slots = self.match.slots
        bare = not (slots.rest or slots.levels or slots.components or slots.about_pay)
        other = slots.other_levels or slots.other_roles or slots.elsewhere or slots.other_role
        few = len(self.match.words) <= _FEW and not slots.both_levels
        return slots.role if bare and not other and few else None


class Understanding:
    """Reads messages with the thread of their conversation."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        self._pay_topic = next(entry.topic for entry in knowledge.entries if entry.lookup == "pay")
        self._pay_section = knowledge.pay.section
        self._pointing = frozenset(knowledge.words.pointing)
        starts = "|".join(re.escape(phrase) for phrase in knowledge.words.follow_ups)
        self._starts = re.compile(rf"(?:{starts})\b")

    def read(self, text: str, thread: Thread) -> list[Asked]:
        """The questions in a message, in order; at least one, however unsure."""
        whole = self._one(text, thread)
        if whole.pay is not None and not whole.slots.rest:
            return [whole]
        several = self._several(text, whole)
        if len(several) > 1:
            return several
        if several and several[0].certainty > max(whole.certainty, _CLAUSE_AT):
            return several
        return [whole]

    # several questions ------------------------------------------------------

    def _several(self, text: str, whole: Asked) -> list[Asked]:
        """Confident questions about different topics; or the surest one of a long message."""
        said = sentences(text)
        asking = [part for part in said if asks(part)]
        clauses = asking if len(asking) > 1 else said
        found = self._confident(clauses, whole)
        if len(found) > 1:
            return found
        pieces = [piece for part in (asking or said) for piece in parts(part)]
        split = self._confident(pieces, whole) if len(pieces) > 1 else []
        if len(split) > 1 and (found == [] or self._covers(split, found[0])):
            return split
        return found

    def _covers(self, split: list[Asked], one: Asked) -> bool:
        return any(part.topic == one.topic for part in split)

    def _confident(self, clauses: list[str], whole: Asked) -> list[Asked]:
        """The sure ones among clauses, each topic once."""
        found: dict[str, Asked] = {}
        for clause in clauses:
            asked = self._one(clause, Thread(), inherit=whole.slots)
            wrong_pay = asked.pay is not None and asked.pay.error
            if asked.certainty >= _CLAUSE_AT and not wrong_pay:
                found.setdefault(asked.topic, asked)
        return list(found.values())[:_MOST_ANSWERS]

    # one question -------------------------------------------------------------

    def _one(self, text: str, thread: Thread, inherit: Slots | None = None) -> Asked:
        follows = thread.topic is not None and self._follows(text)
        near = self._neighbours(thread) if follows else ()
        match = self._matcher.match(text, near, _LIFT if follows else 0.0)
        slots = self._inherited(match.slots, inherit) if inherit else match.slots
        if thread.topic is not None:
            slots = self._resolved(slots, thread, follows=follows)
        asked = Asked(match, match.topic.id, match.confidence, match.certainty, slots)
        return self._as_pay(self._as_thread(asked, thread, follows=follows), thread, follows)

    def _follows(self, text: str) -> bool:
        """Whether a message may lean on the turn before it."""
        cleaned = clean(text)
        said = words(cleaned)
        points = not self._pointing.isdisjoint(said)
        starts = bool(self._starts.match(cleaned))
        if len(said) <= _SHORT:
            return points or starts or len(said) <= _SHORT // 2
        return points and starts and len(said) <= 2 * _SHORT

    def _neighbours(self, thread: Thread) -> tuple[str, ...]:
        entry = self._knowledge.entry.get(thread.entry or "")
        if entry is None:
            return ()
        related = [self._knowledge.entry[name].topic for name in entry.related]
        section = [
            other.topic for other in self._knowledge.entries if other.section == entry.section
        ]
        return tuple(dict.fromkeys([entry.topic, *related, *section]))

    @staticmethod
    def _inherited(slots: Slots, whole: Slots) -> Slots:
        """A clause takes the role and level that its whole message names."""
        if not slots.roles and not slots.both_roles:
            slots = replace(slots, roles=whole.roles, both_roles=whole.both_roles)
        if not slots.levels and not slots.both_levels:
            slots = replace(slots, levels=whole.levels, both_levels=whole.both_levels)
        return slots

    def _resolved(self, slots: Slots, thread: Thread, *, follows: bool) -> Slots:
        """`The other one` is the role not spoken of; a follow-up keeps the role it was about."""
        if slots.other_role and thread.role:
            others = tuple(role for role in self._knowledge.role_name if role != thread.role)
            return replace(slots, roles=others, both_roles=False)
        if follows and thread.role and not slots.roles and not slots.both_roles:
            return replace(slots, roles=(thread.role,))
        return slots

    def _as_thread(self, asked: Asked, thread: Thread, *, follows: bool) -> Asked:
        """Only slots and a word like `and`: the same topic again, for those slots."""
        named = asked.match.slots
        only_slots = (
            not named.rest
            and (named.named() or named.other_role)
            and len(asked.match.words) <= _FEW
        )
        if not (follows and only_slots and thread.topic) or thread.topic == self._pay_topic:
            return asked
        if named.levels or named.components or named.about_pay:
            return asked
        return replace(asked, topic=thread.topic, confidence=0.9, certainty=0.9)

    # pay ------------------------------------------------------------------------

    def _as_pay(self, asked: Asked, thread: Thread, follows: bool) -> Asked:
        """Read the pay table's question where the message is one."""
        named = asked.match.slots
        topic_is_pay = asked.topic == self._pay_topic
        if named.about_pay and not named.rest and not self._names_more(named):
            return replace(
                asked, topic=self._pay_topic, confidence=0.9, certainty=0.9, pay=query_of(named)
            )
        if named.whole_table and (named.about_pay or not named.rest):
            return self._pay(asked, thread, follows, confidence=0.9)
        if self._names_only_pay(asked.match, thread):
            return self._pay(asked, thread, follows, confidence=0.95)
        likely = named.components or named.about_pay or _dimensions(named) > 1
        if topic_is_pay and asked.confidence >= (CHOICE_AT if likely else ANSWER_AT):
            return self._pay(asked, thread, follows, confidence=asked.confidence)
        if self._names_a_cell(asked):
            return self._pay(asked, thread, follows, confidence=0.9)
        if self._asks_other_pay(asked):
            return self._pay(asked, Thread(), False, confidence=0.9)
        return asked

    def _names_only_pay(self, match: Match, thread: Thread) -> bool:
        """Nothing but the table's own words: `rsu ai senior`, `senior ml pay?`, `and staff?`."""
        named = match.slots
        if named.other_roles and named.levels and not named.rest:
            return True
        if named.rest or named.other_roles or named.other_role:
            return named.other_role and not named.rest and thread.topic == self._pay_topic
        if named.levels or named.components or named.whole_table or named.other_levels:
            return True
        pay_thread = thread.topic == self._pay_topic and len(match.words) <= _FEW
        roles = bool(named.roles) or named.both_roles
        return (roles and (named.about_pay or pay_thread)) or (named.both_levels and pay_thread)

    @staticmethod
    def _names_more(named: Slots) -> bool:
        other = named.other_levels or named.other_roles or named.elsewhere or named.other_role
        return bool(named.named() or named.whole_table or other)

    def _names_a_cell(self, asked: Asked) -> bool:
        """A level and a part of pay, in a message about nothing else for sure."""
        named = asked.match.slots
        if not (named.levels and (named.components or named.about_pay)):
            return False
        if named.other_roles or named.other_levels or named.elsewhere:
            return False
        section = self._knowledge.topic[asked.topic][0].section
        sure = asked.certainty >= _SURE_OF_TOPIC and section == self._pay_section
        return not sure and asked.match.best.kind is Kind.TOPIC

    def _asks_other_pay(self, asked: Asked) -> bool:
        """Pay of a level, role or place the table does not have."""
        named = asked.match.slots
        missing = named.other_levels or named.elsewhere or (named.other_roles and not named.roles)
        if not missing or not (named.about_pay or named.components):
            return False
        best = asked.match.best
        if best.kind is Kind.UNCOVERED:
            return best.score < _SURE_SCORE
        entry = self._knowledge.topic[asked.topic][0]
        return best.kind is Kind.TOPIC and (
            entry.section == self._pay_section or asked.confidence < ANSWER_AT
        )

    def _pay(self, asked: Asked, thread: Thread, follows: bool, *, confidence: float) -> Asked:
        slots = asked.slots
        if thread.topic == self._pay_topic and (follows or _dimensions(asked.match.slots) == 1):
            slots = _with_thread(slots, thread)
        query = query_of(slots)
        if query.error == "empty":
            query = replace(query, error=None, whole=True)
        return replace(asked, topic=self._pay_topic, confidence=confidence, slots=slots, pay=query)


def _dimensions(slots: Slots) -> int:
    """How many of role, level and component a message names."""
    return (
        bool(slots.roles or slots.both_roles)
        + bool(slots.levels or slots.both_levels)
        + bool(slots.components)
    )


def _with_thread(slots: Slots, thread: Thread) -> Slots:
    """Fill what a follow-up leaves open from the turn before."""
    if not slots.roles and not slots.both_roles and thread.role:
        slots = replace(slots, roles=(thread.role,))
    if not slots.levels and not slots.both_levels and thread.level:
        slots = replace(slots, levels=(thread.level,))
    if not slots.components and thread.component:
        slots = replace(slots, components=(thread.component,))
    return slots
