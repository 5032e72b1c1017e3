"""A PostgreSQL of the tests' own: in a temporary folder, behind a Unix socket, then thrown away.

Without PostgreSQL's programs its tests are skipped, unless REQUIRE_POSTGRES is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

_LIMIT = 120  # seconds for one of its programs
_NEEDED = ("initdb", "pg_ctl", "postgres")
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
}


class PostgresServer:
    """A running server; every database asked of it is new and empty."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._made: list[str] = []

    def new_database(self) -> str:
        """The URL of an empty database, as hosts give it."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        self._made.append(name)
        return self._url(name)

    def drop_all(self) -> None:
        """Whoever is still connected: hundreds of databases would be gigabytes to write out."""
        while self._made:
            self._run(f"DROP DATABASE {self._made.pop()} WITH (FORCE)")

    def _run(self, statement: LiteralString) -> None:
        address = self._url("postgres")
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._socket}"


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """The session's server; a test's databases end with it."""
    yield postgres_server
    postgres_server.drop_all()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the session."""
    programs = _programs()
    if programs is None:
        missing = f"no PostgreSQL on this machine: {', '.join(_NEEDED)} not found"
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(missing)
        pytest.skip(missing)
    with (
        tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder,
        _running(programs, Path(folder)) as server,
    ):
        yield server


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest of several; None when there is none."""
    folders = [Path(found).parent for name in _NEEDED if (found := shutil.which(name))]
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    if config := shutil.which("pg_config"):
        asked = subprocess.run(
            [config, "--bindir"], capture_output=True, text=True, timeout=10, check=False
        )
        folders.append(Path(asked.stdout.strip()))
    return next((folder for folder in folders if _complete(folder)), None)


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[PostgresServer]:
    owner = _owner(folder)
    data = folder / "data"
    kind = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _call(owner, programs / "initdb", "-D", data, *kind)
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    control = (programs / "pg_ctl", "-D", data, "-w", "-s")
    _call(owner, *control, "-l", folder / "log", "-o", f"{options} -k {folder}", "start")
    try:
        yield PostgresServer(folder)
    finally:
        _call(owner, *control, "-m", "immediate", "stop")


def _owner(folder: Path) -> dict[str, Any]:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, user="postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _call(owner: dict[str, Any], *command: Path | str) -> None:
    done = subprocess.run(
        command, cwd="/", capture_output=True, text=True, timeout=_LIMIT, check=False, **owner
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
