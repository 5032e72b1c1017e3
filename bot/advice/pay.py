"""Pay look-ups: slots -> rows of the pay table, or what is missing or not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.advice.desk.card import Card
from bot.advice.desk.money import amount
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
    Table,
)
from bot.knowledge.models import Component, Knowledge, PayRow
from bot.matching.slots import Slots

_PAIR = 2


@dataclass(frozen=True)
class PayQuery:
    """What is asked of the table; empty means all of that kind."""

    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    whole: bool = False
    error: str | None = None
    found: str = ""
    brief: bool = False  # the ranges alone

    @property
    def component(self) -> str | None:
        return self.components[0] if len(self.components) == 1 else None


def query_of(slots: Slots) -> PayQuery:
    """Slots as a query; what the table does not have is an error."""
    roles = () if slots.both_roles else slots.roles
    levels = () if slots.both_levels else slots.levels
    whole = slots.whole_table or slots.both_roles or slots.both_levels
    query = PayQuery(roles, levels, slots.components, whole)
    if slots.elsewhere:
        return _wrong(query, "location", slots.elsewhere[0])
    if slots.other_roles:
        return _wrong(query, "unknown_role", slots.other_roles[0])
    if slots.other_levels and not slots.levels:
        return _wrong(query, "unknown_level", slots.other_levels[0])
    if not (roles or levels or whole):
        return _wrong(query, "empty", "")
    return query


def _wrong(query: PayQuery, error: str, found: str) -> PayQuery:
    return PayQuery(query.roles, query.levels, query.components, query.whole, error, found)


class PayDesk:
    """Replies about pay, from the pay table alone."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._pay = knowledge.pay
        self._card = Card(knowledge)
        self._components: dict[str, Component] = {part.id: part for part in self._pay.components}
        self._levels = {level.id: level.name for level in knowledge.pay.levels}

    def reply(self, query: PayQuery, entry: str) -> Reply:
        """The rows asked for, or a clear sentence with what there is."""
        if query.error == "empty":
            return self._which(query)
        if query.error:
            return self._not_there(query)
        rows = self._rows(query)
        wanted = self._wanted(query)
        return Reply(
            tuple(self._blocks(rows, query, brief=query.brief)),
            Outcome.ANSWER,
            buttons=(*self._narrow(query), *self._card.buttons(rows, wanted)),
            picture=self._card.picture(rows, wanted),
            entries=(entry,),
            votable=True,
            data={
                "rows": [[row.role, row.level] for row in rows],
                "component": query.component,
            },
        )

    def _rows(self, query: PayQuery) -> list[PayRow]:
        return [
            row
            for row in self._pay.rows
            if (not query.roles or row.role in query.roles)
            and (not query.levels or row.level in query.levels)
        ]

    def _wanted(self, query: PayQuery) -> list[Component]:
        return [self._components[name] for name in query.components] or list(self._pay.components)

    def _blocks(self, rows: list[PayRow], query: PayQuery, *, brief: bool = True) -> list[Block]:
        wanted = self._wanted(query)
        cash = not brief and len(wanted) == len(self._components)
        body = self._single(rows[0], wanted) if len(rows) == 1 else self._table(rows, wanted)
        if cash and len(rows) == _PAIR and isinstance(body[0], Table):
            body = [Table((*body[0].rows, *self._card.cash_rows(rows)))]
        named = [component.caution for component in wanted if component.caution]
        cautions = [*named, *self._pay.cautions]
        return [
            *body,
            *([] if brief else self._reckoned(rows, wanted, cash=cash)),
            Paragraph(self._units(wanted if len(rows) > 1 else [])),
            Cautions(tuple(self._knowledge.caution[name].text for name in cautions)),
            self._citation(),
        ]

    def _reckoned(self, rows: list[PayRow], wanted: list[Component], *, cash: bool) -> list[Block]:
        """What is worked out from the ranges: a package's cash, the gaps of a comparison."""
        if len(rows) == 1:
            return self._card.cash(rows[0]) if cash else []
        gaps = self._card.gaps(rows, wanted)
        note = [Paragraph(self._card.rows_note())] if cash and gaps else []
        return [*note, *gaps]

    def _single(self, row: PayRow, wanted: list[Component]) -> list[Block]:
        name = f"{self._levels[row.level]} {self._knowledge.role_name[row.role]}"
        if len(wanted) == 1:
            part = wanted[0]
            return [Paragraph(f"{name}, {part.name}: {amount(row.range(part.id), part)}.")]
        items = tuple(f"{part.name}: {amount(row.range(part.id), part)}" for part in wanted)
        return [Heading(name), Bullets(items)]

    def _table(self, rows: list[PayRow], wanted: list[Component]) -> list[Block]:
        """Two columns beside the parts' names: as wide as a phone shows without wrapping."""
        if len({row.role for row in rows}) == 1:
            columns = [(self._levels[row.level], row) for row in rows]
            return [Table(_grid(self._knowledge.role_name[rows[0].role], columns, wanted))]
        groups = [(level, [row for row in rows if row.level == level]) for level in self._levels]
        return [
            Table(
                _grid(
                    self._levels[level],
                    [(self._knowledge.role_name[row.role], row) for row in group],
                    wanted,
                )
            )
            for level, group in groups
            if group
        ]

    def _units(self, wanted: list[Component]) -> str:
        """What the percents are percents of, and where and when all of it holds."""
        where = f"{self._pay.region}, typical {self._pay.year} ranges."
        parts = [f"{part.name}: % {part.of}." for part in wanted if part.of]
        return " ".join([where, *parts])

    def _which(self, query: PayQuery) -> Reply:
        texts = self._knowledge.texts.salary
        blocks = self._blocks(list(self._pay.rows), query)
        if query.component:
            part = self._components[query.component]
            blocks.insert(0, Paragraph(texts.component.format(component=part.name)))
        return Reply(
            (*blocks, Paragraph(texts.ask)),
            Outcome.CHOICE,
            buttons=self._narrow(query),
            data={"error": "empty"},
        )

    def _not_there(self, query: PayQuery) -> Reply:
        texts = self._knowledge.texts.salary
        sentence = {
            "unknown_level": texts.unknown_level,
            "unknown_role": texts.unknown_role,
            "location": texts.location,
        }[query.error or ""]
        filled = sentence.format(
            found=query.found,
            levels=" and ".join(self._levels.values()),
            roles=" and ".join(self._knowledge.role_name.values()),
            region=self._pay.region,
        )
        rows = self._blocks(self._rows(query), query)
        return Reply(
            (Paragraph(filled), Paragraph(texts.have), *rows),
            Outcome.PARTIAL,
            buttons=self._narrow(query),
            data={"error": query.error},
        )

    def _narrow(self, query: PayQuery) -> Keyboard:
        """Buttons for what is still open, and for the row beside the one shown."""
        roles = [
            Button(name, press_of(PayQuery((role,), query.levels, query.components)))
            for role, name in self._knowledge.role_name.items()
            if query.roles != (role,)
        ]
        levels = [
            Button(name, press_of(PayQuery(query.roles, (level,), query.components)))
            for level, name in self._levels.items()
            if query.levels != (level,)
        ]
        return tuple(tuple(row) for row in (roles, levels) if row)

    def _citation(self) -> Citation:
        title = self._knowledge.section_title[self._pay.section]
        return Citation(self._knowledge.article.title, (title,))


