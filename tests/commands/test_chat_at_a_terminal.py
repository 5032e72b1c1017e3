"""`chat` at a terminal: a welcome, a prompt, styles, and Ctrl-D to leave."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.__main__ import main
from bot.advice import Advisor

ENTER, LEAVE, INTERRUPT = "\r", "\x04", "\x03"
HISTORY = Path("pm-advisor", "history")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def keys(
    advisor: Advisor, cache_home: Path, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PipeInput]:
    """A terminal's keyboard, with the index built before and nothing typed before."""
    built = data_home / "cache" / "pm-advisor"
    built.mkdir(parents=True)
    for model in (cache_home / "pm-advisor").glob("*.npz"):
        (built / model.name).symlink_to(model)
    monkeypatch.setenv("XDG_CACHE_HOME", str(built.parent))
    monkeypatch.setattr(sys, "stdin", _Terminal())
    with (
        create_pipe_input() as keyboard,
        create_app_session(input=keyboard, output=DummyOutput()),
    ):
        yield keyboard


def test_it_welcomes_and_leaves(
    keys: PipeInput, advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.send_text(LEAVE)
    assert main(["chat"]) == 0
    out, err = capsys.readouterr()
    assert out.strip().startswith(advisor.knowledge.texts.start)
    assert err == ""


def test_ctrl_c_leaves_too(keys: PipeInput) -> None:
    keys.send_text("half a que" + INTERRUPT)
    assert main(["chat"]) == 0


def test_a_conversation_in_styles(
    keys: PipeInput, advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (advisor.knowledge.fit.question[name] for name in ("yardstick", "pay"))
    keys.send_text(f"/salary senior ml{ENTER}{ENTER}/fit{ENTER}2{ENTER}{LEAVE}")
    assert main(["chat"]) == 0
    out, _ = capsys.readouterr()
    assert "\x1b[1mSenior ML PM\x1b[0m" in out
    assert f"\x1b[32m[3] {first.options[2].label}\x1b[0m\n" in out
    assert out.index(first.text) < out.index(second.text)


def test_what_was_typed_is_at_hand_the_next_time(keys: PipeInput, data_home: Path) -> None:
    keys.send_text(f"/privacy{ENTER}{LEAVE}")
    assert main(["chat"]) == 0
    assert "+/privacy\n" in (data_home / "cache" / HISTORY).read_text()


def test_it_talks_where_nothing_can_be_kept_of_what_was_typed(
    keys: PipeInput,
    data_home: Path,
    advisor: Advisor,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (data_home / "cache" / HISTORY).mkdir()
    keys.send_text(f"/privacy{ENTER}{LEAVE}")
    assert main(["chat"]) == 0
    assert advisor.knowledge.service.kept[0].line in capsys.readouterr().out
