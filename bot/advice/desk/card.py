"""What goes with the ranges of /salary: the year's cash, gaps, a picture, and where to go on."""

from __future__ import annotations

from decimal import Decimal

from bot.advice.desk.money import (
    QUARTERS,
    about,
    amount,
    difference,
    equals,
    exact,
    middle,
    middles,
    to_the_thousand,
    year_cash,
    year_formula,
)
from bot.advice.desk.rows import Rows
from bot.advice.picture import RangeBar, RangesPicture
from bot.advice.reply import Block, Bullets, Button, Folded, Keyboard, Paragraph, Section
from bot.knowledge.models import Component, Knowledge, PayRow

_PAIR = 2
Ends = tuple[Decimal, Decimal, Decimal]  # base, sign-on, bonus percent


class Card:
    """Composes what stands below the ranges, from pay.yaml's figures and desk.yaml's words."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._texts = knowledge.desk.card
        self._rows = Rows(knowledge)

    def cash(self, row: PayRow) -> list[Block]:
        """A row's cash in the first year, low, middle and high, each with its formula."""
        texts, ends = self._texts, _ends(row)
        names = (texts.ends.low, texts.ends.mid, texts.ends.high)
        lines = tuple(
            f"{name}: {equals(year_formula(*end), year_cash(*end))}"
            for name, end in zip(names, ends, strict=True)
        )
        low, mid, high = (about(year_cash(*end, QUARTERS)) for end in ends)
        other = texts.quarterly.format(times=QUARTERS, low=low, mid=mid, high=high)
        return [Paragraph(texts.cash), Bullets(lines), Paragraph(other)]

    def cash_rows(self, columns: list[PayRow]) -> tuple[tuple[str, ...], ...]:
        """The cash of rows side by side, for a narrow table: both readings of the bonus."""
        texts = self._texts
        once = [self._cash_range(row, 1) for row in columns]
        often = [self._cash_range(row, QUARTERS) for row in columns]
        return (
            (texts.row, *once),
            (texts.row_quarterly.format(times=QUARTERS), *often),
        )

    def rows_note(self) -> str:
        """What the rows of cash are."""
        return self._texts.rows_note.format(times=QUARTERS)

    @staticmethod
    def _cash_range(row: PayRow, times: int) -> str:
        low, _, high = (year_cash(*end, times) for end in _ends(row))
        return f"{to_the_thousand(low)}-{to_the_thousand(high)}"

    def gaps(self, rows: list[PayRow], wanted: list[Component]) -> list[Block]:
        """Of two rows, how far apart the middles are."""
        if len(rows) != _PAIR:
            return []
        lines = tuple(self._gap(rows, part) for part in wanted)
        listed = Folded if len(lines) > _PAIR else Section
        return [listed(self._texts.gaps, lines)]

    def _gap(self, rows: list[PayRow], part: Component) -> str:
        ordered = sorted(rows, key=lambda row: middle(row.range(part.id)))
        less, more = (middle(row.range(part.id)) for row in ordered)
        if less == more:
            return self._texts.gap_none.format(part=part.short)
        formula = difference(more, less, self._texts.points)
        if part.unit == "dollars":
            formula = equals(f"{exact(more)} - {exact(less)}", more - less)
        ahead = self._apart(ordered[1], rows)
        return self._texts.gap.format(part=part.short, formula=formula, ahead=ahead)

    def _apart(self, row: PayRow, rows: list[PayRow]) -> str:
        """What tells a row from the others: its role, its level, or both."""
        if len({each.level for each in rows}) == 1:
            return self._rows.roles[row.role]
        if len({each.role for each in rows}) == 1:
            return self._rows.levels[row.level]
        return self._rows.name(row)

    # the picture ------------------------------------------------------------------

    def picture(self, rows: list[PayRow], wanted: list[Component]) -> RangesPicture:
        """The ranges asked for; a single one stands among those to compare it with."""
        shown = self._beside(rows, wanted)
        panels = [
            (part, tuple(self._bar(row, part, rows, shown) for row in shown)) for part in wanted
        ]
        return self._rows.picture(self._title(rows, wanted), panels)

    def _beside(self, rows: list[PayRow], wanted: list[Component]) -> list[PayRow]:
        if len(rows) > 1:
            return rows
        one = rows[0]
        return self._rows.chosen((), () if len(wanted) == 1 else (one.level,))

    def _bar(
        self, row: PayRow, part: Component, asked: list[PayRow], shown: list[PayRow]
    ) -> RangeBar:
        found = row.range(part.id)
        return RangeBar(
            label=self._apart(row, shown),
            low=float(found.low),
            high=float(found.high),
            text=amount(found, part, short=True),
            side=self._rows.side(row),
            faint=row not in asked,
        )

    def _title(self, rows: list[PayRow], wanted: list[Component]) -> str:
        texts = self._texts
        if len(rows) == 1:
            return self._rows.name(rows[0])
        if len(wanted) == 1 and len(rows) > _PAIR:
            return texts.part_title.format(part=wanted[0].name)
        if len({row.level for row in rows}) == 1:
            return texts.both_roles.format(level=self._rows.levels[rows[0].level])
        if len({row.role for row in rows}) == 1:
            return texts.both_levels.format(role=self._rows.roles[rows[0].role])
        return texts.all_rows

    # where to go on -----------------------------------------------------------------

    def buttons(self, rows: list[PayRow], wanted: list[Component]) -> Keyboard:
        """Under a whole package: an offer to check; under a grant: what it is worth."""
        found: list[tuple[Button, ...]] = []
        levels = tuple(dict.fromkeys(row.level for row in rows))
        roles = tuple(dict.fromkeys(row.role for row in rows))
        if "rsu" in [part.id for part in wanted] and len(levels) == 1:
            press = f"w:{roles[0] if len(roles) == 1 else ''}:{levels[0]}:"
            found.append((Button(self._texts.what_if, press),))
        if len(wanted) > 1 and len(rows) == 1:
            found.append((Button(self._texts.offer, f"o:new:{roles[0]}:{levels[0]}"),))
        return tuple(found)


def _ends(row: PayRow) -> tuple[Ends, Ends, Ends]:
    low = (row.base.low, row.sign_on.low, row.bonus.low)
    high = (row.base.high, row.sign_on.high, row.bonus.high)
    return low, middles(row), high
