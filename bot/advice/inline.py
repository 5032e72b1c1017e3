"""What a reader may put into any other chat: a text -> ready cards, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.advice.asked import NEAREST_AT
from bot.advice.conversation import Conversation
from bot.advice.desk.desk import Desk
from bot.advice.links import FIT, entry_link, pay_link
from bot.advice.pay import PayQuery, press_of, query_of
from bot.advice.reply import Block, Bullets, Heading, Outcome, Paragraph, Reply, Table, say
from bot.advice.session import Session, Thread
from bot.knowledge.models import Entry, Knowledge, PayRow
from bot.matching.matcher import Matcher
from bot.matching.text import bare, clean, words

_MOST = 20  # cards for a text; nobody scrolls further
_LIKELY_AT = 0.45  # score of a topic that may be meant as well
_BEGUN_WORDS = 3  # of a text that may be the beginning of a name
_BEGUN_LETTERS = 2
_ANSWER = "answer"  # the id of the card that is the chat's own answer
_WORTH = "worth"  # of the one that values a grant
_ONE_PART = 2  # rows of a table with a header and one part of pay
_TITLE = 60  # characters; a phone shows half of that
_DESCRIPTION = 120  # two lines
_ENOUGH = 80  # of which the next thing said would be cut


@dataclass(frozen=True)
class Card:
    """One ready message. `id`: 1-64 bytes, unique among the cards of a text.

    `reply` is what is sent; below it a button, `open`, leads to /start with `payload`.
    """

    id: str
    title: str
    description: str
    reply: Reply
    payload: str
    open: str


class InlineCards:
    """Makes cards from the same replies that the chat gives; they are nobody's in particular."""

    def __init__(
        self, knowledge: Knowledge, matcher: Matcher, conversation: Conversation, desk: Desk
    ) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        self._conversation = conversation
        self._desk = desk
        self._texts = knowledge.telegram.inline
        phrases = knowledge.texts.phrases.get("fit", ())
        self._fit_names = {FIT, *(bare(phrase) for phrase in phrases)}
        self._table = next(entry for entry in knowledge.entries if entry.lookup == "pay")
        self._levels = {level.id: level.name for level in knowledge.pay.levels}
        self._parts: dict[str, str] = {part.id: part.name for part in knowledge.pay.components}

    def cards(self, text: str) -> tuple[Card, ...]:
        """The cards for a text, sure ones first; for none, a start and then all there is."""
        if not words(clean(text)):
            return _unique([*self._useful(), *map(self._entry, self._knowledge.entries)])
        return _unique(self._found(text))[:_MOST]

    def _useful(self) -> Iterator[Card]:
        """Where a newcomer may begin, the rows of the pay table, and the assessment."""
        for name in self._knowledge.texts.start_entries:
            yield self._entry(self._knowledge.entry[name])
        for row in self._knowledge.pay.rows:
            yield self._row(row)
        yield self._fit()

    def _found(self, text: str) -> Iterator[Card]:
        said = bare(text)
        if said in self._fit_names:
            yield self._fit()
        yield from self._worth(text)
        reply, _ = self._conversation.reply(text, Thread())
        sure = reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL) and not self._is_hedged(reply)
        if sure:
            yield self._answer(reply)
        yield from self._rows(text)
        yield from map(self._entry, self._likely(text))
        if sure or reply.outcome is Outcome.CHOICE:
            yield from map(self._entry, self._behind(reply))
        yield from self._begun(words(clean(text)))

    def _is_hedged(self, reply: Reply) -> bool:
        """Whether the reply only guesses; a guess is offered by its name, among others."""
        return reply.blocks[0] == Paragraph(self._knowledge.texts.hedge)

    # cards -------------------------------------------------------------------

    def _entry(self, entry: Entry) -> Card:
        reply, _ = self._conversation.entry(entry, Thread())
        return self._card(f"e:{entry.id}", self._title(entry), reply, entry_link(entry))

    def _title(self, entry: Entry) -> str:
        """Its label; two of a topic that share one are told apart by their role."""
        same = sum(other.label == entry.label for other in self._knowledge.topic[entry.topic])
        role = f" · {self._knowledge.role_name[entry.role]}" if entry.role and same > 1 else ""
        return f"{entry.label}{role}"

    def _pay(self, query: PayQuery) -> Card:
        reply, _ = self._conversation.pay(query, Thread())
        return self._card(press_of(query), self._cell(query), reply, pay_link(query))

    def _row(self, row: PayRow) -> Card:
        return self._pay(PayQuery((row.role,), (row.level,), whole=True))

    def _cell(self, query: PayQuery) -> str:
        """What a look-up is called: `Staff ML PM · RSU (4-yr)`, as far as it names that."""
        levels = [self._levels[name] for name in query.levels]
        row = " ".join([*levels, *(self._knowledge.role_name[name] for name in query.roles)])
        return " · ".join(filter(None, [row, *(self._parts[name] for name in query.components)]))

    def _fit(self) -> Card:
        fit = self._texts.fit
        reply = say(fit.text, Outcome.CHAT)
        return Card("fit", fit.title, fit.description, reply, FIT, fit.open)

    def _answer(self, reply: Reply) -> Card:
        """What the chat would answer to the text."""
        names = reply.entries or (self._table.id,)  # of figures it lacks, a reply names no entry
        entries = [self._knowledge.entry[name] for name in names]
        if entries == [self._table]:
            return self._looked_up(reply)
        if len(entries) == 1 and reply == self._conversation.entry(entries[0], Thread())[0]:
            return self._entry(entries[0])
        title = " · ".join(dict.fromkeys(entry.label for entry in entries))
        return self._card(_ANSWER, title, reply, entry_link(entries[0]))

    def _looked_up(self, reply: Reply) -> Card:
        """A row of the pay table, a part of it, or what there is instead."""
        query = _query(reply)
        if query.roles and query.levels:
            return self._pay(query)
        title = " · ".join(filter(None, [self._table.label, self._cell(query)]))
        link = pay_link(query) if query.roles or query.levels else entry_link(self._table)
        return self._card(_ANSWER, title, reply, link)

    def _card(self, named: str, title: str, reply: Reply, payload: str) -> Card:
        return Card(
            id=named,
            title=_cut(title, _TITLE),
            description=_cut(_gist(reply), _DESCRIPTION),
            reply=reply,
            payload=payload,
            open=self._texts.more,
        )

    def _worth(self, text: str) -> Iterator[Card]:
        """What a row's grant comes to at the company value that a text names beside it."""
        valued = self._desk.valued(text, Session())
        reply = valued[0] if valued is not None else None
        if reply is None or reply.outcome is not Outcome.ANSWER:
            return
        query = _query(reply)
        if query.roles or query.levels:
            at = next(block.text for block in reply.blocks if isinstance(block, Heading))
            yield self._card(_WORTH, f"{self._cell(query)} · {at}", reply, pay_link(query))

    # what may be meant -----------------------------------------------------------

    def _rows(self, text: str) -> Iterator[Card]:
        """The rows of the pay table that a text about nothing else names."""
        slots = self._matcher.slots(text)
        query = query_of(slots)
        about = slots.levels or slots.components or slots.about_pay
        if slots.rest or not about or query.error not in (None, "empty"):
            return
        for row in self._knowledge.pay.rows:
            named = not query.roles or row.role in query.roles
            if named and (not query.levels or row.level in query.levels):
                yield self._row(row)

    def _likely(self, text: str) -> Iterator[Entry]:
        """The entries that the matcher ranks first, if it knows the text at all."""
        match = self._matcher.match(text)
        if match.confidence < NEAREST_AT:
            return
        for topic in match.topics():
            if topic.score >= _LIKELY_AT:
                yield from self._of_role(topic.id, match.slots.role)

    def _of_role(self, topic: str, role: str | None) -> Iterator[Entry]:
        entries = self._knowledge.topic[topic]
        fitting = [entry for entry in entries if entry.role in (role, None)]
        yield from (fitting if role and fitting else entries)

    def _behind(self, reply: Reply) -> Iterator[Entry]:
        """The entries that the reply's buttons lead to."""
        for row in reply.buttons:
            for button in row:
                kind, _, name = button.press.partition(":")
                if kind == "a" and name in self._knowledge.entry:
                    yield self._knowledge.entry[name]

    def _begun(self, typed: list[str]) -> Iterator[Card]:
        """Rows and entries whose names begin with what is typed: readers are asked midway."""
        if len(typed) > _BEGUN_WORDS or len("".join(typed)) < _BEGUN_LETTERS:
            return
        for row in self._knowledge.pay.rows:
            if _begins(typed, f"{self._levels[row.level]} {self._knowledge.role_name[row.role]}"):
                yield self._row(row)
        for entry in self._knowledge.entries:
            if _begins(typed, entry.label):
                yield self._entry(entry)


