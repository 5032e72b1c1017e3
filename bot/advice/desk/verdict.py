"""The result of /offer: the placed parts, the year's cash, what to ask, a picture, and buttons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.advice.desk.money import QUARTERS, amount, equals, exact, percent
from bot.advice.desk.placing import Placed, lines, placed
from bot.advice.desk.rows import Rows
from bot.advice.picture import RangeBar, RangesPicture
from bot.advice.plain import plain_text
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
)
from bot.advice.session import OfferRun
from bot.knowledge.models import Knowledge, PayRow

_HUNDRED = 100
_CAPTION = 1000  # characters that surely fit under a picture


class Results:
    """Composes the result from desk.yaml and pay.yaml; says no verdict."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._desk = knowledge.desk
        self._texts = knowledge.desk.offer
        self._rows = Rows(knowledge)

    def reply(self, run: OfferRun, role: str, level: str, notes: list[str]) -> Reply:
        """The offer beside its row."""
        row = self._rows.row(role, level)
        found = placed(run, row, self._rows)
        return Reply(
            self._within(run, row, found, notes),
            Outcome.ANSWER,
            buttons=self._buttons(run, row),
            entries=(self._rows.entry.id,),
            data={"offer": _data(row, found)},
            picture=self._picture(row, found),
            votable=True,
        )

    def _within(
        self, run: OfferRun, row: PayRow, found: list[Placed], notes: list[str]
    ) -> tuple[Block, ...]:
        """All of it under a picture, with as many questions as there is room for."""
        for most in range(self._desk.most_questions, -1, -1):
            blocks = tuple(self._blocks(run, row, found, notes, most))
            if len(plain_text(Reply(blocks, Outcome.ANSWER))) <= _CAPTION:
                break
        return blocks

    def _blocks(
        self, run: OfferRun, row: PayRow, found: list[Placed], notes: list[str], most: int
    ) -> list[Block]:
        texts, names = self._texts, self._rows
        example = f"at {self._desk.what_if.example.rpartition(' ')[2]}"
        said = lines(found, texts, self._desk.card.points, example)
        heading = texts.heading.format(level=names.levels[row.level], role=names.roles[row.role])
        asked = self.asked(found)[:most]
        ask: list[Block] = [Paragraph(texts.ask), Bullets(asked)] if asked else []
        return [
            *(Paragraph(note) for note in notes),
            Heading(heading),
            Bullets(tuple(said)),
            *(Paragraph(line) for line in (self._missing(run), *self._sums(run)) if line),
            Paragraph(texts.reads),
            *ask,
            Paragraph(self._desk.card.note.format(region=names.pay.region, year=names.pay.year)),
            Cautions(self._cautions(found)),
            names.citation(),
        ]

    def _missing(self, run: OfferRun) -> str:
        left = [part.short for name, part in self._rows.component.items() if name not in run.parts]
        return self._texts.missing.format(parts=", ".join(left)) if left else ""

    def _sums(self, run: OfferRun) -> list[str]:
        """The offer's own cash, by both readings of the bonus, and its grant at a value."""
        parts, told = run.parts, []
        base = parts.get("base")
        if base is not None:
            told += self._cash(run, base.value)
        rsu = parts.get("rsu")
        if rsu is not None and rsu.value and rsu.unit == "percent" and run.value is not None:
            formula = f"{percent(rsu.value)} × {exact(run.value)}"
            worth = equals(formula, rsu.value / _HUNDRED * run.value)
            told.append(self._texts.grant.format(formula=worth))
        return told

    def _cash(self, run: OfferRun, base: Decimal) -> list[str]:
        """Base, sign-on and bonus, as far as they are given; nothing to add, no line."""
        sign_on, bonus = run.parts.get("sign_on"), run.parts.get("bonus")
        terms = [exact(base), *([exact(sign_on.value)] if sign_on and sign_on.value else [])]
        cash = base + (sign_on.value if sign_on is not None else 0)
        if bonus is None or not bonus.value:
            formula = self._texts.cash.format(formula=equals(" + ".join(terms), cash))
            return [formula] if len(terms) > 1 else []
        percents = bonus.unit == "percent"
        once = bonus.value / _HUNDRED * base if percents else bonus.value
        paid = f"{percent(bonus.value)} × {exact(base)}" if percents else exact(bonus.value)

        def year(times: int) -> str:
            often = f"{times} × " if times > 1 else ""
            return equals(" + ".join([*terms, f"{often}{paid}"]), cash + times * once)

        if run.often is not None:
            often = self._rows.period.get(run.often, "")
            return [self._texts.cash_told.format(often=often, formula=year(run.often))]
        return [
            self._texts.cash.format(formula=year(1)),
            self._texts.quarterly.format(formula=year(QUARTERS)),
        ]

    def asked(self, found: list[Placed]) -> tuple[str, ...]:
        """What to ask the recruiter, the most telling first."""
        where = {one.component.id: one for one in found}
        fitting = []
        for question in self._desk.questions:
            one = where.get(question.part)
            states = _states(one)
            if question.if_ in states:
                fitting.append(question.ask)
        return tuple(fitting)

    def _cautions(self, found: list[Placed]) -> tuple[str, ...]:
        """Those of parts in percent of something; the bonus has both its readings shown."""
        grant = [one for one in found if one.component.id == "rsu" and one.given.value]
        names = [one.component.caution for one in grant if one.component.caution]
        return self._rows.cautions(*names)

    # beside the text ------------------------------------------------------------------

    def _picture(self, row: PayRow, found: list[Placed]) -> RangesPicture | None:
        """Each part's range with the offer's figure on it."""
        shown = [one for one in found if one.value]
        if not shown:
            return None
        names = self._rows
        title = self._texts.title.format(level=names.levels[row.level], role=names.roles[row.role])
        panels = [(one.component, (self._bar(row, one),)) for one in shown]
        return names.picture(title, panels, self._texts.own)

    def _bar(self, row: PayRow, one: Placed) -> RangeBar:
        return RangeBar(
            label=self._rows.roles[row.role],
            low=float(one.range.low),
            high=float(one.range.high),
            text=amount(one.range, one.component, short=True),
            side=self._rows.side(row),
            mark=float(one.value or 0),
            said=one.mark,
        )

    def _buttons(self, run: OfferRun, row: PayRow) -> Keyboard:
        """Other rows to hold it against; each part to change or add; a new offer."""
        names = self._rows
        others = [
            *((name, f"role:{role}") for role, name in names.roles.items() if role != row.role),
            *(
                (name, f"level:{level}")
                for level, name in names.levels.items()
                if level != row.level
            ),
        ]
        parts = [
            (self._texts.change.format(part=part.short), f"ask:{name}")
            for name, part in names.component.items()
        ]
        own = "rsu" in run.parts and run.parts["rsu"].value
        worth = press(run, "worth") if own else f"w:{row.role}:{row.level}:"
        what_if = Button(self._desk.card.what_if, worth)
        return (
            tuple(Button(label, press(run, act)) for label, act in others),
            tuple(Button(label, press(run, act)) for label, act in parts),
            (Button(self._texts.new, "o:new"), what_if),
        )


def press(run: OfferRun, act: str) -> str:
    """A button of an offer, good for its turn alone."""
    return f"o:{run.token}:{run.turn}:{act}"


def _states(one: Placed | None) -> tuple[str, ...]:
    if one is None or not one.given.value:
        return ("missing",) if one is None else ("none",)
    if one.component.id == "rsu" and one.given.unit == "dollars":
        return ("dollars", one.where)
    if one.component.id == "bonus":
        return ("given", "told" if one.told else "unclear", one.where)
    return ("given", one.where)


def _data(row: PayRow, found: list[Placed]) -> dict[str, Any]:
    return {
        "row": [row.role, row.level],
        "parts": {one.component.id: one.where for one in found},
    }
