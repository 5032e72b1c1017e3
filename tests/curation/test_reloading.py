"""Looks at a knowledge folder: what came of a change, and what did not."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from bot.advice import Advisor
from bot.advice.live import LiveAdvisor
from bot.curation.reloading import Reloading
from bot.knowledge import Knowledge
from tests.telegram.bot_helpers import until


class Built(list[Knowledge]):
    """Builds nothing anew, and remembers for what."""

    def __init__(self, advisor: Advisor, error: Exception | None = None) -> None:
        super().__init__()
        self._advisor, self._error = advisor, error

    def __call__(self, knowledge: Knowledge) -> Advisor:
        self.append(knowledge)
        if self._error is not None:
            raise self._error
        return self._advisor


def change(folder: Path, old: str = "Hello!", new: str = "Good day!") -> None:
    path = folder / "talk.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_nothing_changed(advisor: Advisor, folder: Path) -> None:
    built = Built(advisor)
    assert await Reloading(LiveAdvisor(advisor), folder, built).look() == ""
    assert built == []


async def test_a_change_is_built_once(advisor: Advisor, folder: Path) -> None:
    built = Built(advisor)
    reloading = Reloading(LiveAdvisor(advisor), folder, built)
    change(folder)
    said = await reloading.look()
    assert said.startswith(f"Reloaded: {built[0].version} after {advisor.knowledge.version}")
    assert await reloading.look() == ""
    assert len(built) == 1


async def test_a_broken_change_is_said_once_and_mended(
    advisor: Advisor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    built = Built(advisor)
    reloading = Reloading(LiveAdvisor(advisor), folder, built)
    change(folder, "- id: thanks", "- id: Thanks!")
    assert f"{folder}/talk.yaml:" in await reloading.look()
    assert f"{folder}/talk.yaml:" in caplog.text
    assert await reloading.look() == ""
    change(folder, "- id: Thanks!", "- id: thanks")
    assert await reloading.look() != ""
    assert len(built) == 1


async def test_a_build_that_fails_leaves_the_old_one(
    advisor: Advisor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveAdvisor(advisor)
    reloading = Reloading(live, folder, Built(advisor, MemoryError("no room")))
    change(folder)
    assert "the log says why" in await reloading.look()
    assert live.current is advisor
    assert "no room" in caplog.text


async def test_a_file_that_is_gone_is_a_change(advisor: Advisor, folder: Path) -> None:
    reloading = Reloading(LiveAdvisor(advisor), folder, Built(advisor))
    (folder / "pay.yaml").unlink()
    assert "pay.yaml:1: the file is missing" in await reloading.look()


async def test_whoever_asks_is_told_at_once(advisor: Advisor, folder: Path) -> None:
    told: list[tuple[int, str]] = []
    heard = asyncio.Event()

    async def tell(chat_id: int, text: str) -> None:
        told.append((chat_id, text))
        heard.set()

    reloading = Reloading(LiveAdvisor(advisor), folder, Built(advisor), every=3600)
    async with asyncio.timeout(30), reloading.running(tell):
        await asyncio.sleep(0.05)
        reloading.tell(7, lambda: "it is answered")
        await heard.wait()
        heard.clear()
        change(folder)
        reloading.tell(8, lambda: "it is answered")
        await heard.wait()
    assert told[0] == (7, "it is answered")
    assert told[1][0] == 8
    assert told[1][1].startswith("Reloaded: ")
    assert told[1][1].endswith("it is answered")


class Told(list[tuple[int, str]]):
    """What was said, and where; the first tries of some chats fail."""

    def __init__(self, **failing: int) -> None:
        super().__init__()
        self.failing = {int(chat.removeprefix("chat")): times for chat, times in failing.items()}
        self.tries = 0

    async def __call__(self, chat_id: int, text: str) -> None:
        self.tries += 1
        if self.failing.get(chat_id, 0):
            self.failing[chat_id] -= 1
            raise ConnectionError("away")
        self.append((chat_id, text))


async def test_one_who_cannot_be_told_keeps_no_other_waiting_and_is_given_up(
    advisor: Advisor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told(chat1=1000)
    reloading = Reloading(LiveAdvisor(advisor), folder, Built(advisor), every=0.01)
    async with reloading.running(told):
        for number in (1, 2, 3):
            reloading.tell(number, lambda: "it is answered")
        await until(lambda: "could not be told, and is not tried again" in caplog.text)
        tries = told.tries
        await asyncio.sleep(0.1)
    assert told == [(2, "it is answered"), (3, "it is answered")]
    assert told.tries == tries < 10


async def test_one_who_is_told_late_hears_what_came_of_it_then(
    advisor: Advisor, folder: Path
) -> None:
    told = Told(chat1=2)
    reloading = Reloading(LiveAdvisor(advisor), folder, Built(advisor), every=0.01)
    async with reloading.running(told):
        change(folder, "- id: thanks", "- id: Thanks!")
        reloading.tell(1, lambda: "has no answer yet")
        await until(lambda: bool(told))
        await asyncio.sleep(0.1)
    ((_, text),) = told
    assert text.startswith("Not reloaded")
    assert text.endswith("has no answer yet")


async def test_after_a_look_that_fails_whoever_asks_is_told_by_the_next(
    advisor: Advisor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Reloading):
        failing = 2

        async def look(self) -> str:
            if self.failing:
                self.failing -= 1
                raise PermissionError("not ours")
            return await super().look()

    told = Told()
    reloading = Failing(LiveAdvisor(advisor), folder, Built(advisor), every=0.01)
    async with reloading.running(told):
        reloading.tell(1, lambda: "it is answered")
        await until(lambda: bool(told))
    assert told == [(1, "it is answered")]
    assert "a look at" in caplog.text


async def test_a_check_that_fails_is_said_and_not_repeated(
    advisor: Advisor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def check() -> str:
        raise KeyError("a mistake")

    told = Told()
    reloading = Reloading(LiveAdvisor(advisor), folder, Built(advisor), every=0.01)
    async with reloading.running(told):
        reloading.tell(1, check)
        reloading.tell(2, lambda: "it is answered")
        await until(lambda: len(told) == 2)
        await asyncio.sleep(0.1)
    assert [chat_id for chat_id, _ in told] == [1, 2]
    assert "the log says why" in told[0][1]
    assert caplog.text.count("Traceback") == 1


async def test_a_reader_sees_one_advisor_or_the_other(advisor: Advisor) -> None:
    live = LiveAdvisor(advisor)
    assert live.knowledge is advisor.knowledge
    assert live.matcher is advisor.matcher


def test_a_process_that_is_told_to_stop_waits_for_no_build(advisor: Advisor, folder: Path) -> None:
    """A model may take a minute; nothing of any reader's depends on it."""
    go_on, building = threading.Event(), threading.Event()

    def build(_: Knowledge) -> Advisor:
        building.set()
        go_on.wait(30)
        return advisor

    async def serve() -> None:
        async def tell(_: int, __: str) -> None:
            pass

        reloading = Reloading(LiveAdvisor(advisor), folder, build, every=0.02)
        async with reloading.running(tell):
            change(folder)
            async with asyncio.timeout(20):
                while not building.is_set():  # noqa: ASYNC110 it is a thread's
                    await asyncio.sleep(0.01)

    started = time.monotonic()
    asyncio.run(serve())
    left_after = time.monotonic() - started
    go_on.set()
    assert left_after < 25
