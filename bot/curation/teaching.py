"""A question becomes an alias and a regression case: checked first, then written in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.curation.alias_text import line_of, with_alias
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.knowledge.models import Entry
from bot.knowledge.reference import unknown
from bot.knowledge.regressions import FILE, regression, with_rows

_CASES = 5  # of one group
_ONE_AT_A_TIME = threading.Lock()
_INSTALLED = ("site-packages", "dist-packages")


class TeachingError(Exception):
    """Nothing was written; the message says why, and what to do."""


@dataclass(frozen=True)
class Taught:
    """What was written: the alias at `file`:`line`, and how many regression cases."""

    alias: str
    entry: Entry
    file: str
    line: int
    cases: int


def teach(folder: Path, entry: str, alias: str, texts: Sequence[str]) -> Taught:
    """Add an alias to an entry, and the texts as regression cases. Raises TeachingError.

    The whole folder is checked with it before a file is replaced. Takes a second or so.
    """
    with _ONE_AT_A_TIME:
        problem = why_not(folder)
        if problem:
            raise TeachingError(problem)
        return _teach(folder, entry, " ".join(alias.split()), texts)


def why_not(folder: Path) -> str:
    """Why a running bot cannot write to the folder, and what to do; empty when it can."""
    mend = f"copy it (cp -r {folder} SOMEWHERE), set KNOWLEDGE_DIR to the copy, and start again"
    if any(part in _INSTALLED for part in folder.resolve().parts):
        return f"{folder} belongs to the installed package, whose next version replaces it: {mend}"
    if not all(os.access(path, os.W_OK) for path in (folder, folder / "entries")):
        return f"{folder} cannot be written: make it writable for this user, or {mend}"
    return ""


def _teach(folder: Path, name: str, alias: str, texts: Sequence[str]) -> Taught:
    knowledge = _loaded(folder, "the folder has mistakes already; mend them first")
    entry = knowledge.entry.get(name)
    if entry is None:
        raise TeachingError(", ".join(unknown(name, "entry", knowledge.entry)))
    path, before = _file_of(folder, name)
    line = line_of(before, name, alias)
    after = before
    if not line:  # else it was written before, by a try that came no further
        inserted = with_alias(before, name, alias)
        if inserted is None:  # it was found a moment ago
            raise TeachingError(f"{path} has changed meanwhile; try again")
        after, line = inserted.text, inserted.line
        _check(folder, path, after)
    cases = [regression(text, entry) for text in dict.fromkeys((alias, *texts)) if text][:_CASES]
    _write_both(folder, path, (before, after), cases)
    return Taught(alias, entry, path.relative_to(folder).as_posix(), line, len(cases))


def _loaded(folder: Path, otherwise: str) -> Knowledge:
    try:
        return load(folder)
    except KnowledgeError as error:
        raise TeachingError(f"{otherwise}\n{error}") from None


def _file_of(folder: Path, entry: str) -> tuple[Path, str]:
    """The file that an entry is in, and its text, line ends as they are."""
    for path in sorted((folder / "entries").glob("*.yaml")):
        text = _read(path)
        if f"id: {entry}" in text and with_alias(text, entry, "x") is not None:
            return path, text
    raise TeachingError(f"no file under {folder / 'entries'} has an entry '{entry}' to write into")


def _check(folder: Path, path: Path, text: str) -> None:
    """Load a copy of the folder with that file changed."""
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = Path(elsewhere) / "knowledge"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        _save(copy / path.relative_to(folder), text)
        try:
            _loaded(copy, "that would break the folder, so nothing was written:")
        except TeachingError as error:
            raise TeachingError(str(error).replace(str(copy), str(folder))) from None


def _write_both(
    folder: Path, path: Path, texts: tuple[str, str], cases: Sequence[Mapping[str, Any]]
) -> None:
    """The entry's file and the cases, both or neither."""
    before, after = texts
    regressions = folder / FILE
    if _read(path) != before:
        raise TeachingError(f"{path} has changed meanwhile; try again")
    try:
        written = _read(regressions) if regressions.exists() else ""
        _replace(path, after)
        try:
            _replace(regressions, with_rows(written, cases))
        except OSError:
            _replace(path, before)
            raise
    except OSError as error:
        what = f"{error.filename or folder}: {error.strerror}"
        raise TeachingError(f"{what}; make {folder} writable, or set KNOWLEDGE_DIR") from None


def _replace(path: Path, text: str) -> None:
    """The whole file at once: whoever reads it meanwhile sees the old one or the new one."""
    if path.exists() and _read(path) == text:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    try:
        _save(Path(name), text)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _save(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
