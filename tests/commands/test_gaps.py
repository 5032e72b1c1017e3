"""`gaps` and `stats`: open questions and figures on the command line."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge import load
from bot.knowledge.regressions import FILE
from bot.settings import read_settings
from bot.storage import make_engine, upgrade
from bot.storage.counts import count
from bot.storage.gaps import Reaction, keep, remark
from tests.commands.conftest import CommandLine
from tests.conftest import SHIPPED

ASKED = "zork blimey my shares turn into mine"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))
    monkeypatch.setenv("KNOWLEDGE_DIR", str(copied))
    return copied


async def _fill() -> None:
    engine = make_engine(read_settings().database_url.get_secret_value())
    await upgrade(engine)
    async with engine.begin() as connection:
        now = datetime.now(UTC)
        for number in (1, 2):
            await keep(connection, Reaction(number, 0, 6, "", now), ASKED, "decline")
        opened = Reaction(3, 0, 7, "vesting", now)
        await remark(connection, opened, reason="wrong")
        await remark(connection, opened, comment="too long")
        await count(connection, ["asked:answer", "fit:begun", "fit:reached:pay"], 1, now)
    await engine.dispose()


@pytest.fixture
def filled(data_home: Path) -> None:
    asyncio.run(_fill())


def key_of(out: str, text: str) -> str:
    """The name of the group that a text stands under."""
    (found,) = re.findall(rf"^(\w{{6}})  .*\n +{re.escape(text)}$", out, re.M)
    return str(found)


def test_nothing_open(cli: CommandLine) -> None:
    assert cli("gaps").out == "open questions: 0, groups: 0\n"


@pytest.mark.usefixtures("filled")
def test_the_largest_group_is_listed_first_with_the_nearest_entries(cli: CommandLine) -> None:
    ended = cli("gaps", "list")
    assert ended.status == 0
    assert re.match(r"\w{6}  ×2  decline 2\n", ended.out)
    assert re.search(rf"{ASKED}\n +nearest: \w+, \w+, \w+\n", ended.out)
    assert "(a button; entry vesting)\n        said: too long\n" in ended.out
    assert ended.out.endswith("open questions: 3, groups: 2\n")
    assert "×1" not in cli("gaps", "list", "--top", "1").out


@pytest.mark.usefixtures("filled")
def test_one_is_taught_and_no_longer_open(cli: CommandLine, folder: Path) -> None:
    key = key_of(cli("gaps").out, ASKED)
    ended = cli("gaps", "add", key, "vesting")
    assert ended.status == 0
    place, _, alias = ended.out.splitlines()[0].rpartition(": ")
    name, _, line = place.rpartition(":")
    assert alias == ASKED
    assert ASKED in Path(name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert ASKED in load(folder).entry["vesting"].aliases
    rows = (folder / FILE).read_text(encoding="utf-8").splitlines()
    assert ASKED in [json.loads(row)["text"] for row in rows]
    assert ASKED not in cli("gaps").out


@pytest.mark.usefixtures("filled", "folder")
def test_other_words_may_be_taught(cli: CommandLine) -> None:
    out = cli("gaps").out
    ended = cli("gaps", "add", key_of(out, ASKED), "vesting", "--as", "when are shares mine now")
    assert "when are shares mine now\n" in ended.out
    assert "regression cases: 2" in ended.out
    pressed = key_of(out, "(a button; entry vesting)")
    assert "--as" in cli("gaps", "add", pressed, "vesting").err


@pytest.mark.usefixtures("filled", "folder")
def test_mistakes_are_said_in_a_line(cli: CommandLine) -> None:
    assert "`gaps list`" in cli("gaps", "add", "nope", "vesting").complaint
    ended = cli("gaps", "add", key_of(cli("gaps").out, ASKED), "vestng")
    assert (ended.status, ended.out) == (1, "")
    assert "did you mean 'vesting'" in ended.err
    assert "`gaps list`" in cli("gaps", "drop", "nope").complaint


@pytest.mark.usefixtures("filled")
def test_one_may_be_dropped(cli: CommandLine) -> None:
    assert cli("gaps", "drop", key_of(cli("gaps").out, ASKED)).out == "dropped: 2\n"
    assert cli("gaps").out.endswith("open questions: 1, groups: 1\n")


@pytest.mark.usefixtures("filled")
def test_figures_of_all_readers(cli: CommandLine) -> None:
    out = cli("stats").out
    assert "Questions: 1, answered: 1 (100%)" in out
    assert "/fit: begun 1, finished 0 (0%)" in out
    assert "pay: reached 1, answered 0, stopped 0" in out
    assert cli("stats", "--days", "0").complaint.startswith("--days: 1 to 365")


@pytest.mark.parametrize("command", ["gaps", "stats"])
def test_a_database_that_cannot_be_used_is_named(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////dev/null/x.sqlite3")
    assert cli(command).complaint.startswith("DATABASE_URL: ")
