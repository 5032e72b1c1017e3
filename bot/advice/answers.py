"""Replies from entries: one, several, the nearest, or an honest no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Citation,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    say,
)
from bot.knowledge.models import Caution, Entry, Knowledge, Uncovered

_SEVERITY = {"high": 0, "medium": 1, "low": 2}
_CAUTIONS_SHOWN = 2
_BUTTONS = 3
_WORDS_WITH_POINTS = 110  # several answers in one message lose their points beyond this


class Answers:
    """Composes replies from the entries of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def entries_for(self, topic: str, role: str | None) -> tuple[Entry, ...]:
        """The topic's entry for a role, or the general one, or one for each role."""
        entries = self._knowledge.topic[topic]
        for wanted in (role, None):
            fitting = tuple(entry for entry in entries if entry.role == wanted)
            if fitting:
                return fitting
        return entries

    def reply(self, entries: Sequence[Entry], came_from: str | None = None) -> Reply:
        """One message with the answers of all entries, their cautions, and where they stand.

        `came_from`: the entry whose button led here; none leads back, so that no two are a loop.
        """
        partly = all(entry.covered == "partly" for entry in entries)
        ids = tuple(entry.id for entry in entries)
        return Reply(
            (*self._bodies(entries), *self._cautions(entries), self.citation(entries)),
            Outcome.PARTIAL if partly else Outcome.ANSWER,
            buttons=self._related(entries, came_from),
            entries=ids,
            votable=True,
        )

    def uncovered(self, subject: Uncovered, entry: Entry | None, near: Sequence[Block]) -> Reply:
        """Says what is missing; the related thing it has follows, labelled."""
        texts = self._knowledge.texts
        missing = texts.uncovered.format(subject=subject.subject)
        if entry is None:
            return say(missing, Outcome.DECLINE, self.start_buttons())
        return Reply(
            (Paragraph(missing), Paragraph(texts.nearest), *near),
            Outcome.PARTIAL,
            buttons=self._related([entry]),
            entries=(entry.id,),
        )

    def hedged(self, reply: Reply, others: Sequence[Entry]) -> Reply:
        """The reply as the nearest thing to what may have been asked; the others as buttons."""
        doubt = Paragraph(self._knowledge.texts.hedge)
        buttons = tuple((self.button(entry),) for entry in others) or reply.buttons
        blocks = (doubt, *self._question(reply), *reply.blocks)
        return replace(reply, blocks=blocks, outcome=Outcome.PARTIAL, buttons=buttons)

    def near(self, entry: Entry) -> tuple[Block, ...]:
        """An entry's answer as the related thing of another subject, under its own question."""
        body = self._body(entry, set(), whole=False)
        return (
            Heading(entry.question),
            *body,
            *self._cautions([entry]),
            self.citation([entry]),
        )

    def _question(self, reply: Reply) -> tuple[Block, ...]:
        """What a single entry's reply answers; without it, a guess's "Yes" is misread."""
        entries = [self._knowledge.entry[name] for name in reply.entries]
        asked = len(entries) == 1 and not reply.data
        return (Heading(entries[0].question),) if asked else ()

    def decline(self, nearest: Iterable[Entry]) -> Reply:
        """An honest no, with the nearest things it does know as buttons."""
        texts = self._knowledge.texts
        buttons = [self.button(entry) for entry in nearest]
        no = say(texts.decline, Outcome.DECLINE, buttons or self.start_buttons())
        return replace(no, blocks=(*no.blocks, Paragraph(texts.decline_near))) if buttons else no

    def choice(self, entries: Sequence[Entry]) -> Reply:
        """Which of two or three was meant."""
        buttons = [self.button(entry) for entry in entries]
        return say(self._knowledge.texts.choice, Outcome.CHOICE, buttons)

    def button(self, entry: Entry) -> Button:
        """A button that leads to an entry."""
        return Button(entry.label, f"a:{entry.id}")

    def start_buttons(self) -> list[Button]:
        """Where a newcomer may begin."""
        names = self._knowledge.texts.start_entries
        return [self.button(self._knowledge.entry[name]) for name in names]

    def citation(self, entries: Sequence[Entry]) -> Citation:
        """The article and the sections of the entries."""
        sections = dict.fromkeys(self._knowledge.section_title[entry.section] for entry in entries)
        return Citation(self._knowledge.article.title, tuple(sections))

    def _bodies(self, entries: Sequence[Entry]) -> list[Block]:
        words = sum(len(f"{entry.answer} {' '.join(entry.points)}".split()) for entry in entries)
        whole = len(entries) == 1 or words <= _WORDS_WITH_POINTS
        said: set[str] = set()
        return [block for entry in entries for block in self._body(entry, said, whole=whole)]

    @staticmethod
    def _body(entry: Entry, said: set[str], *, whole: bool) -> tuple[Block, ...]:
        """The answer, and its points if there is room, or if they are the answer."""
        listed = entry.points and (whole or entry.answer.endswith(":"))
        answer = Paragraph(_not_said(entry.answer, said))
        return (answer, *([Bullets(entry.points)] if listed else []))

    def _cautions(self, entries: Sequence[Entry]) -> list[Block]:
        found: dict[str, Caution] = {
            name: self._knowledge.caution[name] for entry in entries for name in entry.cautions
        }
        ranked = sorted(found.values(), key=lambda caution: _SEVERITY[caution.severity])
        high = sum(caution.severity == "high" for caution in ranked)
        lines = tuple(caution.text for caution in ranked[: max(_CAUTIONS_SHOWN, high)])
        return [Cautions(lines)] if lines else []

    def _related(self, entries: Sequence[Entry], came_from: str | None = None) -> Keyboard:
        shown = {came_from, *(entry.id for entry in entries)}
        labels = {entry.label for entry in entries}
        rows: list[tuple[Button, ...]] = []
        for name in dict.fromkeys(name for entry in entries for name in entry.related):
            related = self._knowledge.entry[name]
            if name not in shown and related.label not in labels and len(rows) < _BUTTONS:
                labels.add(related.label)
                rows.append((self.button(related),))
        return tuple(rows)


def _not_said(answer: str, said: set[str]) -> str:
    """An answer without its first sentence, where another answer began with the same."""
    first, _, rest = answer.partition(". ")
    again = bool(rest) and first in said
    said.add(first)
    return rest if again else answer
