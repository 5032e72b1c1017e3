"""What a message leaves to the turn before it: the topic, the role, `the second one`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.advice.asked import ANSWER_AT, Asked
from bot.advice.session import Thread
from bot.knowledge.models import Entry, Knowledge
from bot.matching.corpus import Kind
from bot.matching.matcher import Match, Matcher
from bot.matching.slots import Slots
from bot.matching.text import any_of, clean, words

_SHORT = 6  # words of a message that may lean on the turn before
_LONG = 9  # words of one that names the place of a part, and nothing else
_LIFT = 0.2  # added to the scores of topics near the thread
_NOISE = 0.15  # score below which no word of a text is known
_TALK = 0.35  # score from which a text by itself is believed to be small talk
_UNCOVERED = 0.55  # the same of a subject that is not covered
_AHEAD = 0.25  # by which it leads, where a word points back: `do they work from home?`
_NEIGHBOUR = 0.2  # certainty from which a topic related to the thread is believed
_UNCLEAR = 0.6  # certainty below which a follow-up is read together with what it follows


class FollowUps:
    """Completes messages from the thread of their conversation."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        vocabulary = knowledge.words
        starts = "|".join(re.escape(phrase) for phrase in vocabulary.follow_ups)
        self._starts = re.compile(rf"(?:{starts})\b")
        self._pointing = frozenset(vocabulary.pointing)
        self._small = frozenset(vocabulary.fillers) | self._pointing | {*vocabulary.follow_ups}
        self._place = {word: n for n, found in vocabulary.ordinals.items() for word in found}
        self._last = frozenset(vocabulary.last)
        self._beside = [(_words_of(vocabulary.next), 1), (_words_of(vocabulary.previous), -1)]
        self._why = frozenset(tuple(words(clean(phrase))) for phrase in vocabulary.why)

    def lean(self, text: str, thread: Thread) -> bool:
        """Whether a message may lean on the turn before it."""
        if thread.topic is None:
            return False
        said = words(clean(text))
        if self._named_places(said):
            return True
        if len(said) <= _SHORT:
            return self._goes_on(text)
        return self._points(text) and self._begins(text) and len(said) <= 2 * _SHORT

    def _goes_on(self, text: str) -> bool:
        """Whether a message's own words say that it follows another, be it by their fewness."""
        few = len(words(clean(text))) <= _SHORT // 2
        return few or self._points(text) or self._begins(text)

    def _points(self, text: str) -> bool:
        return not self._pointing.isdisjoint(words(clean(text)))

    def _begins(self, text: str) -> bool:
        return bool(self._starts.match(clean(text)))

    def may_lean(self, asked: Asked, thread: Thread) -> bool:
        """Whether a message that says little by itself is short enough to be about the thread."""
        if thread.topic is None:
            return False
        if asked.bare() and asked.match.slots.other_role:
            return True
        return asked.certainty < _UNCLEAR and len(asked.match.words) <= _SHORT + 2

    def read(self, text: str, thread: Thread) -> Asked:
        """A message that leans on its thread."""
        match = self._matcher.match(text, self._near(thread), _LIFT)
        asked = Asked.of(match, self._slots(match.slots, thread))
        entry = self._knowledge.entry[thread.entry] if thread.entry else None
        if entry is None:
            return asked
        ruled = (
            self._beside_it(asked, entry, thread.listed)
            or self._by_place(asked, entry, thread.listed)
            or self._same_topic(asked, entry)
            or self._reason(asked, entry)
        )
        if ruled is not None:
            return ruled
        if self._is_noise(text):
            return Asked.of(self._matcher.match(text), asked.slots)
        return self._with(asked, entry)

    def _is_noise(self, text: str) -> bool:
        """Whether a text by itself says nothing of the article: it shall not repeat an answer."""
        match = self._matcher.match(text, quick=True)
        alone = match.best
        if alone.score < _NOISE or alone.kind is Kind.OFFTOPIC:
            return True
        if alone.kind is Kind.UNCOVERED and alone.score >= _UNCOVERED:
            return not self._points(text) or self._leads_alone(match)
        return alone.kind is Kind.TALK and alone.score >= _TALK

    @staticmethod
    def _leads_alone(match: Match) -> bool:
        """Whether the best meaning leaves all topics behind; a row of the table points back."""
        named = match.slots
        row = named.roles or named.levels or named.other_role or named.level_step
        return not row and match.best.score - match.topic.score >= _AHEAD

    def _near(self, thread: Thread) -> tuple[str, ...]:
        """The thread's topic, its related ones, and the rest of its section."""
        entry = self._knowledge.entry.get(thread.entry or "")
        if entry is None:
            return ()
        related = [self._knowledge.entry[name].topic for name in entry.related]
        section = [e.topic for e in self._knowledge.entries if e.section == entry.section]
        return tuple(dict.fromkeys([entry.topic, *related, *section]))

    def _slots(self, slots: Slots, thread: Thread) -> Slots:
        """`The other one` is the role not spoken of, `one up` starts from the level spoken of.

        Otherwise the role stays.
        """
        if slots.level_step and thread.level and not slots.levels:
            slots = self._stepped(slots, thread.level)
        if slots.other_role and thread.role and not slots.roles:
            others = tuple(role for role in self._knowledge.role_name if role != thread.role)
            return replace(slots, roles=others, both_roles=False)
        if thread.role and not slots.roles and not slots.both_roles:
            return replace(slots, roles=(thread.role,))
        return slots

    def _stepped(self, slots: Slots, level: str) -> Slots:
        levels = [known.id for known in self._knowledge.pay.levels]
        others = [known for known in levels if known != level]
        place = levels.index(level) + (1 if slots.level_step == "up" else -1)
        if slots.level_step == "other" and len(others) == 1:
            return replace(slots, levels=(others[0],))
        if 0 <= place < len(levels) and slots.level_step != "other":
            return replace(slots, levels=(levels[place],))
        return replace(slots, other_levels=(self._knowledge.texts.level_beyond,))

    def _by_place(self, asked: Asked, entry: Entry, listed: str | None) -> Asked | None:
        """`The second one`: of the parts last listed, or of the roles the answer spoke of."""
        places = self._named_places(words(clean(asked.match.text)))
        if not places or asked.match.slots.level_step:
            return None
        last = not self._last.isdisjoint(places)
        number = -1 if last else self._place[places[0]] - 1
        parts = self._knowledge.entry[listed].parts if listed else ()
        if parts:
            return asked.ruled(parts[number]) if number < len(parts) else None
        roles = tuple(self._knowledge.role_name)
        if number >= len(roles) or not self._has_answer_for(entry.topic, roles[number]):
            return None
        return asked.ruled(entry.topic, replace(asked.slots, roles=(roles[number],)))

    def _named_places(self, said: list[str]) -> list[str]:
        """The words that name a place, in a message that names nothing else."""
        places = [word for word in self._placing(said) if word in self._place or word in self._last]
        others = (word for word in said if word not in places)
        clear = len(said) <= _LONG and all(word in self._small for word in others)
        return places if clear else []

    def _placing(self, said: list[str]) -> list[str]:
        """The words that may name a place; `a` and `one` do so in few words, or at the end."""
        if len(said) <= _SHORT // 2:
            return said
        plain = [word for word in said[:-1] if len(word) > 1 and word not in self._pointing]
        return [*plain, said[-1]]

    def _beside_it(self, asked: Asked, entry: Entry, listed: str | None) -> Asked | None:
        """`And the one after that?`: of a list with the thread's topic; at its end, all of it."""
        cleaned = clean(asked.match.text)
        for phrases, step in self._beside:
            rest = words(phrases.sub(" ", cleaned))
            if not phrases.search(cleaned) or any(word not in self._small for word in rest):
                continue
            last = (self._knowledge.entry[listed],) if listed else ()
            for whole in (*last, *self._knowledge.entries):
                if entry.topic in whole.parts:
                    place = whole.parts.index(entry.topic) + step
                    inside = 0 <= place < len(whole.parts)
                    return asked.ruled(whole.parts[place] if inside else whole.topic)
        return None

    def _reason(self, asked: Asked, entry: Entry) -> Asked | None:
        """A bare `why?`: the reason may stand in the thread's entry, or beside it."""
        if tuple(words(clean(asked.match.text))) not in self._why:
            return None
        topic = self._matcher.match(f"why {entry.question}").topic.id
        return asked.ruled(topic if self._is_beside(topic, entry) else entry.topic)

    def _has_answer_for(self, topic: str, role: str) -> bool:
        return any(entry.role == role for entry in self._knowledge.topic[topic])

    def _same_topic(self, asked: Asked, entry: Entry) -> Asked | None:
        """Only slots and a word like `and`: the same topic again, for those slots."""
        named = asked.match.slots
        pay = named.levels or named.components or named.about_pay or entry.lookup is not None
        if not asked.bare() or pay or not (named.roles or named.both_roles or named.other_role):
            return None
        role = asked.slots.role
        if role is None or self._has_answer_for(entry.topic, role):
            return asked.ruled(entry.topic)
        if entry.role:
            return None
        names = self._knowledge.role_name
        spoken_of = [name for name in names.values() if name in entry.question]
        if len(spoken_of) != 1 or spoken_of[0] == names[role]:
            return asked.ruled(entry.topic)
        return self._counterpart(asked, entry, entry.question.replace(spoken_of[0], names[role]))

    def _counterpart(self, asked: Asked, entry: Entry, question: str) -> Asked:
        """The thread's question about the other role, where that has a topic of its own."""
        other = self._matcher.match(question)
        if other.topic.id != entry.topic and other.confidence >= ANSWER_AT:
            return asked.ruled(other.topic.id)
        return Asked.of(self._matcher.match(asked.match.text), asked.slots)

    def _with(self, asked: Asked, entry: Entry) -> Asked:
        """An unclear message: about a neighbour of the thread, or part of its question."""
        clear = asked.certainty >= _UNCLEAR or asked.match.best.kind is Kind.TALK
        if clear or asked.match.slots.levels or asked.match.slots.components:
            return asked
        if self._is_neighbour(asked, entry):
            return asked.at_least(ANSWER_AT)
        if not self._goes_on(asked.match.text):
            return asked  # joined with any question, a stranger's message would repeat its answer
        both = self._matcher.match(f"{entry.question} {asked.match.text}")
        if both.confidence < ANSWER_AT:
            return asked
        return replace(
            asked, topic=both.topic.id, confidence=both.confidence, certainty=both.certainty
        )

    def _is_neighbour(self, asked: Asked, entry: Entry) -> bool:
        """Whether the likeliest meaning of all is the thread's topic or a related one."""
        best = asked.match.best.kind is Kind.TOPIC and asked.certainty >= _NEIGHBOUR
        return best and self._is_beside(asked.topic, entry)

    def _is_beside(self, topic: str, entry: Entry) -> bool:
        related = (self._knowledge.entry[name].topic for name in entry.related)
        return topic == entry.topic or topic in related


def _words_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(phrases)})\b")
