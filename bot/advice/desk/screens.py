"""What /offer shows while it gathers: the question that waits, and notes on what was typed."""

from __future__ import annotations

from decimal import Decimal

from bot.advice.desk.money import exact, middle, single, worked_out
from bot.advice.desk.reading import Found
from bot.advice.desk.rows import Rows
from bot.advice.desk.sizes import Mistake
from bot.advice.desk.verdict import press
from bot.advice.reply import Block, Button, Heading, Keyboard, Outcome, Paragraph, Reply
from bot.advice.session import OfferPart, OfferRun
from bot.knowledge.models import Knowledge, PayRow

BASE = "base"
VALUE = "value"  # the company's, as what is asked for


class Screens:
    """Composes the questions from desk.yaml, with the row's own figures as suggestions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._desk = knowledge.desk
        self._texts = knowledge.desk.offer
        self._salary = knowledge.texts.salary
        self._rows = Rows(knowledge)

    def row(self, run: OfferRun) -> PayRow | None:
        return self._rows.row(run.role, run.level) if run.role and run.level else None

    def of(self, run: OfferRun, notes: list[str]) -> Reply:
        """The question that waits, below notes and what is known so far."""
        known = [
            self._texts.said.format(
                part=self._rows.component[name].short,
                said=self._said(part, run if name == "bonus" else None),
            )
            for name, part in run.parts.items()
            if name in self._rows.component
        ]
        names = [self._rows.roles.get(run.role or ""), self._rows.levels.get(run.level or "")]
        if run.value is not None and run.asking != VALUE:
            known.append(self._texts.company.format(value=exact(run.value)))
        so_far = ", ".join([*filter(None, names), *known])
        blocks: list[Block] = [Paragraph(note) for note in notes]
        if so_far:
            blocks.append(Paragraph(self._texts.so_far.format(parts=so_far)))
        blocks.append(Heading(self._question(run)))
        buttons = self._buttons(run)
        return Reply(tuple(blocks), Outcome.FLOW, buttons=buttons, live=True, asks="offer")

    def _said(self, part: OfferPart, paid: OfferRun | None) -> str:
        return self._rows.often(worked_out(part), paid) if part.value else self._texts.changed.none

    def _question(self, run: OfferRun) -> str:
        if run.asking == "role":
            return self._texts.ask_role
        if run.asking == VALUE:
            return self._texts.ask_value.format(example=exact(self.example_value))
        if run.asking not in self._rows.component:
            return self._texts.ask_level
        part = self._rows.component[run.asking]
        example = single(self.suggested(run, part.id)[1], part)
        return self._texts.ask_part.format(part=part.name, example=example)

    @property
    def example_value(self) -> Decimal:
        """A company's value, as an example."""
        return self._desk.reading.values[len(self._desk.reading.values) // 2]

    def suggested(self, run: OfferRun, part: str) -> tuple[Decimal, Decimal, Decimal]:
        """The low, the middle and the high of the row's range."""
        found = (self.row(run) or self._rows.pay.rows[0]).range(part)
        return found.low, middle(found), found.high

    def _buttons(self, run: OfferRun) -> Keyboard:
        texts = self._texts
        if run.asking == VALUE:
            return self.values(run), (Button(texts.unknown, press(run, "unknown")),)
        stop = Button(texts.stop, press(run, "stop"))
        back = [Button(texts.previous, press(run, "back"))] if run.asking != "role" else []
        for asked, options in (("role", self._rows.roles), ("level", self._rows.levels)):
            if run.asking == asked:
                row = [Button(name, press(run, f"{asked}:{key}")) for key, name in options.items()]
                return tuple(row), (*back, stop)
        part = self._rows.component[run.asking or BASE]
        values = [
            Button(single(value, part), press(run, f"v:{value}"))
            for value in dict.fromkeys(self.suggested(run, part.id))
        ]
        none = [] if part.id == BASE else [Button(texts.none, press(run, "none"))]
        unknown = Button(texts.unknown, press(run, "unknown"))
        show = [Button(texts.show, press(run, "show"))] if can_show(run) else []
        return tuple(values), (*none, unknown), (*show, *back, stop)

    def parts(self, run: OfferRun) -> tuple[Button, ...]:
        """Each part, to be changed."""
        return tuple(
            Button(self._texts.change.format(part=part.short), press(run, f"ask:{name}"))
            for name, part in self._rows.component.items()
        )

    def values(self, run: OfferRun) -> tuple[Button, ...]:
        """Values of a company to try."""
        return tuple(
            Button(self._desk.what_if.at.format(value=exact(each)), press(run, f"at:{each}"))
            for each in self._desk.reading.values
            if each != run.value
        )

    # notes

    def notes(self, found: Found, run: OfferRun, *, told: bool = False) -> list[str]:
        """What is to be said of a text: what is wrong, not there, guessed or left out.

        `told`: something else of it was said already.
        """
        notes = [
            *self._wrong(found.mistake, run),
            *self._not_there(found),
            *(self._texts.ranged.format(found=one) for one in found.ranged),
            *self._guesses(found),
            *([self._texts.left_out.format(found=found.left_out)] if found.left_out else []),
        ]
        if found.total:
            return [*notes, self._total(run)]
        row = found.role or found.level
        named = found.seen or found.parts or row or found.often or found.unknown
        if named or notes or told:
            return notes
        return [self._desk.mistakes.nothing.format(example=self._desk.example)]

    def _wrong(self, mistake: Mistake | None, run: OfferRun) -> list[str]:
        if mistake is None:
            return []
        part = mistake.part or run.asking or BASE
        part = part if part in self._rows.component else BASE
        example = self._rows.example(part, self.row(run))
        if mistake.kind in ("company", "value"):
            example = f"at {exact(self.example_value)}"
        if mistake.kind == "unplaced":
            named = "bonus" if mistake.found.endswith("%") else "sign_on"
            example = f"{mistake.found} {self._rows.spoken(named)}"
        said = self._desk.mistakes.of(mistake.kind)
        name = self._rows.spoken(part)
        return [said.format(found=mistake.found, part=name, example=example)]

    def _not_there(self, found: Found) -> list[str]:
        """Levels, roles and places that the table does not have."""
        texts, slots = self._salary, found.slots
        roles = [name for name in slots.other_roles if name not in self._desk.reading.not_roles]
        told = [
            (texts.location, slots.elsewhere),
            (texts.unknown_role, roles if not slots.roles else ()),
            (texts.unknown_level, slots.other_levels if not slots.levels else ()),
        ]
        return [
            text.format(
                found=names[0],
                levels=" and ".join(self._rows.levels.values()),
                roles=" and ".join(self._rows.roles.values()),
                region=self._rows.pay.region,
            )
            for text, names in told
            if names
        ]

    def _guesses(self, found: Found) -> list[str]:
        return [
            self._texts.guessed.format(
                said=worked_out(found.parts[part]), part=self._rows.component[part].name
            )
            for part in found.guessed
        ]

    def _total(self, run: OfferRun) -> str:
        if run.parts:
            return self._texts.total
        return self._texts.no_total.format(example=self._desk.example)


def can_show(run: OfferRun) -> bool:
    """Whether there is enough to hold against a row."""
    return bool(run.role and run.level and run.parts)
