"""Free text -> a reply and the thread it leaves: answers, pay, small talk, or a no."""

from __future__ import annotations

from collections.abc import Sequence

from bot.advice.answers import Answers
from bot.advice.asked import ANSWER_AT, NEAREST_AT, TALK_AT, Asked
from bot.advice.pay import PayDesk, PayQuery
from bot.advice.reply import Outcome, Reply, say
from bot.advice.session import Thread
from bot.advice.understanding import Understanding
from bot.knowledge.models import Entry, Knowledge, Uncovered
from bot.matching.corpus import Kind
from bot.matching.matcher import Matcher
from bot.matching.text import clean, words

_EMOJI_TALK = "emoji"
_MANY_WORDS = 250
_SURE_OF_LONG = 0.5  # certainty below which so long a text is not answered
_SUGGESTED = 3
_MARGIN = 0.02  # of scores; nearer ones are a choice
_UNCOVERED_AT = 0.35

Turn = tuple[Reply, Thread]


class Conversation:
    """Answers free text about the article."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._knowledge = knowledge
        self._understanding = Understanding(knowledge, matcher)
        self._answers = Answers(knowledge)
        self._pay = PayDesk(knowledge)
        self._talk = {talk.id: talk for talk in knowledge.talk}
        self._uncovered: dict[str, Uncovered] = {row.id: row for row in knowledge.uncovered}
        self._pay_entry = next(entry for entry in knowledge.entries if entry.lookup == "pay")

    def reply(self, text: str, thread: Thread) -> Turn:
        """The reply to a text, and the thread after it."""
        said = words(clean(text))
        if not said:
            return self._wordless(), thread
        asked = self._understanding.read(text, thread)
        if len(asked) > 1:
            return self._several(asked, thread)
        if len(said) > _MANY_WORDS and asked[0].certainty < _SURE_OF_LONG:
            return say(self._knowledge.texts.too_long, Outcome.DECLINE), thread
        return self._one(asked[0], thread)

    def entry(self, entry: Entry, thread: Thread) -> Turn:
        """The answer of one entry, as a button asks for it."""
        if entry.lookup == "pay":
            return self.pay(PayQuery(whole=True), thread)
        return self._answers.reply([entry], thread.entry), _thread_of([entry], thread.level, thread)

    def pay(self, query: PayQuery, thread: Thread) -> Turn:
        """A pay look-up."""
        reply = self._pay.reply(query, self._pay_entry.id)
        if query.error == "empty":
            return reply, thread
        return reply, Thread(
            topic=self._pay_entry.topic,
            entry=self._pay_entry.id,
            role=query.roles[0] if len(query.roles) == 1 else None,
            level=query.levels[0] if len(query.levels) == 1 else None,
            component=query.component,
        )

    def start_reply(self, text: str, outcome: Outcome) -> Reply:
        """A text with the buttons a newcomer may begin with."""
        return say(text, outcome, self._answers.start_buttons())

    # one meaning ------------------------------------------------------------

    def _one(self, asked: Asked, thread: Thread) -> Turn:
        if asked.pay is not None and asked.confidence >= NEAREST_AT:
            return self.pay(asked.pay, thread)
        if asked.confidence >= ANSWER_AT:
            return self._topic(asked, thread)
        if asked.role_only is not None:
            return self._about_role(asked.role_only), thread
        if asked.confidence >= NEAREST_AT and _stands_out(asked):
            reply, after = self._topic(asked, thread)
            return self._answers.hedged(reply, self._suggested(asked)[1:]), after
        return self._no_topic(asked, thread)

    def _no_topic(self, asked: Asked, thread: Thread) -> Turn:
        """Small talk, a subject that is not covered, a choice, or a plain no."""
        best = asked.match.best
        if best.kind is Kind.TALK and best.score >= TALK_AT:
            return say(self._talk[best.id].reply, Outcome.CHAT), thread
        if best.kind is Kind.UNCOVERED and best.score >= _UNCOVERED_AT:
            return self._not_covered(self._uncovered[best.id], asked, thread)
        return self._unsure(asked), thread

    def _not_covered(self, subject: Uncovered, asked: Asked, thread: Thread) -> Turn:
        """What is missing, and the nearest thing: follow-ups then lean on that."""
        if subject.near is None:
            return self._answers.uncovered(subject, None, ()), thread
        entry = self._knowledge.entry[subject.near]
        if entry.lookup == "pay":
            slots = asked.slots
            query = PayQuery(slots.roles, slots.levels, slots.components, True, brief=True)
            reply, after = self.pay(query, thread)
            return self._answers.uncovered(subject, entry, reply.blocks), after
        entry = self._answers.entries_for(entry.topic, asked.slots.role or entry.role)[0]
        reply = self._answers.uncovered(subject, entry, self._answers.near(entry))
        return reply, _thread_of([entry], asked.slots.level, thread)

    def _about_role(self, role: str) -> Reply:
        """Only a role was named: what about it?"""
        texts = self._knowledge.texts
        entries = [self._answers.entries_for(topic, role)[0] for topic in texts.role_topics]
        question = texts.role_only.format(role=self._knowledge.role_name[role])
        return say(question, Outcome.CHOICE, [self._answers.button(entry) for entry in entries])

    def _topic(self, asked: Asked, thread: Thread) -> Turn:
        entries = self._answers.entries_for(asked.topic, asked.slots.role)
        if entries[0].lookup == "pay":
            return self.pay(PayQuery(whole=True), Thread())
        return self._answers.reply(entries), _thread_of(entries, asked.slots.level, thread)

    def _unsure(self, asked: Asked) -> Reply:
        entries = self._suggested(asked)
        if asked.confidence >= NEAREST_AT and len(entries) > 1:
            return self._answers.choice(entries)
        return self._answers.decline(entries if asked.confidence >= NEAREST_AT / 2 else ())

    def _suggested(self, asked: Asked) -> list[Entry]:
        topics = asked.match.topics()[:_SUGGESTED]
        entries = [self._answers.entries_for(topic.id, asked.slots.role)[0] for topic in topics]
        return list({entry.label: entry for entry in entries}.values())

    def _wordless(self) -> Reply:
        talk = self._talk.get(_EMOJI_TALK)
        return say(talk.reply if talk else self._knowledge.texts.empty, Outcome.CHAT)

    # several meanings ---------------------------------------------------------

    def _several(self, asked: Sequence[Asked], thread: Thread) -> Turn:
        """All answers in one message, in the order they were asked."""
        turns = [self._one(one, thread) for one in asked]
        replies = [reply for reply, _ in turns]
        if all(reply.outcome is Outcome.ANSWER and not reply.data for reply in replies):
            entries = [self._knowledge.entry[name] for reply in replies for name in reply.entries]
            return self._answers.reply(entries), turns[-1][1]
        blocks = tuple(block for reply in replies for block in reply.blocks)
        entries_used = tuple(name for reply in replies for name in reply.entries)
        data = {key: value for reply in reversed(replies) for key, value in reply.data.items()}
        buttons = replies[-1].buttons
        outcome = _together([reply.outcome for reply in replies])
        merged = Reply(blocks, outcome, buttons, entries_used, data, votable=True)
        return merged, turns[-1][1]


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    """What several replies in one message amount to: partial, unless all or none of them know."""
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return Outcome.PARTIAL


def _stands_out(asked: Asked) -> bool:
    """Whether nothing else is about as likely as the topic."""
    first, second = (*asked.match.candidates, asked.match.topic)[:2]
    chosen = first.kind is Kind.TOPIC and first.id == asked.topic
    return chosen and first.score - second.score >= _MARGIN


def _thread_of(entries: Sequence[Entry], level: str | None, before: Thread) -> Thread:
    first = entries[0]
    role = first.role if len(entries) == 1 else None
    listed = first.id if first.parts else before.listed
    return Thread(topic=first.topic, entry=first.id, listed=listed, role=role, level=level)
