"""What fit.yaml says of itself and of other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge.fit import BALANCED, Fit
from bot.knowledge.models import Knowledge
from bot.knowledge.reference import Location, Reference, unknown

_FILE = "fit.yaml"

# A name that has to exist: what kind of thing it is, where it stands, and the names there are.
_Name = tuple[str, str, Location, Iterable[str]]


def in_fit(knowledge: Knowledge) -> Iterator[Reference]:
    """Every name of fit.yaml that leads nowhere, and every gap in it."""
    for name, kind, location, known in _names(knowledge):
        if name not in known:
            yield Reference(*unknown(name, kind, known), _FILE, location)
    yield from _gaps(knowledge.fit)


def _names(knowledge: Knowledge) -> Iterator[_Name]:
    fit = knowledge.fit
    for index, side in enumerate(fit.sides):
        yield side.role, "role", ("sides", index, "role"), knowledge.role_name
    yield from _in_questions(knowledge)
    leans = [*(side.lean for side in fit.sides), BALANCED]
    for index, result in enumerate(fit.results):
        here: Location = ("results", index)
        yield result.lean, "lean", (*here, "lean"), leans
        for at, name in enumerate(result.entries):
            yield name, "entry", (*here, "entries", at), knowledge.entry
        for at, step in enumerate(result.next_steps):
            yield step.entry, "entry", (*here, "next_steps", at, "entry"), knowledge.entry
        for at, ready in enumerate(result.readiness):
            place = (*here, "readiness", at)
            yield from _answer(fit, ready.question, (ready.option,), place, "option")


def _in_questions(knowledge: Knowledge) -> Iterator[_Name]:
    fit = knowledge.fit
    traits = [trait.id for trait in fit.traits]
    for index, question in enumerate(fit.questions):
        here: Location = ("questions", index)
        yield question.trait, "trait", (*here, "trait"), traits
        yield question.entry, "entry", (*here, "entry"), knowledge.entry
        if question.only_if is not None:
            wanted = question.only_if
            place = (*here, "only_if")
            yield from _answer(fit, wanted.question, wanted.options, place, "options")
        for at, option in enumerate(question.options):
            spot = (*here, "options", at)
            for role in option.evidence:
                yield role, "role", (*spot, "evidence", role), knowledge.role_name
            if option.entry is not None:
                yield option.entry, "entry", (*spot, "entry"), knowledge.entry


def _answer(
    fit: Fit, question: str, options: tuple[str, ...], here: Location, key: str
) -> Iterator[_Name]:
    yield question, "question", (*here, "question"), fit.question
    if question in fit.question:
        known = [option.id for option in fit.question[question].options]
        for option in options:
            yield option, "option", (*here, key), known


def _gaps(fit: Fit) -> Iterator[Reference]:
    for lean in (*(side.lean for side in fit.sides), BALANCED):
        if lean not in [result.lean for result in fit.results]:
            yield Reference(f"the result '{lean}' is missing", "add it", _FILE, ("results",))
    if min(strength.from_ for strength in fit.strengths) > 0:
        what = "no strength begins at 0"
        yield Reference(what, "let the first be `from: 0`", _FILE, ("strengths",))
    always = [question for question in fit.questions if question.only_if is None]
    if len(always) < fit.scoring.most:
        what = f"only {len(always)} questions are asked of everyone"
        mend = f"add some, or make `most` smaller than {fit.scoring.most}"
        yield Reference(what, mend, _FILE, ("scoring", "most"))
    yield from _out_of_order(fit)


def _out_of_order(fit: Fit) -> Iterator[Reference]:
    """A condition on a later question could never come true in time, or run in a circle."""
    seen: set[str] = set()
    for index, question in enumerate(fit.questions):
        wanted = question.only_if.question if question.only_if else None
        if wanted in fit.question and wanted not in seen:
            what = f"'{question.id}' stands before '{wanted}', which it depends on"
            location = ("questions", index, "only_if", "question")
            yield Reference(what, "move it below", _FILE, location)
        seen.add(question.id)
