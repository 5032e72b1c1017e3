"""`db upgrade`: the tables are there, or one line says why not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import CommandLine


def tables(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_it_makes_the_tables(
    cli: CommandLine, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = data_home / "new" / "folder" / "bot.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    ended = cli("db", "upgrade")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "the database is up to date\n"
    assert {"chats", "handled_updates"} <= tables(database)


def test_the_database_is_the_users_own_unless_another_is_named(
    cli: CommandLine, data_home: Path
) -> None:
    cli("db", "upgrade")
    assert "chats" in tables(data_home / "pm-advisor" / "pm-advisor.sqlite3")


def test_a_second_time_changes_nothing(cli: CommandLine, data_home: Path) -> None:
    cli("db", "upgrade")
    (database,) = data_home.rglob("*.sqlite3")
    before = tables(database)
    assert cli("db", "upgrade").status == 0
    assert tables(database) == before


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///{home}/no.txt/bot.sqlite3", "File exists"),
        ("sqlite:///{home}/no.txt", "file is not a database"),
        ("sqlite:///{home}", "unable to open database file"),
        ("postgresql://reader:hunter2@127.0.0.1:1/bot", "Connection refused"),
        ("postgres://reader:hunter2@127.0.0.1:1/bot", "Connection refused"),
    ],
)
def test_a_database_that_cannot_be_used(
    cli: CommandLine, data_home: Path, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    (data_home / "no.txt").write_text("This is some text, and no database at all.\n" * 100)
    monkeypatch.setenv("DATABASE_URL", url.format(home=data_home))
    complaint = cli("db", "upgrade").complaint
    assert complaint.startswith("DATABASE_URL: ")
    assert reason in complaint
    assert "point it to one that can be written" in complaint
    assert "hunter2" not in complaint


def test_a_url_that_is_none_is_not_shown(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://reader:hunter2@localhost:port/bot")
    complaint = cli("db", "upgrade").complaint
    assert complaint.startswith("DATABASE_URL: ")
    assert "postgresql://USER:PASSWORD@HOST/NAME" in complaint
    assert "hunter2" not in complaint


def test_there_is_nothing_but_upgrade(cli: CommandLine) -> None:
    ended = cli("db", "downgrade")
    assert ended.status == 2
    assert "upgrade" in ended.err
