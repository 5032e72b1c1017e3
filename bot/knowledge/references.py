"""What files say of one another: ids that must exist, and must exist once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from bot.knowledge.models import Entry, Knowledge

Location = tuple[int | str, ...]


@dataclass(frozen=True)
class Reference:
    """A broken reference: in `file` at `location`, or inside `entry` if that is set."""

    what: str
    mend: str
    file: str = ""
    location: Location = ()
    entry: str | None = None


def broken_references(knowledge: Knowledge) -> Iterator[Reference]:
    """Every id that names nothing, stands twice, or leaves a gap."""
    yield from _repeated_ids(knowledge)
    for entry in knowledge.entries:
        yield from _in_entry(entry, knowledge)
    yield from _repeated_aliases(knowledge)
    yield from _in_topics(knowledge)
    yield from _in_uncovered(knowledge)
    yield from _in_pay(knowledge)
    yield from _in_words(knowledge)
    yield from _in_texts(knowledge)
    yield from _in_fit(knowledge)


def _unknown(name: str, kind: str, known: Iterable[str]) -> tuple[str, str]:
    options = sorted(known)
    close = get_close_matches(name, options, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"use one of: {', '.join(options[:12])}"
    return f"there is no {kind} '{name}'", hint


def _repeated_ids(knowledge: Knowledge) -> Iterator[Reference]:
    seen: dict[str, int] = {}
    for entry in knowledge.entries:
        seen[entry.id] = seen.get(entry.id, 0) + 1
    for name, count in seen.items():
        if count > 1:
            yield Reference(
                f"the id '{name}' stands {count} times", "give each its own", entry=name
            )
    for file, rows in (
        ("cautions.yaml", knowledge.cautions),
        ("uncovered.yaml", knowledge.uncovered),
        ("talk.yaml", knowledge.talk),
    ):
        ids = [row.id for row in rows]
        for index, name in enumerate(ids):
            if name in ids[:index] or (file != "cautions.yaml" and name in seen):
                yield Reference(f"the id '{name}' is taken", "choose another", file, (index, "id"))


def _in_entry(entry: Entry, knowledge: Knowledge) -> Iterator[Reference]:
    def broken(key: str, name: str, kind: str, known: Iterable[str], index: int = 0) -> Reference:
        return Reference(*_unknown(name, kind, known), location=(key, index), entry=entry.id)

    if entry.section not in knowledge.section_title:
        yield broken("section", entry.section, "section", knowledge.section_title)
    if entry.role is not None and entry.role not in knowledge.role_name:
        yield broken("role", entry.role, "role", knowledge.role_name)
    levels = {level.id for level in knowledge.pay.levels}
    if entry.level is not None and entry.level not in levels:
        yield broken("level", entry.level, "level", levels)
    for index, name in enumerate(entry.cautions):
        if name not in knowledge.caution:
            yield broken("cautions", name, "caution", knowledge.caution, index)
    for index, name in enumerate(entry.related):
        if name not in knowledge.entry:
            yield broken("related", name, "entry", knowledge.entry, index)


def _repeated_aliases(knowledge: Knowledge) -> Iterator[Reference]:
    """The same words cannot lead to two topics."""
    seen: dict[str, str] = {}
    for entry in knowledge.entries:
        for index, alias in enumerate(entry.aliases):
            words = " ".join(alias.casefold().split())
            topic = seen.setdefault(words, entry.topic)
            if topic != entry.topic:
                what = f"the alias '{alias}' also stands under the topic '{topic}'"
                yield Reference(what, "keep one", location=("aliases", index), entry=entry.id)


def _in_topics(knowledge: Knowledge) -> Iterator[Reference]:
    roles = set(knowledge.role_name)
    for topic, entries in knowledge.topic.items():
        covered = [entry.role for entry in entries]
        if len(covered) != len(set(covered)):
            what = f"the topic '{topic}' has two entries for the same role"
            yield Reference(what, "give one another topic", entry=entries[-1].id)
        if None not in covered and set(covered) != roles:
            what = f"the topic '{topic}' lacks an entry for a role"
            yield Reference(what, "add it, or drop `role`", entry=entries[0].id)


def _in_uncovered(knowledge: Knowledge) -> Iterator[Reference]:
    for index, row in enumerate(knowledge.uncovered):
        if row.near is not None and row.near not in knowledge.entry:
            what, mend = _unknown(row.near, "entry", knowledge.entry)
            yield Reference(what, mend, "uncovered.yaml", (index, "near"))


def _in_pay(knowledge: Knowledge) -> Iterator[Reference]:
    pay = knowledge.pay
    levels = {level.id for level in pay.levels}
    cells = [(row.role, row.level) for row in pay.rows]
    for index, row in enumerate(pay.rows):
        if row.role not in knowledge.role_name:
            what, mend = _unknown(row.role, "role", knowledge.role_name)
            yield Reference(what, mend, "pay.yaml", ("rows", index, "role"))
        if row.level not in levels:
            what, mend = _unknown(row.level, "level", levels)
            yield Reference(what, mend, "pay.yaml", ("rows", index, "level"))
        if cells.index((row.role, row.level)) != index:
            what = f"the row {row.role} {row.level} stands twice"
            yield Reference(what, "keep one", "pay.yaml", ("rows", index))
    named = [component.caution for component in pay.components if component.caution]
    for name in (*pay.cautions, *named):
        if name not in knowledge.caution:
            yield Reference(*_unknown(name, "caution", knowledge.caution), "pay.yaml")
    if pay.section not in knowledge.section_title:
        what, mend = _unknown(pay.section, "section", knowledge.section_title)
        yield Reference(what, mend, "pay.yaml", ("section",))


def _in_words(knowledge: Knowledge) -> Iterator[Reference]:
    words, pay = knowledge.words, knowledge.pay
    for key, used, known in (
        ("roles", set(words.roles), set(knowledge.role_name)),
        ("levels", set(words.levels), {level.id for level in pay.levels}),
        ("components", set(words.components), {part.id for part in pay.components}),
    ):
        for name in sorted(used ^ known):
            what = f"{key} in words.yaml and elsewhere differ on '{name}'"
            yield Reference(what, "name the same ids in both", "words.yaml", (key, name))
    for index, pattern in enumerate(words.not_a_role):
        try:
            re.compile(pattern)
        except re.error as error:
            what = f"not a regular expression: {error}"
            yield Reference(what, "mend it", "words.yaml", ("not_a_role", index))


def _in_texts(knowledge: Knowledge) -> Iterator[Reference]:
    for index, name in enumerate(knowledge.texts.start_entries):
        if name not in knowledge.entry:
            what, mend = _unknown(name, "entry", knowledge.entry)
            yield Reference(what, mend, "texts.yaml", ("start_entries", index))
    for index, name in enumerate(knowledge.texts.role_topics):
        if name not in knowledge.topic:
            what, mend = _unknown(name, "topic", knowledge.topic)
            yield Reference(what, mend, "texts.yaml", ("role_topics", index))


def _in_fit(knowledge: Knowledge) -> Iterator[Reference]:
    fit = knowledge.fit
    leans = {side.lean for side in fit.sides} | {"balanced"}
    for index, question in enumerate(fit.questions):
        if question.entry not in knowledge.entry:
            what, mend = _unknown(question.entry, "entry", knowledge.entry)
            yield Reference(what, mend, "fit.yaml", ("questions", index, "entry"))
    for index, result in enumerate(fit.results):
        here: Location = ("results", index)
        if result.lean not in leans:
            yield Reference(*_unknown(result.lean, "lean", leans), "fit.yaml", (*here, "lean"))
        for name in (*result.entries, *(step.entry for step in result.next_steps)):
            if name not in knowledge.entry:
                yield Reference(*_unknown(name, "entry", knowledge.entry), "fit.yaml", here)
