"""What compare.yaml, interview.yaml, quiz.yaml and resume.yaml say of themselves and of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.knowledge.models import Knowledge
from bot.knowledge.reference import Location, Reference, unknown
from bot.knowledge.resume import READ_APART

# A name that has to exist: what kind of thing it is, where it stands, and the names there are.
_Name = tuple[str, str, Location, Iterable[str]]


def in_job(knowledge: Knowledge) -> Iterator[Reference]:
    """Every name that leads nowhere, and every gap."""
    for file, names in (
        ("compare.yaml", _in_compare(knowledge)),
        ("interview.yaml", _in_interview(knowledge)),
        ("quiz.yaml", _in_quiz(knowledge)),
        ("resume.yaml", _in_resume(knowledge)),
    ):
        for name, kind, location, known in names:
            if name not in known:
                yield Reference(*unknown(name, kind, known), file, location)
    yield from _without_brief(knowledge)
    yield from _stages(knowledge)
    yield from _unbalanced(knowledge)
    yield from _in_lenses(knowledge)


def _in_compare(knowledge: Knowledge) -> Iterator[_Name]:
    for index, aspect in enumerate(knowledge.compare.aspects):
        for at, row in enumerate(aspect.rows):
            here: Location = ("aspects", index, "rows", at, "entries")
            for place, name in enumerate(row.entries):
                yield name, "entry", (*here, place), knowledge.entry


def _in_interview(knowledge: Knowledge) -> Iterator[_Name]:
    interview = knowledge.interview
    yield interview.flow, "entry", ("flow",), knowledge.entry
    for index, stage in enumerate(interview.stages):
        yield stage.topic, "topic", ("stages", index, "topic"), knowledge.topic
        for at, name in enumerate(stage.more):
            yield name, "entry", ("stages", index, "more", at), knowledge.entry


def _in_quiz(knowledge: Knowledge) -> Iterator[_Name]:
    for index, item in enumerate(knowledge.quiz.statements):
        yield item.role, "role", ("statements", index, "role"), knowledge.role_name
        yield item.entry, "entry", ("statements", index, "entry"), knowledge.entry


def _in_resume(knowledge: Knowledge) -> Iterator[_Name]:
    resume = knowledge.resume
    signals = [signal.id for signal in resume.signals]
    yield resume.entry, "entry", ("entry",), knowledge.entry
    for index, signal in enumerate(resume.signals):
        if signal.lens is not None:
            yield signal.lens, "role", ("signals", index, "lens"), knowledge.role_name
    for index, lens in enumerate(resume.lenses):
        here: Location = ("lenses", index)
        yield lens.role, "role", (*here, "role"), knowledge.role_name
        yield lens.framing, "entry", (*here, "framing"), knowledge.entry
        for at, part in enumerate(lens.parts):
            spot: Location = (*here, "parts", at)
            yield part.entry, "entry", (*spot, "entry"), knowledge.entry
            for place, name in enumerate(part.signals):
                yield name, "signal", (*spot, "signals", place), signals


def _without_brief(knowledge: Knowledge) -> Iterator[Reference]:
    """A row that would have nothing to say of a role."""
    for index, aspect in enumerate(knowledge.compare.aspects):
        for at, row in enumerate(aspect.rows):
            found = [knowledge.entry[name] for name in row.entries if name in knowledge.entry]
            said = {role for entry in found for role in entry.brief}
            for role in knowledge.role_name if len(found) == len(row.entries) else ():
                if role not in said:
                    what = f"none of the entries of '{row.name}' has a brief for '{role}'"
                    mend = f"add `brief: {{{role}: …}}` to one of them, or another entry"
                    location = ("aspects", index, "rows", at, "entries")
                    yield Reference(what, mend, "compare.yaml", location)


def _stages(knowledge: Knowledge) -> Iterator[Reference]:
    """The stages are what their entry lists, in its order."""
    interview = knowledge.interview
    flow = knowledge.entry.get(interview.flow)
    listed = flow.parts if flow is not None else ()
    if flow is not None and tuple(stage.topic for stage in interview.stages) != listed:
        what = f"the stages differ from the parts of the entry '{flow.id}'"
        mend = f"let them be: {', '.join(listed)}"
        yield Reference(what, mend, "interview.yaml", ("stages",))


def _unbalanced(knowledge: Knowledge) -> Iterator[Reference]:
    """Who always answers the same should be right half of the time."""
    quiz = knowledge.quiz
    counts = Counter(item.role for item in quiz.statements)
    if counts.keys() <= knowledge.role_name.keys():
        shown = ", ".join(f"{role}: {counts[role]}" for role in knowledge.role_name)
        if len({counts[role] for role in knowledge.role_name}) > 1:
            what = f"the roles have not the same number of statements ({shown})"
            yield Reference(what, "add some, or remove some", "quiz.yaml", ("statements",))
    if quiz.round > len(quiz.statements):
        what = f"a round of {quiz.round} is longer than the list"
        yield Reference(what, f"at most {len(quiz.statements)}", "quiz.yaml", ("round",))


def _in_lenses(knowledge: Knowledge) -> Iterator[Reference]:
    """The signals that are read apart, and one lens for each role, of parts with own ids."""
    signals = [signal.id for signal in knowledge.resume.signals]
    for name in READ_APART:
        if name not in signals:
            what = f"the signal '{name}' is missing"
            yield Reference(what, "add it", "resume.yaml", ("signals",))
    lenses, seen = knowledge.resume.lenses, set[str]()
    if lenses[0].role == lenses[1].role:
        location: Location = ("lenses", 1, "role")
        yield Reference("both lenses are of one role", "give each its own", "resume.yaml", location)
    for index, lens in enumerate(lenses):
        for at, part in enumerate(lens.parts):
            if part.id in seen:
                what = f"the id '{part.id}' is taken"
                location = ("lenses", index, "parts", at, "id")
                yield Reference(what, "choose another", "resume.yaml", location)
            seen.add(part.id)