def _unique(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Each card once, and none that reads like one before it."""
    by_id: dict[str, Card] = {}
    for card in cards:
        by_id.setdefault(card.id, card)
    by_text: dict[tuple[Block, ...], Card] = {}
    for card in by_id.values():
        by_text.setdefault(card.reply.blocks, card)
    return tuple(by_text.values())


def _query(reply: Reply) -> PayQuery:
    """The one role, level and part that a reply about pay has in common, as far as it has."""
    rows = reply.data.get("rows", [])
    roles, levels = ({row[column] for row in rows} for column in (0, 1))
    part = reply.data.get("component")
    return PayQuery(
        tuple(roles) if len(roles) == 1 else (),
        tuple(levels) if len(levels) == 1 else (),
        (part,) if part else (),
        whole=True,
    )


def _begins(typed: list[str], name: str) -> bool:
    """Whether each word typed begins a word of the name."""
    named = words(clean(name))
    return all(any(word.startswith(one) for word in named) for one in typed)


def _gist(reply: Reply) -> str:
    """What a reply says first, on one line."""
    said: list[str] = []
    for block in reply.blocks:
        if len(" ".join(said)) >= _ENOUGH:
            break
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said.append(" · ".join(item.rstrip(".") for item in block.items))
        elif isinstance(block, Table) and len(block.rows) == _ONE_PART:
            (corner, *names), (_, *values) = block.rows
            said.append(f"{corner}: {', '.join(map(' '.join, zip(names, values, strict=True)))}.")
    return " ".join(said)


def _cut(text: str, most: int) -> str:
    """A text's beginning, ended at a word."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,.;:')}…"
