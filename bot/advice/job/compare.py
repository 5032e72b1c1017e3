"""/compare: the two roles side by side in one aspect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.advice.answers import Answers
from bot.advice.job.naming import Correct, Names, TopicOf, shortened
from bot.advice.pay import PayDesk, PayQuery
from bot.advice.reply import (
    Button,
    Cautions,
    Citation,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    Section,
)
from bot.advice.session import Thread
from bot.knowledge.compare import Aspect, CompareRow
from bot.knowledge.models import Entry, Knowledge
from bot.matching.model import Embed
from bot.matching.slots import Slots
from bot.matching.text import clean

_NO_SLOTS = Slots()
_A_ROW = 3  # buttons that fit side by side on a phone

Turn = tuple[Reply, Thread]


class Comparing:
    """Shows aspects of compare.yaml; it keeps no state."""

    def __init__(
        self,
        knowledge: Knowledge,
        topic_of: TopicOf,
        correct: Correct,
        slots: Callable[[str], Slots],
        embed: Embed | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._compare = knowledge.compare
        self._answers = Answers(knowledge)
        self._pay = PayDesk(knowledge)
        self._topic_of, self._slots = topic_of, slots
        named = {a.id: (a.label, *a.aliases) for a in knowledge.compare.aspects}
        self._names = Names(named, knowledge.words.fillers, correct, embed)

    def command(self, text: str, thread: Thread) -> Turn:
        """The aspect that a text names, or all of them as buttons."""
        if not clean(text):
            return self._choice(self._compare.texts.ask), thread
        name = self._names(text) or self._by_topic(text)
        if name is not None:
            return self._shown(self._compare.aspect[name], thread, self._slots(text))
        unknown = self._compare.texts.unknown.format(found=shortened(text))
        return self._choice(unknown), thread

    def pressed(self, name: str, thread: Thread) -> Turn | None:
        """The aspect of a button; None if the files no longer have it."""
        aspect = self._compare.aspect.get(name)
        return self._shown(aspect, thread) if aspect is not None else None

    def _by_topic(self, text: str) -> str | None:
        """The aspect that holds the topic a text asks about."""
        topic = self._topic_of(text)
        held = (
            aspect.id
            for aspect in self._compare.aspects
            if topic in {entry.topic for entry in self._entries(aspect)}
        )
        return next(held, None)

    def _choice(self, text: str) -> Reply:
        return Reply((Paragraph(text),), Outcome.CHOICE, buttons=self._buttons(None))

    def _shown(self, aspect: Aspect, thread: Thread, slots: Slots = _NO_SLOTS) -> Turn:
        entries = self._entries(aspect)
        level = slots.level or thread.level
        after = Thread(topic=entries[0].topic, entry=entries[0].id, level=level)
        rows = [self._row(row) for row in aspect.rows]
        base = self._table(slots) if aspect.table else self._answers.reply(entries)
        below = [block for block in base.blocks if isinstance(block, (Cautions, Citation))]
        table = [b for b in base.blocks if b not in below] if aspect.table else []
        used = tuple(dict.fromkeys((*base.entries, *(entry.id for entry in entries))))
        return replace(
            base,
            blocks=(Heading(aspect.label), *table, *rows, *below),
            outcome=Outcome.ANSWER,
            entries=used,
            buttons=self._buttons(aspect.id),
        ), after

    def _table(self, slots: Slots) -> Reply:
        """The pay table, or the levels and parts of it that are named: figures fit in columns."""
        entry = next(entry.id for entry in self._knowledge.entries if entry.lookup == "pay")
        # Without its picture, which could not become a text again when the next one is pressed.
        query = PayQuery((), slots.levels, slots.components, whole=True, brief=True)
        return replace(self._pay.reply(query, entry), picture=None)

    def _row(self, row: CompareRow) -> Section:
        """A pair of lines: they read better on a phone than columns, which break words."""
        sides = tuple(
            self._compare.texts.side.format(role=name, brief=self._brief(row, role))
            for role, name in self._knowledge.role_name.items()
        )
        return Section(row.name, sides)

    def _brief(self, row: CompareRow, role: str) -> str:
        entries = (self._knowledge.entry[name] for name in row.entries)
        return next(entry.brief[role] for entry in entries if role in entry.brief)

    def _entries(self, aspect: Aspect) -> list[Entry]:
        names = dict.fromkeys(name for row in aspect.rows for name in row.entries)
        return [self._knowledge.entry[name] for name in names]

    def _buttons(self, shown: str | None) -> Keyboard:
        """The other aspects."""
        buttons = [
            Button(aspect.label, f"c:{aspect.id}")
            for aspect in self._compare.aspects
            if aspect.id != shown
        ]
        return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))
