"""What the grant of a reader's own offer is worth, by its own percent and a company's value."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.advice.desk.money import YEARS, equals, exact, formula, worked_out, worth
from bot.advice.desk.placing import lines, placed
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import Screens
from bot.advice.desk.verdict import press
from bot.advice.desk.what_if import WhatIf
from bot.advice.reply import Block, Button, Cautions, Outcome, Paragraph, Reply
from bot.advice.session import OfferPart, OfferRun
from bot.knowledge.desk import WhatIfTexts
from bot.knowledge.models import Knowledge, PayRow

_HUNDRED = 100


class Worth:
    """Composes the answer; the formula is always shown."""

    def __init__(self, knowledge: Knowledge, rows: Rows, screens: Screens) -> None:
        self._texts = knowledge.desk.what_if
        self._offer = knowledge.desk.offer
        self._points = knowledge.desk.card.points
        self._rows = rows
        self._screens = screens
        self._what_if = WhatIf(knowledge)

    def needs_value(self, run: OfferRun) -> bool:
        """Whether there is a percent, and nothing to take it of."""
        rsu = run.parts.get("rsu")
        dollars = rsu is not None and rsu.unit == "dollars"
        return run.value is None and not dollars

    def reply(self, run: OfferRun) -> Reply:
        """The grant of a finished offer; the row's range where the offer has none."""
        row = self._rows.row(run.role or "", run.level or "")
        rsu = run.parts.get("rsu")
        if rsu is None or not rsu.value:
            return self._none(run, row)
        said = self._dollars(run, rsu, row) if rsu.unit == "dollars" else self._share(run, rsu, row)
        blocks: tuple[Block, ...] = (
            *map(Paragraph, said),
            Cautions(self._rows.cautions(*self._texts.cautions)),
            self._rows.citation(),
        )
        return Reply(
            blocks,
            Outcome.ANSWER,
            buttons=(self._screens.values(run), (Button(self._offer.back, press(run, "card")),)),
            entries=(self._rows.entry.id,),
            votable=True,
        )

    def _share(self, run: OfferRun, rsu: OfferPart, row: PayRow) -> list[str]:
        value = run.value or Decimal(0)
        low, high = (worth(end, value) for end in row.rsu.ends)
        own = own_share(self._texts, rsu, value)
        return [own, self._texts.range.format(name=self._rows.name(row), low=low, high=high)]

    def _dollars(self, run: OfferRun, rsu: OfferPart, row: PayRow) -> list[str]:
        said = self._texts.own_dollars.format(said=worked_out(rsu), yearly=_yearly(rsu.value))
        grant = [one for one in placed(run, row, self._rows) if one.component.id == "rsu"]
        beside = lines(grant, self._offer, self._points, exact(self._screens.example_value))
        return [said, *beside]

    def _none(self, run: OfferRun, row: PayRow) -> Reply:
        if run.value is None:
            reply = self._what_if.ask((row.role,), (row.level,))
        else:
            reply = self._what_if.at((row.role,), (row.level,), run.value)
        return replace(reply, blocks=(Paragraph(self._texts.own_missing), *reply.blocks))


def own_share(texts: WhatIfTexts, rsu: OfferPart, value: Decimal) -> str:
    """A percent of one's own at a company's value, in all and by the year."""
    whole = rsu.value / _HUNDRED * value
    said = equals(f"{formula(rsu)} × {exact(value)}", whole)
    return texts.own.format(formula=said, yearly=_yearly(whole))


def _yearly(whole: Decimal) -> str:
    return equals(f"{exact(whole)} / {YEARS}", whole / YEARS)
