"""Reaching a database and bringing its tables up to date."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.storage
from bot.storage import DatabaseError, Turns, make_engine, upgrade
from bot.storage.database import async_url
from bot.storage.tables import Base
from tests.postgres import PostgresServer

NOBODY = 65534


async def make(url: str) -> None:
    engine = make_engine(url)
    await upgrade(engine)
    await engine.dispose()


async def refusal(url: str) -> str:
    """What the operator is told about a database that cannot be used."""
    engine = make_engine(url)
    try:
        with pytest.raises(DatabaseError) as refused:
            await upgrade(engine)
    finally:
        await engine.dispose()
    return str(refused.value)


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Its files may be read, no more; to root, who may do anything, this process is nobody."""
    before = os.geteuid()
    for path in (*folder.iterdir(), folder):
        path.chmod(0o444 if path.is_file() else 0o555)
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)
        folder.chmod(0o755)


# URLs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@host:5432/db", "postgresql+psycopg://u:p@host:5432/db"),
        (
            "postgresql://u:p@host/db?sslmode=require",
            "postgresql+psycopg://u:p@host/db?sslmode=require",
        ),
        ("sqlite:///bot.sqlite3", "sqlite+aiosqlite:///bot.sqlite3"),
        ("sqlite:////var/lib/bot.sqlite3", "sqlite+aiosqlite:////var/lib/bot.sqlite3"),
    ],
)
def test_urls_as_hosts_give_them_get_the_asynchronous_driver(given: str, used: str) -> None:
    assert async_url(given).render_as_string(hide_password=False) == used


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@host:port/db", "postgres//u:hunter2@host"])
def test_a_url_that_is_none_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: got a value that is not shown") as no:
        make_engine(url)
    assert "hunter2" not in str(no.value)


# Migrations ------------------------------------------------------------------------------------


async def test_an_empty_database_gets_its_tables(engine: AsyncEngine) -> None:
    wanted = {"chats", "handled_updates", "sent_pictures", "sent_replies", "votes"}
    wanted |= {"dead_letters", "reminders", "sent_polls", "waiting_updates"}
    wanted |= {"gaps", "daily_counts"}
    assert await tables(engine) == {*wanted, "alembic_version"}


async def test_upgrading_again_changes_nothing(engine: AsyncEngine) -> None:
    async with Turns(engine).turn(1, 1) as turn:
        turn.save("kept", None)
    await upgrade(engine)
    async with Turns(engine).turn(1, 2) as turn:
        assert turn.session == "kept"


async def test_two_replicas_may_start_at_once(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    engines = [make_engine(url) for _ in range(4)]
    async with asyncio.timeout(30):
        await asyncio.gather(*map(upgrade, engines))
    assert "chats" in await tables(engines[0])
    for engine in engines:
        await engine.dispose()


async def test_models_and_migrations_agree(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_migration_can_be_taken_back(engine: AsyncEngine) -> None:
    def downgrade(connection: Connection) -> None:
        config = Config()
        folder = Path(bot.storage.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
    assert await tables(engine) == {"alembic_version"}
    await upgrade(engine)
    assert "chats" in await tables(engine)


async def test_a_database_of_a_newer_version_is_refused(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: .*'9999'"):
        await upgrade(engine)


# Databases that cannot be used -----------------------------------------------------------------


async def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    await make(f"sqlite:///{tmp_path}/new/folder/bot.sqlite3")
    assert (tmp_path / "new/folder/bot.sqlite3").is_file()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError) as refused:
        make_engine(f"sqlite:///{tmp_path}/file/bot.sqlite3")
    assert str(refused.value).startswith("DATABASE_URL: ")
    assert f"{tmp_path}/file/bot.sqlite3" in str(refused.value)


async def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    said = await refusal(f"sqlite:///{tmp_path}")
    assert said == (
        f"DATABASE_URL: the database at {tmp_path} cannot be used (unable to open database file); "
        "point it to one that can be written"
    )


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but notes " * 50)
    said = await refusal(f"sqlite:///{tmp_path}/notes.txt")
    assert said.startswith(f"DATABASE_URL: the database at {tmp_path}/notes.txt cannot be used")


@pytest.mark.parametrize("made_before", [False, True])
async def test_a_sqlite_folder_without_the_right_to_write(made_before: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bot.sqlite3"
        if made_before:
            await make(url)
        with read_only(Path(folder)):
            said = await refusal(url)
    assert said.startswith(f"DATABASE_URL: the database at {folder}/bot.sqlite3 cannot be used")


@pytest.mark.parametrize("made_before", [False, True])
async def test_a_postgresql_that_may_only_be_read(
    postgres: PostgresServer, made_before: bool
) -> None:
    url = postgres.new_database()
    if made_before:
        await make(url)
    said = await refusal(f"{url}&options=-c%20default_transaction_read_only%3Don")
    assert said.startswith("DATABASE_URL: the database at postgresql+psycopg://")
    assert "read-only transaction" in said


async def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    said = await refusal("postgresql://anna:hunter2@127.0.0.1:1/bot?password=hunter2")
    assert said.startswith(
        "DATABASE_URL: the database at postgresql+psycopg://anna:***@127.0.0.1:1"
    )
    assert "hunter2" not in said
