"""What a grant is worth at a company's value, and from which value on it outweighs more cash."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.advice.desk.money import (
    QUARTERS,
    YEARS,
    about,
    equals,
    exact,
    middle,
    middles,
    percent,
    worth,
    years_cash,
    years_formula,
)
from bot.advice.desk.rows import Rows
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
    say,
)
from bot.knowledge.models import Knowledge, PayRow

_HUNDRED = 100
_PAIR = 2


class WhatIf:
    """Takes the article's percents literally, shows each formula, and says the caution."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._desk = knowledge.desk
        self._texts = knowledge.desk.what_if
        self._rows = Rows(knowledge)

    # a grant at a value ---------------------------------------------------------

    def at(
        self,
        roles: tuple[str, ...],
        levels: tuple[str, ...],
        value: Decimal,
        component: str | None = None,
    ) -> Reply:
        """What the grants of these rows come to; of two roles at one level, who is ahead."""
        rows = self._rows.chosen(roles, levels)
        blocks: list[Block] = [
            Heading(self._texts.heading.format(value=exact(value))),
            Bullets(tuple(self._grant(row, value) for row in rows)),
        ]
        if len(rows) == 1:
            blocks.append(Paragraph(self._yearly(rows[0], value)))
        elif len(rows) == _PAIR and rows[0].level == rows[1].level:
            blocks += self._ahead(rows, value)
        blocks += self._around()
        buttons = self._buttons(roles, tuple({row.level: 0 for row in rows}), value)
        data: dict[str, Any] = {
            "rows": [[row.role, row.level] for row in rows],
            "component": component,
        }
        return self._reply(blocks, buttons, data)

    def ask(self, roles: tuple[str, ...], levels: tuple[str, ...]) -> Reply:
        """A grant's worth was asked without the company's value: which?"""
        value = exact(self._desk.reading.values[len(self._desk.reading.values) // 2])
        blocks = [Paragraph(self._texts.ask.format(example=f"at {value}")), *self._around()[1:]]
        buttons = self._buttons(roles, levels, None)[:1]
        return replace(self._reply(blocks, buttons, {}), outcome=Outcome.PARTIAL)

    def share_of(self, share: Decimal, value: Decimal) -> Reply:
        """A percent of an amount: the formula alone."""
        return say(self._texts.share_of.format(formula=worth(share, value)), Outcome.CHAT)

    def _grant(self, row: PayRow, value: Decimal) -> str:
        low, high = (worth(share, value) for share in (row.rsu.low, row.rsu.high))
        return self._texts.grant.format(name=self._rows.name(row), low=low, high=high)

    def _yearly(self, row: PayRow, value: Decimal) -> str:
        whole = [share / _HUNDRED * value for share in (row.rsu.low, row.rsu.high)]
        low, high = (equals(f"{exact(each)} / {YEARS}", each / YEARS) for each in whole)
        return self._texts.yearly.format(low=low, high=high)

    def _ahead(self, rows: list[PayRow], value: Decimal) -> list[Block]:
        lines = [
            self._texts.total.format(role=self._rows.roles[row.role], formula=_total(row, value))
            for row in rows
        ]
        names = [self._rows.roles[row.role] for row in rows]
        often = [about(_sum(row, value, QUARTERS)) for row in rows]
        other = self._texts.ahead_quarterly.format(
            times=QUARTERS,
            first=names[0],
            first_sum=often[0],
            second=names[1],
            second_sum=often[1],
            ahead=self._leader(rows, value, QUARTERS),
        )
        yearly = self._texts.ahead_yearly.format(ahead=self._leader(rows, value, 1))
        both = Paragraph(self._texts.both.format(years=YEARS))
        return [both, Bullets(tuple(lines)), Paragraph(yearly), Paragraph(other)]

    def _leader(self, rows: list[PayRow], value: Decimal, times: int) -> str:
        first, second = (_sum(row, value, times) for row in rows)
        if first == second:
            return self._texts.even
        return self._texts.ahead.format(role=self._rows.roles[rows[second > first].role])

    # where two packages meet ------------------------------------------------------

    def break_even(self, level: str) -> Reply:
        """The company's value at which the larger grant makes up for the smaller cash."""
        rows = self._rows.chosen((), (level,))
        more, less = sorted(rows, key=lambda row: -middle(row.rsu))[:_PAIR]
        blocks = self._meeting(more, less) or [
            Paragraph(self._texts.nobody.format(level=self._rows.levels[level]))
        ]
        buttons = self._buttons((), (level,), None)
        data: dict[str, Any] = {"rows": [[row.role, row.level] for row in rows], "component": None}
        return self._reply([*blocks, *self._around()], buttons, data)

    def _meeting(self, more: PayRow, less: PayRow) -> list[Block]:
        """`more` has the larger grant; nothing if it has the higher cash as well."""
        share = middle(more.rsu) - middle(less.rsu)
        gap = _cash(less) - _cash(more)
        if share <= 0 or gap <= 0:
            return []
        texts, roles = self._texts, self._rows.roles
        shares = f"{percent(middle(more.rsu))} - {percent(middle(less.rsu))} = {percent(share)}"
        lines = (
            texts.cash.format(role=roles[less.role], formula=_years(less)),
            texts.cash.format(role=roles[more.role], formula=_years(more)),
            texts.grants.format(formula=shares),
            texts.value.format(formula=_meet(_cash(less), _cash(more), share)),
        )
        often = [_cash(row, QUARTERS) for row in (less, more)]
        said = texts.break_even.format(
            value=about(gap * _HUNDRED / share),
            level=self._rows.levels[more.level],
            more=roles[more.role],
            less=roles[less.role],
        )
        other = texts.quarterly.format(times=QUARTERS, formula=_meet(often[0], often[1], share))
        return [
            Paragraph(said),
            Paragraph(texts.how.format(years=YEARS)),
            Bullets(lines),
            Paragraph(other),
        ]

    # around -------------------------------------------------------------------------

    def _around(self) -> list[Block]:
        texts = self._texts
        return [
            Paragraph(texts.type_it.format(example=texts.example)),
            Cautions(self._rows.cautions(*texts.cautions)),
            self._rows.citation(),
        ]

    def _reply(self, blocks: list[Block], buttons: Keyboard, data: dict[str, Any]) -> Reply:
        return Reply(
            tuple(blocks),
            Outcome.ANSWER,
            buttons=buttons,
            entries=(self._rows.entry.id,),
            data=data,
            votable=True,
        )

    def _buttons(
        self, roles: tuple[str, ...], levels: tuple[str, ...], value: Decimal | None
    ) -> Keyboard:
        """Other values; where the two meet; the other levels' meeting."""
        role = roles[0] if len(roles) == 1 else ""
        level = levels[0] if len(levels) == 1 else ""
        values = tuple(
            Button(self._texts.at.format(value=exact(each)), f"w:{role}:{level}:{each}")
            for each in self._desk.reading.values
            if each != value
        )
        meet: tuple[Button, ...] = ()
        if level and value is not None:
            meet = (Button(self._texts.meet, f"w::{level}:"),)
        others = tuple(
            Button(self._texts.other.format(level=name), f"w::{other}:")
            for other, name in self._rows.levels.items()
            if value is None and other != level
        )
        return tuple(row for row in (values, meet, others) if row)


def _cash(row: PayRow, times: int = 1) -> Decimal:
    return years_cash(*middles(row), times)


def _years(row: PayRow) -> str:
    return f"{years_formula(*middles(row))} = {exact(_cash(row))}"


def _sum(row: PayRow, value: Decimal, times: int = 1) -> Decimal:
    return _cash(row, times) + middle(row.rsu) / _HUNDRED * value


def _total(row: PayRow, value: Decimal) -> str:
    grant = f"{percent(middle(row.rsu))} × {exact(value)}"
    return equals(f"{years_formula(*middles(row))} + {grant}", _sum(row, value))


def _meet(higher: Decimal, lower: Decimal, share: Decimal) -> str:
    formula = f"({exact(higher)} - {exact(lower)}) / {percent(share)}"
    return equals(formula, (higher - lower) * _HUNDRED / share)
