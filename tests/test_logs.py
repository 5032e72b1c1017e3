"""Logs for operators: a line an event, quiet libraries, no secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bot.logs import set_up_logging

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def _events(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_a_console_line_has_time_level_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "console")
    logging.getLogger("bot.here").info("%s updates", 3)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ INFO bot\.here: 3 updates\n", err)


def test_a_json_line_holds_the_event(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    logging.getLogger("bot.here").warning('odd "text"\nof %s', "löng lines")
    (event,) = _events(capsys)
    assert datetime.fromisoformat(event.pop("at")).utcoffset() is not None
    assert event == {
        "level": "WARNING",
        "logger": "bot.here",
        "message": 'odd "text"\nof löng lines',
    }


def test_a_json_line_holds_the_whole_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    try:
        raise ValueError("broken")  # noqa: TRY301
    except ValueError:
        logging.getLogger("bot").exception("it broke")
    (event,) = _events(capsys)
    assert event["message"] == "it broke"
    assert event["error"].startswith("Traceback")
    assert event["error"].endswith("ValueError: broken")


@pytest.mark.parametrize("style", ["console", "json"])
def test_no_token_is_ever_printed(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", style)
    log = logging.getLogger("bot")
    log.info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")  # noqa: TRY301
    except ValueError:
        log.exception("start")
    said = capsys.readouterr().err
    assert TOKEN.partition(":")[2] not in said
    assert "https://api.telegram.org/bot<secret>/getMe" in said
    assert "The token `<secret>` was rejected" in said


@pytest.mark.parametrize("style", ["console", "json"])
def test_the_secrets_of_this_process_are_hidden_whatever_their_shape(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("INFO", style, secrets=("12:short", "s.cret"))
    logging.getLogger("bot").info("12:short and s.cret but not secret")
    said = capsys.readouterr().err
    assert "<secret> and <secret> but not secret" in said


def test_times_and_ports_are_no_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    logging.getLogger("bot").info("at 12:34:56 on 127.0.0.1:54321")
    (event,) = _events(capsys)
    assert event["message"] == "at 12:34:56 on 127.0.0.1:54321"


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("WARNING", "json")
    logging.getLogger("bot").info("unheard")
    logging.getLogger("bot").warning("heard")
    assert [event["message"] for event in _events(capsys)] == ["heard"]


@pytest.mark.parametrize("library", ["httpx", "httpcore", "alembic", "aiosqlite"])
def test_libraries_that_log_each_request_are_kept_quiet(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("DEBUG", "json")
    logging.getLogger(library).info("one more request")
    logging.getLogger(library).warning("something is wrong")
    assert [event["message"] for event in _events(capsys)] == ["something is wrong"]


@pytest.mark.parametrize("style", ["console", "json"])
def test_what_an_event_has_of_its_own_is_logged_with_it(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("INFO", style)
    extra = {"update": 7, "chat": "0a1b", "outcome": "answer", "ms": 12}
    logging.getLogger("x").info("answered", extra=extra)
    said = capsys.readouterr().err
    if style == "json":
        assert json.loads(said).items() >= extra.items()
    else:
        assert said.endswith("answered update=7 chat=0a1b outcome=answer ms=12\n")
