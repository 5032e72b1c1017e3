"""A bar for a person who waits; silence for everybody else."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import redirect_stderr

import pytest

from bot.matching import progress
from bot.matching.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(steps: Iterable[str], total: int | None = None, *, to: io.StringIO) -> str:
    """What two steps of work write."""
    with redirect_stderr(to):
        assert list(shown(steps, "reading", total)) == ["a", "b"]
    return to.getvalue()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("steps", "total", "counted"),
    [("ab", None, "0/2"), (iter("ab"), 2, "0/2"), (iter("ab"), None, "0it")],
)
def test_steps_are_counted_towards_their_number_where_it_is_known(
    steps: Iterable[str], total: int | None, counted: str
) -> None:
    bar = written(steps, total, to=Terminal())
    assert "reading" in bar
    assert counted in bar


@pytest.mark.usefixtures("_impatient")
def test_a_bar_is_wiped_off_when_the_work_is_done() -> None:
    *_, wiped, rest = written("ab", to=Terminal()).split("\r")
    assert (wiped.strip(), rest) == ("", "")


def test_short_work_shows_nothing() -> None:
    assert "reading" not in written("ab", to=Terminal())


@pytest.mark.usefixtures("_impatient")
def test_where_nobody_looks_on_nothing_is_written() -> None:
    assert written("ab", to=io.StringIO()) == ""
