"""Read the folder, validate each file, then check what files say of one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import filterfalse
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.knowledge import models
from bot.knowledge.compare import Compare
from bot.knowledge.desk import Desk
from bot.knowledge.fit import Fit
from bot.knowledge.interview import Interview
from bot.knowledge.page import PageTexts
from bot.knowledge.positions import Document, YamlError
from bot.knowledge.practice import PracticeFile
from bot.knowledge.prepare import PrepareFile
from bot.knowledge.quiz import Quiz
from bot.knowledge.reference import Reference
from bot.knowledge.references import broken_references
from bot.knowledge.resume import Resume
from bot.knowledge.service import Service
from bot.knowledge.telegram import OnTelegram
from bot.knowledge.texts import Texts

# file -> the shape of what it holds; entries/ holds one list of entries per file.
FILES: dict[str, Any] = {
    "article": models.Article,
    "cautions": tuple[models.Caution, ...],
    "uncovered": tuple[models.Uncovered, ...],
    "offtopic": models.OffTopic,
    "talk": tuple[models.SmallTalk, ...],
    "pay": models.Pay,
    "words": models.Vocabulary,
    "texts": Texts,
    "fit": Fit,
    "telegram": OnTelegram,
    "compare": Compare,
    "interview": Interview,
    "resume": Resume,
    "quiz": Quiz,
    "practice": PracticeFile,
    "prepare": PrepareFile,
    "page": PageTexts,
    "service": Service,
    "desk": Desk,
}
ENTRIES = tuple[models.Entry, ...]
_SHOWN = 60  # characters of a wrong value that still fit on its line


@dataclass(frozen=True)
class Problem:
    """One mistake in a file, with its mend; `line` counts from 1."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}, {self.mend}"


class KnowledgeError(Exception):
    """The folder cannot be used; `problems` says why, for a curator."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def load(folder: Path) -> models.Knowledge:
    """Read and check a knowledge folder.

    Raises KnowledgeError with every mistake found, by file and line; what files say of one
    another is checked once each is in order by itself.
    """
    reading = _Reading(folder)
    parts = reading.parts()
    if reading.problems:
        raise KnowledgeError(reading.problems)
    knowledge = models.Knowledge(**parts, version=reading.version())
    problems = [reading.locate(reference) for reference in broken_references(knowledge)]
    if problems:
        raise KnowledgeError(problems)
    return knowledge


class _Reading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._documents: dict[str, Document] = {}
        self._asked_for: set[str] = set()
        self._entry_places: list[tuple[str, int]] = []  # as entries come in `Knowledge.entries`

    def parts(self) -> dict[str, Any]:
        found = {name: self._validated(f"{name}.yaml", shape) for name, shape in FILES.items()}
        entries = tuple(self._entries())
        for path in sorted({*self.folder.rglob("*.yaml"), *self.folder.rglob("*.yml")}):
            name = path.relative_to(self.folder).as_posix()
            if name not in self._asked_for:
                self._problem(name, 1, "this file is never read", "mend its name, or move it away")
        return {**found, "entries": entries}

    def version(self) -> str:
        """Twelve hex digits of a hash over all files."""
        digest = hashlib.sha256()
        for name in sorted(self._documents):
            digest.update((self.folder / name).read_bytes())
        return digest.hexdigest()[:12]

    def _entries(self) -> Iterator[models.Entry]:
        paths = sorted((self.folder / "entries").glob("*.yaml"))
        if not paths:
            self._problem("entries", 1, "there are no entry files", "add entries/NAME.yaml")
        for path in paths:
            name = f"entries/{path.name}"
            for index, entry in enumerate(self._validated(name, ENTRIES) or ()):
                self._entry_places.append((name, index))
                yield entry

    def _validated(self, name: str, shape: Any) -> Any:
        document = self._document(name)
        if document is None:
            return None
        try:
            return TypeAdapter(shape).validate_python(document.data)
        except ValidationError as error:
            for mistake in filterfalse(_follows, error.errors(include_url=False)):
                what, mend = _in_plain_words(mistake)
                self._problem(name, document.line(mistake["loc"]), what, mend)
            return None

    def _document(self, name: str) -> Document | None:
        self._asked_for.add(name)
        try:
            self._documents[name] = Document(self.folder / name)
        except FileNotFoundError:
            self._problem(name, 1, "the file is missing", "add it (KNOWLEDGE.md shows its shape)")
        except OSError as error:
            self._problem(name, 1, f"the file cannot be read ({error.strerror})", "mend that")
        except UnicodeDecodeError:
            self._problem(name, 1, "the file is not UTF-8 text", "save it as UTF-8")
        except YamlError as mistake:
            self._problem(name, mistake.line, mistake.what, "mend the YAML there")
        return self._documents.get(name)

    def _problem(self, name: str, line: int, what: str, mend: str) -> None:
        self.problems.append(Problem(str(self.folder / name), line, what, mend))

    def locate(self, reference: Reference) -> Problem:
        """Where a broken cross-reference stands."""
        name, location = reference.file, reference.location
        if reference.entry is not None:
            name, index = self._entry_places[reference.entry]
            location = (index, *location)
        line = self._documents[name].line(location)
        return Problem(str(self.folder / name), line, reference.what, reference.mend)


def _follows(mistake: Any) -> bool:
    """Whether a list is only short of items because some of them have mistakes of their own."""
    if mistake["type"] != "too_short":
        return False
    given, wanted = len(mistake["input"]), int(mistake["ctx"]["min_length"])
    return given >= wanted


# pydantic's words for a shape are a programmer's; these are a curator's.
_SHAPES = {
    "model_type": "should be keys with values",
    "dict_type": "should be keys with values",
    "tuple_type": "should be a list",
    "too_long": "should have at most {max_length} items",
    "too_short": "should have at least {min_length} items",
}
_MENDS = {
    "string_type": "put quotes around it",
    "string_too_long": "shorten it",
    "too_long": "remove some",
    "too_short": "add some",
}


def _in_plain_words(mistake: Any) -> tuple[str, str]:
    """pydantic's error as what is wrong and what to do."""
    kind, got = mistake["type"], repr(mistake["input"])
    steps = [step for step in mistake["loc"] if isinstance(step, str) and step != "[key]"]
    where = ".".join(steps) or "the file"
    match kind:
        case "extra_forbidden":
            return f"'{where}' is not a known key", "remove it or mend its spelling"
        case "missing":
            return f"'{where}' is missing", "add it"
        case "string_pattern_mismatch":
            return f"'{where}': {got} is no id", "begin with a-z, go on with a-z, 0-9 and _"
        case _:
            said = mistake["msg"].removeprefix("Value error, ")
            if kind in _SHAPES:
                said = _SHAPES[kind].format(**mistake.get("ctx", {}))
            shown = f" (got {got})" if len(got) <= _SHOWN else ""
            return f"'{where}': {said}{shown}", _MENDS.get(kind, "change it")
