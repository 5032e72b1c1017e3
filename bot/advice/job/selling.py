"""Sell it twice: one achievement, told for both roles, a part at a time in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.advice.answers import Answers
from bot.advice.fit.answers import asks
from bot.advice.job.bullets import BulletReader, Reading
from bot.advice.job.naming import shortened
from bot.advice.job.replies import ReplyReader
from bot.advice.job.review import holds, labelled
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Heading,
    Outcome,
    Paragraph,
    Reply,
    Section,
    toast,
)
from bot.advice.session import Sale
from bot.knowledge.models import Knowledge
from bot.knowledge.resume import Lens, LensPart

BACK, SKIP, STOP, SHOW = "<", ">", "*", "="
_WHAT = "what"  # the achievement itself, where no bullet was pasted
_FIGURE = "figure"  # the piece that takes a number alone
_LONGEST = 300  # characters of one answer that are kept

Turn = tuple[Reply, Sale]


@dataclass(frozen=True)
class _Step:
    """One thing to ask: a part of a lens; without one, the achievement itself."""

    id: str
    lens: Lens | None = None
    part: LensPart | None = None


class Selling:
    """Asks for each missing part in turn. Buttons carry sale and turn: `r:SALE:TURN:ACT`."""

    def __init__(self, knowledge: Knowledge, reader: BulletReader) -> None:
        self._knowledge = knowledge
        self._resume = knowledge.resume
        self._texts = knowledge.resume.texts
        self._answers = Answers(knowledge)
        self._reader = reader
        self._replies = ReplyReader(knowledge.resume)

    def start(self, token: str, bullet: str) -> Turn:
        """How the article tells one achievement twice, and the first question."""
        sale = self._onwards(Sale(token=token, bullet=bullet))
        reply = self._asked(sale)
        entries = [self._knowledge.entry[lens.framing] for lens in self._resume.lenses]
        framings = Bullets(tuple(entry.answer for entry in entries))
        shown = self._answers.reply(entries).blocks
        cautions = [block for block in shown if isinstance(block, Cautions)]
        above: list[Block] = [Paragraph(self._texts.twice), framings, *cautions]
        used = tuple(entry.id for entry in entries)
        return replace(reply, blocks=(*above, *reply.blocks), entries=used), sale

    def again(self, sale: Sale) -> Reply:
        """The question that waits."""
        return self._asked(sale)

    def pressed(self, act: str, turn: str, sale: Sale) -> Turn:
        """A button below a question; one of an earlier turn is only noted."""
        if sale.part is None:
            return toast(self._texts.already), sale
        if act == SHOW:
            return self._asked(sale), sale
        if turn != str(sale.turn):
            return toast(self._texts.already), sale
        return self.moved(act, sale) or (toast(self._texts.already), sale)

    def moved(self, act: str, sale: Sale) -> Turn | None:
        """Skip or back, by button or in words."""
        if act == SKIP:
            return self._answered(None, sale)
        if act == BACK and sale.answers:
            asked = [step.id for step in self._steps(sale)]
            last = next((name for name in reversed(sale.answers) if name in asked), sale.part)
            kept = {name: said for name, said in sale.answers.items() if name != last}
            before = sale.model_copy(update={"answers": kept, "part": last, "turn": sale.turn + 1})
            return self._asked(before), before
        return None

    def typed(self, text: str, sale: Sale) -> Turn | None:
        """The reader's own words for the part that waits; None for a question of another kind."""
        if self._replies.is_puzzled(text):
            return self._asked(sale, self._help(sale)), sale
        if "?" not in text and self._replies.is_unknown(text):
            return self._answered(None, sale)
        if asks(text):
            return None
        added = self._replies.added(text)
        if added is not None and not self._unfit(*added):
            told = {**sale.answers, added[0]: _kept(added[1])}
            sale = self._onwards(sale.model_copy(update={"answers": told, "turn": sale.turn + 1}))
            shown = self._asked if sale.part is not None else self._sold
            return shown(sale).below(self._texts.noted), sale
        if self._replies.is_empty(text):
            return self._asked(sale, self._help(sale)), sale
        part = self._step(sale).part
        if part is not None and part.needs_words and not self._replies.has_words(text):
            note = self._texts.needs_words.format(found=shortened(text))
            return self._asked(sale, f"{note} {part.help}"), sale
        return self._answered(_kept(text), sale)

    def filled(self, text: str, sale: Sale) -> Turn | None:
        """A gap of what has been told, filled later: `add the figure: …`."""
        found = self._replies.added(text)
        if found is None:
            return None
        name, said = found
        said = _kept(said)
        note = self._unfit(name, said)
        if note:
            another = labelled(((self._resume.buttons.another, "r:new"),))
            return Reply((Paragraph(note),), Outcome.FLOW, another, asks="bullet"), sale
        after = sale.model_copy(update={"answers": {**sale.answers, name: said}})
        return self._sold(after), after

    def _unfit(self, name: str, said: str) -> str:
        """What is wrong with words for a part or a piece, if anything is."""
        parts = {part.id: part for lens in self._resume.lenses for part in lens.parts}
        figure = name == _FIGURE or (name in parts and not parts[name].needs_words)
        if name == _FIGURE and not self._replies.has_figure(said):
            return self._texts.needs_figure.format(found=shortened(said))
        if not figure and not self._replies.has_words(said):
            return self._texts.needs_words.format(found=shortened(said))
        return ""

    def _help(self, sale: Sale) -> str:
        part = self._step(sale).part
        return part.help if part is not None else self._texts.what_help

    # steps ----------------------------------------------------------------------

    def _answered(self, text: str | None, sale: Sale) -> Turn:
        if sale.part is None:
            return toast(self._texts.already), sale
        answers = {**sale.answers, sale.part: text}
        sale = self._onwards(sale.model_copy(update={"answers": answers, "turn": sale.turn + 1}))
        return (self._asked(sale) if sale.part is not None else self._sold(sale)), sale

    def _onwards(self, sale: Sale) -> Sale:
        left = [step.id for step in self._steps(sale) if step.id not in sale.answers]
        return sale.model_copy(update={"part": left[0] if left else None})

    def _steps(self, sale: Sale) -> list[_Step]:
        """What is asked: the achievement, if it was not pasted, and each part it does not hold."""
        reading = self._reading(sale)
        parts = [
            _Step(part.id, lens, part)
            for lens in self._resume.lenses
            for part in lens.parts
            if part.id in sale.answers or holds(reading, part) is None
        ]
        return parts if sale.bullet else [_Step(_WHAT), *parts]

    def _reading(self, sale: Sale) -> Reading:
        return self._reader.read(sale.bullet or sale.answers.get(_WHAT) or "")

    # what is shown --------------------------------------------------------------

    def _step(self, sale: Sale) -> _Step:
        steps = self._steps(sale)
        return next((step for step in steps if step.id == sale.part), steps[0])

    def _asked(self, sale: Sale, note: str = "") -> Reply:
        steps, step = self._steps(sale), self._step(sale)
        number = steps.index(step) + 1
        if step.lens is None or step.part is None:
            place = self._texts.place_what.format(number=number, count=len(steps))
            blocks: list[Block] = [Paragraph(place), Heading(self._texts.what)]
        else:
            place = self._texts.place.format(
                number=number,
                count=len(steps),
                role=self._knowledge.role_name[step.lens.role],
                name=step.part.name,
            )
            blocks = [Paragraph(place), Heading(step.part.ask)]
        buttons = self._buttons(sale)
        noted = [Paragraph(note)] if note else []
        return Reply((*noted, *blocks), Outcome.FLOW, buttons=buttons, asks="sale")

    def _buttons(self, sale: Sale) -> tuple[tuple[Button, ...], ...]:
        labels, here = self._resume.buttons, f"r:{sale.token}:{sale.turn}"
        back = ((labels.back, f"{here}:{BACK}"),) if sale.answers else ()
        return labelled(
            (*back, (labels.skip, f"{here}:{SKIP}"), (labels.stop, f"{here}:{STOP}")),
        )

    def way_back(self, sale: Sale) -> Button:
        """The button to the question that waits."""
        return Button(self._resume.buttons.go_on, f"r:{sale.token}:{sale.turn}:{SHOW}")

    def _sold(self, sale: Sale) -> Reply:
        """Both versions: nothing but the reader's words, in the article's order."""
        reading = self._reading(sale)
        more = [
            self._texts.told.format(name=piece.name.capitalize(), text=sale.answers[piece.id])
            for piece in self._resume.pieces
            if sale.answers.get(piece.id)
        ]
        blocks: list[Block] = []
        for lens in self._resume.lenses:
            role = self._knowledge.role_name[lens.role]
            what = [f"“{reading.text}”"] if reading.text else []
            lines = (*what, *(self._line(part, sale, reading) for part in lens.parts), *more)
            blocks.append(Section(self._texts.version.format(role=role), lines))
        entries = [self._knowledge.entry[lens.framing] for lens in self._resume.lenses]
        notes = f"{self._texts.yours} {self._texts.fill}"
        below = (Paragraph(notes), self._answers.citation(entries))
        used = tuple(entry.id for entry in entries)
        another = labelled(((self._resume.buttons.another, "r:new"),))
        return Reply((*blocks, *below), Outcome.ANSWER, another, used, asks="bullet")

    def _line(self, part: LensPart, sale: Sale, reading: Reading) -> str:
        said = sale.answers.get(part.id)
        if said:
            return self._texts.told.format(name=part.name, text=said)
        found = holds(reading, part)
        if found is not None:
            return self._texts.in_line.format(name=part.name, found=found)
        return self._texts.missing.format(name=part.name)


def _kept(text: str) -> str:
    """What is kept of an answer: all of them stand in one message in the end."""
    return " ".join(text.split())[:_LONGEST]
