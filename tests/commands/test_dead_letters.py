"""`dead-letters`: an operator looks at what failed for good, replays it or drops it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import DeadLetters, Letter, make_engine, upgrade
from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_http import served
from tests.commands.conftest import CommandLine
from tests.telegram.bot_helpers import answers


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram()


@pytest.fixture(autouse=True)
def over_http(telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with served(telegram) as url:
        monkeypatch.setenv("TELEGRAM_API_BASE_URL", url)
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456789:" + "a" * 30)
        telegram.token = "123456789:" + "a" * 30
        yield


@pytest.fixture(autouse=True)
def two_letters(telegram: LocalTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/bot.sqlite3"
    monkeypatch.setenv("DATABASE_URL", url)
    updates = [telegram.text("/about", chat_id=chat) for chat in (1, 2)]

    async def bury() -> None:
        engine = make_engine(url)
        await upgrade(engine)
        for update in updates:
            chat = update["message"]["chat"]["id"]
            letter = Letter(update["update_id"], chat, 0, json.dumps(update))
            await DeadLetters(engine).bury(letter, "KeyError: 'x'")
        await engine.dispose()

    asyncio.run(bury())


def test_they_are_listed(cli: CommandLine) -> None:
    lines = cli("dead-letters", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "dead"]
    assert lines[0].endswith("KeyError: 'x'")


def test_one_is_dropped(cli: CommandLine) -> None:
    assert cli("dead-letters", "drop", "1").out == "dropped: 1\n"
    assert cli("dead-letters", "list").out.endswith("dead letters: 1\n")


def test_they_are_answered_when_replayed(cli: CommandLine, telegram: LocalTelegram) -> None:
    assert cli("dead-letters", "replay", "--all").out == "answered: 2, failed again: 0\n"
    assert [len(answers(telegram, chat)) for chat in (1, 2)] == [1, 1]
    assert cli("dead-letters", "list").out == "dead letters: 0\n"


def test_one_that_fails_again_is_kept(cli: CommandLine, telegram: LocalTelegram) -> None:
    telegram.fail("sendMessage", Failure.refused("BUTTON_DATA_INVALID"), times=6, chat_id=2)
    assert cli("dead-letters", "replay", "2").out == "answered: 0, failed again: 1\n"
    assert cli("dead-letters", "list").out.splitlines()[1].split()[0] == "2"


@pytest.mark.parametrize("arguments", [["drop"], ["replay"], ["drop", "1", "--all"]])
def test_which_ones_has_to_be_said(cli: CommandLine, arguments: list[str]) -> None:
    assert "--all" in cli("dead-letters", *arguments).complaint
