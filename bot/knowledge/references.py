"""What files say of one another: ids that must exist, and must exist once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Protocol

from bot.knowledge.fit_references import in_fit
from bot.knowledge.job_references import in_job
from bot.knowledge.link_references import in_links
from bot.knowledge.models import Entry, Knowledge, SmallTalk, Uncovered
from bot.knowledge.practice_references import in_practice, in_prepare
from bot.knowledge.reference import Location, Reference, unknown
from bot.knowledge.related_references import in_related
from bot.knowledge.service_references import in_service
from bot.knowledge.telegram_references import in_telegram


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


def broken_references(knowledge: Knowledge) -> Iterator[Reference]:
    """Every id that names nothing, stands twice, or leaves a gap."""
    yield from _repeated_ids(knowledge)
    for place, entry in enumerate(knowledge.entries):
        yield from _in_entry(place, entry, knowledge)
    yield from _repeated_aliases(knowledge)
    yield from _in_topics(knowledge)
    yield from _in_uncovered(knowledge)
    yield from _in_pay(knowledge)
    yield from _around_pay(knowledge)
    yield from _in_words(knowledge)
    yield from _in_texts(knowledge)
    yield from in_fit(knowledge)
    yield from in_links(knowledge)
    yield from in_related(knowledge)
    yield from in_telegram(knowledge)
    yield from in_job(knowledge)
    yield from in_practice(knowledge)
    yield from in_prepare(knowledge)
    yield from in_service(knowledge)
    yield from _in_desk(knowledge)


def _repeated_ids(knowledge: Knowledge) -> Iterator[Reference]:
    """Entries, uncovered subjects and small talk share their ids; each other list has its own."""
    taken: set[str] = set()
    for place, entry in enumerate(knowledge.entries):
        if entry.id in taken:
            what = f"the id '{entry.id}' is taken"
            yield Reference(what, "choose another", location=("id",), entry=place)
        taken.add(entry.id)
    yield from _taken(knowledge.uncovered, "uncovered.yaml", (), taken)
    yield from _taken(knowledge.talk, "talk.yaml", (), taken)
    yield from _taken(knowledge.cautions, "cautions.yaml")
    yield from _taken(knowledge.article.roles, "article.yaml", ("roles",))
    yield from _taken(knowledge.article.sections, "article.yaml", ("sections",))
    yield from _taken(knowledge.pay.components, "pay.yaml", ("components",))
    yield from _taken(knowledge.pay.levels, "pay.yaml", ("levels",))
    yield from _taken(knowledge.fit.traits, "fit.yaml", ("traits",))
    yield from _taken(knowledge.fit.questions, "fit.yaml", ("questions",))
    yield from _taken(knowledge.compare.aspects, "compare.yaml", ("aspects",))
    yield from _taken(knowledge.quiz.statements, "quiz.yaml", ("statements",))
    yield from _taken(knowledge.resume.pieces, "resume.yaml", ("pieces",))
    yield from _taken(knowledge.resume.signals, "resume.yaml", ("signals",))
    for index, question in enumerate(knowledge.fit.questions):
        yield from _taken(question.options, "fit.yaml", ("questions", index, "options"))


def _taken(
    rows: Iterable[_WithId], file: str, at: Location = (), taken: Iterable[str] = ()
) -> Iterator[Reference]:
    seen = set(taken)
    for index, row in enumerate(rows):
        if row.id in seen:
            what = f"the id '{row.id}' is taken"
            yield Reference(what, "choose another", file, (*at, index, "id"))
        seen.add(row.id)


def _in_entry(place: int, entry: Entry, knowledge: Knowledge) -> Iterator[Reference]:
    levels = {level.id for level in knowledge.pay.levels}
    for key, kind, names, known in (
        ("section", "section", (entry.section,), knowledge.section_title),
        ("role", "role", (entry.role,), knowledge.role_name),
        ("level", "level", (entry.level,), levels),
        ("cautions", "caution", entry.cautions, knowledge.caution),
        ("related", "entry", entry.related, knowledge.entry),
        ("parts", "topic", entry.parts, knowledge.topic),
        ("brief", "role", tuple(entry.brief), knowledge.role_name),
    ):
        for index, name in enumerate(names):
            if name is not None and name not in known:
                what, mend = unknown(name, kind, known)
                yield Reference(what, mend, location=(key, index), entry=place)


def _repeated_aliases(knowledge: Knowledge) -> Iterator[Reference]:
    """The same words cannot lead to two places."""
    seen: dict[str, str] = {}

    def broken(
        alias: str, leads: str, file: str, at: Location, place: int | None = None
    ) -> Iterator[Reference]:
        first = seen.setdefault(" ".join(alias.casefold().split()), leads)
        if first != leads:
            what = f"the alias '{alias}' also stands under {first}"
            yield Reference(what, "keep one", file, at, place)

    for place, entry in enumerate(knowledge.entries):
        for index, alias in enumerate(entry.aliases):
            yield from broken(alias, f"the topic '{entry.topic}'", "", ("aliases", index), place)
    listed: dict[str, tuple[Uncovered | SmallTalk, ...]] = {
        "uncovered.yaml": knowledge.uncovered,
        "talk.yaml": knowledge.talk,
    }
    for file, rows in listed.items():
        for place, row in enumerate(rows):
            for index, alias in enumerate(row.aliases):
                yield from broken(alias, f"'{row.id}'", file, (place, "aliases", index))
    for index, message in enumerate(knowledge.offtopic.messages):
        yield from broken(message, "offtopic.yaml", "offtopic.yaml", ("messages", index))


def _in_topics(knowledge: Knowledge) -> Iterator[Reference]:
    topics: dict[str, dict[str | None, int]] = {}
    for place, entry in enumerate(knowledge.entries):
        roles = topics.setdefault(entry.topic, {})
        if entry.role in roles:
            what = f"the topic '{entry.topic}' has two entries for the same role"
            yield Reference(what, "give one another topic", location=("topic",), entry=place)
        roles[entry.role] = place
    for topic, roles in topics.items():
        if None not in roles and not roles.keys() >= knowledge.role_name.keys():
            what = f"the topic '{topic}' lacks an entry for a role"
            yield Reference(what, "add it, or drop `role`", entry=min(roles.values()))


def _in_uncovered(knowledge: Knowledge) -> Iterator[Reference]:
    for index, row in enumerate(knowledge.uncovered):
        if row.near is not None and row.near not in knowledge.entry:
            what, mend = unknown(row.near, "entry", knowledge.entry)
            yield Reference(what, mend, "uncovered.yaml", (index, "near"))


def _in_pay(knowledge: Knowledge) -> Iterator[Reference]:
    pay, file = knowledge.pay, "pay.yaml"
    levels = [level.id for level in pay.levels]
    cells = [(row.role, row.level) for row in pay.rows]
    for index, (role, level) in enumerate(cells):
        if role not in knowledge.role_name:
            what, mend = unknown(role, "role", knowledge.role_name)
            yield Reference(what, mend, file, ("rows", index, "role"))
        if level not in levels:
            yield Reference(*unknown(level, "level", levels), file, ("rows", index, "level"))
        if cells.index((role, level)) != index:
            what = f"the row {role} {level} stands twice"
            yield Reference(what, "keep one", file, ("rows", index))
    for role, level in product(knowledge.role_name, levels):
        if (role, level) not in cells:
            yield Reference(f"the row {role} {level} is missing", "add it", file, ("rows",))
    if not any(entry.lookup == "pay" for entry in knowledge.entries):
        yield Reference("no entry answers from this file", "give one `lookup: pay`", file)


def _around_pay(knowledge: Knowledge) -> Iterator[Reference]:
    pay, file = knowledge.pay, "pay.yaml"
    named = [
        (part.caution, ("components", index, "caution"))
        for index, part in enumerate(pay.components)
        if part.caution
    ]
    shared = [(name, ("cautions", index)) for index, name in enumerate(pay.cautions)]
    for name, location in (*named, *shared):
        if name not in knowledge.caution:
            yield Reference(*unknown(name, "caution", knowledge.caution), file, location)
    if pay.section not in knowledge.section_title:
        what, mend = unknown(pay.section, "section", knowledge.section_title)
        yield Reference(what, mend, file, ("section",))


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
    texts = knowledge.texts
    for key, kind, names, known in (
        ("start_entries", "entry", texts.start_entries, knowledge.entry),
        ("role_topics", "topic", texts.role_topics, knowledge.topic),
    ):
        for index, name in enumerate(names):
            if name not in known:
                yield Reference(*unknown(name, kind, known), "texts.yaml", (key, index))


def _in_desk(knowledge: Knowledge) -> Iterator[Reference]:
    for index, name in enumerate(knowledge.desk.what_if.cautions):
        if name not in knowledge.caution:
            location = ("what_if", "cautions", index)
            yield Reference(*unknown(name, "caution", knowledge.caution), "desk.yaml", location)
