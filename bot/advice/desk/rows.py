"""The pay table as the desk needs it: a row, its name, its parts, and where its replies stand."""

from __future__ import annotations

from collections.abc import Sequence

from bot.advice.desk.money import single
from bot.advice.picture import RangeBar, RangePanel, RangesPicture
from bot.advice.reply import Citation
from bot.advice.session import OfferRun
from bot.knowledge.models import Component, Knowledge, PayRow


class Rows:
    """Names and rows of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._texts = knowledge.desk.card
        self._any_row = knowledge.desk.offer.any_row
        periods = knowledge.desk.reading.periods
        self.period = {period.times: period.said for period in periods if period.times}
        self.pay = knowledge.pay
        self.component: dict[str, Component] = {part.id: part for part in knowledge.pay.components}
        self.levels = {level.id: level.name for level in knowledge.pay.levels}
        self.roles = knowledge.role_name
        self.entry = next(entry for entry in knowledge.entries if entry.lookup == "pay")

    def row(self, role: str, level: str) -> PayRow:
        """One row; every role has one at every level."""
        return next(row for row in self.pay.rows if (row.role, row.level) == (role, level))

    def chosen(self, roles: tuple[str, ...], levels: tuple[str, ...]) -> list[PayRow]:
        """The rows of these roles and levels; none named means all."""
        return [
            row
            for row in self.pay.rows
            if (not roles or row.role in roles) and (not levels or row.level in levels)
        ]

    def name(self, row: PayRow) -> str:
        """`Senior ML PM`."""
        return self._texts.title.format(level=self.levels[row.level], role=self.roles[row.role])

    def spoken(self, part: str) -> str:
        """A part's name within a sentence."""
        name = self.component[part].short
        return name if name.isupper() else name.lower()

    def example(self, part: str, row: PayRow | None = None) -> str:
        """How a part may be typed; without a row, from where to where all rows go."""
        component, name = self.component[part], self.spoken(part)
        if row is not None:
            return f"{name} {single(row.range(part).low, component)}"
        low, high = (single(end, component) for end in self.pay.whole(part).ends)
        return self._any_row.format(part=name, low=low, high=high)

    def often(self, said: str, run: OfferRun | None) -> str:
        """A figure with how often it is paid, where the reader told that of the bonus."""
        return f"{said} {self.period[run.often]}" if run and run.often in self.period else said

    def cautions(self, *names: str) -> tuple[str, ...]:
        """Those cautions' lines, then those of all pay."""
        found = dict.fromkeys((*names, *self.pay.cautions))
        return tuple(self._knowledge.caution[name].text for name in found)

    def citation(self) -> Citation:
        """The section the table is in."""
        title = self._knowledge.section_title[self.pay.section]
        return Citation(self._knowledge.article.title, (title,))

    def picture(
        self,
        title: str,
        panels: Sequence[tuple[Component, tuple[RangeBar, ...]]],
        own: str = "",
    ) -> RangesPicture:
        """Ranges side by side, with their units, place and year."""
        texts = self._texts
        return RangesPicture(
            title=title,
            note=texts.note.format(region=self.pay.region, year=self.pay.year),
            panels=tuple(
                RangePanel(part.name, texts.unit.of(part.id), bars) for part, bars in panels
            ),
            legend=texts.legend,
            own=own,
        )

    def side(self, row: PayRow) -> int:
        """0 or 1: the hue of a row's role."""
        return list(self.roles).index(row.role)
