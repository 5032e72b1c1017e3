"""The command line in this process: what it was given, and how it ended."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.advice import Advisor


@dataclass(frozen=True)
class Ended:
    """A command that is over: exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on standard error of a command that did nothing else."""
        assert self.status == 2
        assert self.out == ""
        (line,) = self.err.splitlines()
        return line


CommandLine = Callable[..., Ended]


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new user's home, so that no test meets another one's state; words alone, as `advisor`."""
    monkeypatch.setenv("EMBEDDING", "off")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def cli(
    advisor: Advisor,
    data_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """Run a command; `advisor` has built the index, so no command does."""

    def run(*arguments: str, stdin: str | bytes = "") -> Ended:
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        capsys.readouterr()
        with _logging_as_it_was():
            try:
                status = main(list(arguments))
            except SystemExit as leaving:
                status = int(str(leaving.code))
        return Ended(status, *capsys.readouterr())

    return run


@contextmanager
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
