"""Who polls over a database: one process, and the next one once it has left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage import make_engine
from bot.storage.standby import sole_poller

LIMIT = 30.0  # seconds; far more than anything here takes
HOLDING = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


async def poll(database_url: str, stopping: asyncio.Event, seen: list[str], name: str) -> None:
    """As one process of several."""
    engine = make_engine(database_url)
    async with asyncio.timeout(LIMIT), sole_poller(engine, stopping) as alone:
        seen.append(f"{name} polls" if alone else f"{name} never polled")
        if alone:
            await stopping.wait()
            seen.append(f"{name} leaves")
    await engine.dispose()


async def test_the_next_one_stands_by_until_the_one_before_has_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.storage.standby")
    url, seen = f"sqlite:///{tmp_path}/bot.sqlite3", list[str]()
    old, new = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(poll(url, old, seen, "old"))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(poll(url, new, seen, "new"))
    await asyncio.sleep(0.3)
    assert seen == ["old polls"]
    old.set()
    await first
    await asyncio.sleep(0.3)
    new.set()
    await second
    assert seen == ["old polls", "old leaves", "new polls", "new leaves"]
    assert [record.message for record in caplog.records] == [
        "another process polls over this database: standing by until it leaves"
    ]


async def test_told_to_stop_it_stands_by_no_longer(tmp_path: Path) -> None:
    url, seen = f"sqlite:///{tmp_path}/bot.sqlite3", list[str]()
    old, new = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(poll(url, old, seen, "old"))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(poll(url, new, seen, "new"))
    await asyncio.sleep(0.05)
    new.set()
    await second
    assert seen == ["old polls", "new never polled"]
    old.set()
    await first


async def test_the_lock_of_a_killed_process_is_gone(tmp_path: Path) -> None:
    path, seen, stopping = tmp_path / "bot.sqlite3", list[str](), asyncio.Event()
    holder = subprocess.Popen(  # noqa: ASYNC220 it starts at once
        [sys.executable, "-c", HOLDING, f"{path}.polling"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LIMIT):
            assert holder.stdout is not None
            assert await asyncio.to_thread(holder.stdout.readline) == b"held\n"
        task = asyncio.create_task(poll(f"sqlite:///{path}", stopping, seen, "next"))
        await asyncio.sleep(0.3)
        assert seen == []
        os.kill(holder.pid, signal.SIGKILL)
        async with asyncio.timeout(LIMIT):
            while not seen:  # noqa: ASYNC110 a file's lock has no event
                await asyncio.sleep(0.01)
    finally:
        holder.kill()
        holder.communicate(timeout=10)
    stopping.set()
    await task
    assert seen == ["next polls", "next leaves"]


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://nobody@127.0.0.1:1/none"])
async def test_where_no_other_can_do_harm_nobody_waits(url: str) -> None:
    seen: list[str] = []
    first, second = asyncio.Event(), asyncio.Event()
    both = [asyncio.create_task(poll(url, stop, seen, "one")) for stop in (first, second)]
    await asyncio.sleep(0.05)
    assert seen == ["one polls"] * 2
    first.set()
    second.set()
    await asyncio.gather(*both)
