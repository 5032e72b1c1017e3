"""Questions about the offer itself: is it good, what to ask, is that usual."""

from __future__ import annotations

from bot.advice.desk.money import amount, exact
from bot.advice.desk.placing import Placed, lines, placed
from bot.advice.desk.reading import Found
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import Screens
from bot.advice.desk.verdict import Results
from bot.advice.desk.worth import own_share
from bot.advice.reply import Block, Bullets, Outcome, Paragraph, Reply
from bot.advice.session import OfferRun
from bot.knowledge.models import Knowledge


class Asides:
    """Short answers: what the ranges can say, and what they cannot."""

    def __init__(self, knowledge: Knowledge, rows: Rows, screens: Screens) -> None:
        self._texts = knowledge.desk.offer
        self._what_if = knowledge.desk.what_if
        self._points = knowledge.desk.card.points
        self._rows = rows
        self._screens = screens
        self._results = Results(knowledge)

    def reply(self, kind: str, run: OfferRun, found: Found, *, done: bool) -> Reply:
        """The answer to one kind of question, which may name parts, and amounts to judge."""
        named = tuple(dict.fromkeys((*found.slots.components, *found.parts)))
        given = {"parts": {**run.parts, **found.parts}, "value": found.value or run.value}
        run = run.model_copy(update=given)
        match kind:
            case "questions":
                blocks = self._questions(run, done=done)
            case "worth":
                blocks = [Paragraph(self._worth(run))]
            case "usual":
                blocks = self._usual(run, named)
            case _:
                blocks = self._judge(run, named)
        outcome = Outcome.ANSWER if done else Outcome.FLOW
        around = (self._rows.citation(),) if done else ()
        entries = (self._rows.entry.id,) if done else ()
        return Reply((*blocks, *around), outcome, entries=entries)

    def _worth(self, run: OfferRun) -> str:
        rsu = run.parts.get("rsu")
        if rsu is not None and rsu.unit == "percent" and rsu.value and run.value is not None:
            return own_share(self._what_if, rsu, run.value)
        return self._texts.aside.worth_early.format(example=self._grant(run))

    def _grant(self, run: OfferRun) -> str:
        part = self._rows.example("rsu", self._screens.row(run))
        return f"{part}, at {exact(self._screens.example_value)}"

    def _judge(self, run: OfferRun, named: tuple[str, ...]) -> list[Block]:
        found = self._placed(run)
        beside = self._lines([one for one in found if one.component.id in named] or found)
        if not beside:
            return [Paragraph(self._texts.aside.judge_early)]
        return [Paragraph(self._texts.aside.judge), Bullets(beside)]

    def _questions(self, run: OfferRun, *, done: bool) -> list[Block]:
        """All that fit the offer, for the result has room for three."""
        if not done:
            return [Paragraph(self._texts.aside.questions_early)]
        asked = self._results.asked(self._placed(run))
        return [Paragraph(self._texts.aside.questions), Bullets(asked)]

    def _usual(self, run: OfferRun, named: tuple[str, ...]) -> list[Block]:
        """The parts named, or the one that waits, or all of the offer beside their ranges."""
        wanted = named or ((run.asking,) if run.asking in self._rows.component else ())
        found = self._placed(run)
        said = list(self._lines([one for one in found if one.component.id in wanted or not wanted]))
        given = {one.component.id for one in found}
        said += [self._range(run, part) for part in wanted if part not in given]
        if not said:
            return [Paragraph(self._texts.aside.judge_early)]
        return [Paragraph(self._texts.aside.usual), Bullets(tuple(said))]

    def _range(self, run: OfferRun, part: str) -> str:
        component, row = self._rows.component[part], self._screens.row(run)
        if row is not None:
            return f"{self._rows.name(row)}, {component.name}: {amount(row.range(part), component)}"
        whole = amount(self._rows.pay.whole(part), component)
        return self._texts.aside.usual_any.format(part=component.name, range=whole)

    def _placed(self, run: OfferRun) -> list[Placed]:
        row = self._screens.row(run)
        return placed(run, row, self._rows) if row is not None else []

    def _lines(self, found: list[Placed]) -> tuple[str, ...]:
        value = f"at {exact(self._screens.example_value)}"
        return tuple(lines(found, self._texts, self._points, value))
