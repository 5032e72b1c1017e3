"""The command line as a whole: commands, exit statuses, and what the other end may do."""

from __future__ import annotations

import io
import os
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.__main__ import COMMANDS, main
from bot.advice import Advisor
from bot.errors import UsageError


class _Interrupted:
    """Input during which Ctrl-C is pressed."""

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        raise io.UnsupportedOperation

    def __iter__(self) -> Iterator[str]:
        raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _by_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the fixture `advisor`, which builds the index before any command looks for it."""
    monkeypatch.setenv("EMBEDDING", "off")


def left(arguments: list[str]) -> object:
    """The status that the argument parser leaves with."""
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    return leaving.value.code


@pytest.mark.parametrize("arguments", [[], ["dance"], ["--loud"], ["ask", "--loud", "hello"]])
def test_wrong_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert left(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: pm-advisor ")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert left(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} {what}" in shown for name, what in COMMANDS.items())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert left([command, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith(f"usage: pm-advisor {command} ")
    assert COMMANDS[command] in shown


def test_the_arguments_are_the_processs_own_unless_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pm-advisor", "ask"])
    with pytest.raises(SystemExit) as leaving:
        runpy.run_path(str(Path(bot.__file__).parent / "__main__.py"), run_name="__main__")
    assert leaving.value.code == 2
    assert capsys.readouterr().err.startswith("give a text")


def test_a_mistake_of_the_operators_is_an_exit_status() -> None:
    mistake = UsageError("PORT: got 'x', wants a number")
    assert (str(mistake), mistake.status) == ("PORT: got 'x', wants a number", 2)
    assert UsageError("a curator's", status=1).status == 1


@pytest.mark.parametrize("arguments", [["ask", "--batch"], ["chat"]])
def test_ctrl_c_leaves_without_a_word(
    advisor: Advisor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", _Interrupted())
    assert main(arguments) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_has_enough_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["knowledge", "schema", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


def test_a_terminal_with_few_characters_shows_what_it_can(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii"))
    assert main(["ask", "/salary senior ml"]) == 0
    assert b"? Base: $180k-$205k" in shown.getvalue()