def _grid(
    corner: str, columns: list[tuple[str, PayRow]], wanted: list[Component]
) -> tuple[tuple[str, ...], ...]:
    header = (corner, *(name for name, _ in columns))
    body = tuple(
        (part.short, *(amount(row.range(part.id), part, short=True) for _, row in columns))
        for part in wanted
    )
    return (header, *body)


def press_of(query: PayQuery) -> str:
    """A query as button data: `p:roles:levels:components`, each `-` joined, at most 64 bytes."""
    return "p:" + ":".join("-".join(part) for part in (query.roles, query.levels, query.components))


def query_of_press(press: str) -> PayQuery:
    """The query of a button; a foreign one asks for the whole table."""
    parts = [tuple(filter(None, part.split("-"))) for part in press.split(":")[1:4]]
    roles, levels, components = (*parts, (), (), ())[:3]
    return PayQuery(roles, levels, components, whole=True)


def known(query: PayQuery, knowledge: Knowledge) -> bool:
    """Whether every id of the query is in the table: a button may be older than the files."""
    allowed: list[tuple[tuple[str, ...], Any]] = [
        (query.roles, knowledge.role_name),
        (query.levels, {level.id for level in knowledge.pay.levels}),
        (query.components, {component.id for component in knowledge.pay.components}),
    ]
    return all(name in ids for names, ids in allowed for name in names)
