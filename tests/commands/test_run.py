"""`run` in this process, against a Bot API over real HTTP."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.advice import Advisor
from bot.commands import run as run_module
from bot.commands import upkeep
from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_http import served
from tests.commands.conftest import CommandLine, Ended

TOKEN = "1234567:AAFakeFakeFakeFakeFakeFakeFakeFake"
Serve = Callable[[Callable[[], object]], Ended]


@pytest.fixture
def telegram() -> LocalTelegram:
    telegram = LocalTelegram()
    telegram.token = TOKEN
    return telegram


@pytest.fixture
def environment(
    telegram: LocalTelegram, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """An operator's environment, with Telegram on this machine."""
    for other in ("uvicorn.error", "uvicorn.access"):  # the server's, which shares this process
        monkeypatch.setattr(logging.getLogger(other), "disabled", True)
    monkeypatch.setattr(run_module, "_START_PAUSES", (0, 0, 0))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_home}/bot.sqlite3")
    with served(telegram) as url:
        monkeypatch.setenv("TELEGRAM_API_BASE_URL", url)
        yield monkeypatch


@pytest.fixture
def serve(cli: CommandLine, environment: pytest.MonkeyPatch) -> Serve:
    """Run until something is so, then send the signal a host sends."""

    def until(so: Callable[[], object], number: int = signal.SIGTERM) -> Ended:
        ended, default = threading.Event(), signal.getsignal(number)

        def stop() -> None:
            deadline = time.monotonic() + 10
            while not ended.wait(0.005):
                handled = signal.getsignal(number) is not default
                if handled and (so() or time.monotonic() > deadline):
                    os.kill(os.getpid(), number)
                    return

        watcher = threading.Thread(target=stop)
        watcher.start()
        try:
            return cli("run")
        finally:
            ended.set()
            watcher.join()

    return until


def replies(telegram: LocalTelegram) -> list[str]:
    return [message.text for message in telegram.messages() if message.from_bot]


def polling(telegram: LocalTelegram) -> bool:
    """Whether the call before the first getUpdates, which waits and so is no call yet, was made."""
    return any(call.method == "deleteWebhook" for call in telegram.calls)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_it_is_told_to_stop(
    serve: Callable[..., Ended], telegram: LocalTelegram, advisor: Advisor, number: int
) -> None:
    telegram.text("/privacy")
    ended = serve(lambda: replies(telegram), number)
    assert ended.status == 0
    assert ended.out == ""
    assert replies(telegram)[0].startswith("• " + advisor.knowledge.service.kept[0].line)
    assert telegram.pending() == []
    assert "polling; database sqlite, knowledge " in ended.err
    assert TOKEN not in ended.err


def test_it_tells_telegram_what_it_can_do(
    serve: Serve, telegram: LocalTelegram, advisor: Advisor
) -> None:
    serve(lambda: polling(telegram))
    set_up = {call.method: call.parameters for call in reversed(telegram.calls)}  # the first
    texts = advisor.knowledge.texts
    told = {one["command"]: one["description"] for one in set_up["setMyCommands"]["commands"]}
    assert told == texts.commands
    assert set_up["setChatMenuButton"]["menu_button"] == {"type": "commands"}
    assert set_up["setMyDescription"]["description"] == texts.description
    assert set_up["setMyShortDescription"]["short_description"] == texts.short_description


def test_a_profile_that_cannot_be_set_stops_nobody(serve: Serve, telegram: LocalTelegram) -> None:
    telegram.fail("setMyCommands", Failure.server_error())
    telegram.text("/privacy")
    ended = serve(lambda: replies(telegram))
    assert ended.status == 0
    assert "could not be set" in ended.err


def test_a_telegram_that_is_late_is_waited_for(serve: Serve, telegram: LocalTelegram) -> None:
    telegram.fail("getMe", Failure.server_error(502), times=2)
    telegram.fail("getMe", Failure.network())
    telegram.text("/privacy")
    assert serve(lambda: replies(telegram)).status == 0
    assert len(replies(telegram)) == 1


def test_old_rows_that_cannot_be_dropped_stop_nobody(
    serve: Serve,
    cli: CommandLine,
    data_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(logging.getLogger(upkeep.__name__), "handlers", [caplog.handler])
    cli("db", "upgrade")
    with closing(sqlite3.connect(data_home / "bot.sqlite3")) as connection:
        connection.execute("DROP TABLE sent_replies")
    ended = serve(lambda: "old rows could not be dropped" in caplog.messages)
    assert ended.status == 0
    assert "old rows could not be dropped" in ended.err


def test_a_token_that_telegram_does_not_know(
    cli: CommandLine, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("TELEGRAM_BOT_TOKEN", "7" + TOKEN)
    complaint = cli("run").complaint
    assert complaint == "TELEGRAM_BOT_TOKEN: Telegram does not know this token"


def test_no_token(cli: CommandLine, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("TELEGRAM_BOT_TOKEN")
    complaint = cli("run").complaint
    assert complaint.startswith("TELEGRAM_BOT_TOKEN is not set: get one from @BotFather")
    assert "python -m bot chat" in complaint


def test_an_address_where_nobody_answers(cli: CommandLine, environment: pytest.MonkeyPatch) -> None:
    with socket.socket() as deaf:  # bound, so that nobody else gets the port; but not listening
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        environment.setenv("TELEGRAM_API_BASE_URL", f"http://127.0.0.1:{port}/bot")
        complaint = cli("run").complaint
    assert complaint.startswith("TELEGRAM_API_BASE_URL: Telegram does not answer at http://127.0.")
    assert "mend the address" in complaint


def test_an_address_that_is_none_does_not_show_the_token(
    cli: CommandLine, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("TELEGRAM_API_BASE_URL", "http://127.0.0.1:bot")
    ended = cli("run")
    assert ended.complaint.startswith("TELEGRAM_API_BASE_URL: ")
    assert TOKEN not in ended.err


def test_a_database_that_cannot_be_used(
    cli: CommandLine, environment: pytest.MonkeyPatch, data_home: Path
) -> None:
    environment.setenv("DATABASE_URL", f"sqlite:///{data_home}")
    assert cli("run").complaint.startswith(f"DATABASE_URL: the database at {data_home} cannot")


def test_a_webhook_needs_a_secret(cli: CommandLine, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WEBHOOK_URL", "https://example.org/hook")
    assert cli("run").complaint.startswith("WEBHOOK_SECRET is not set: ")
