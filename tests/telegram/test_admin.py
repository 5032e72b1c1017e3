"""/admin for the people of ADMIN_IDS, and a running bot that learns from it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Advisor
from bot.advice.live import LiveAdvisor
from bot.curation.reloading import Reloading
from bot.knowledge import Knowledge, load
from bot.knowledge.regressions import FILE
from bot.matching.model import Embeddings
from bot.matching.word_vectors import word_vectors
from bot.storage import Turns
from bot.storage.tables import Chat, Gap
from bot.telegram.admin import Desk
from bot.telegram.local import Failure, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import Unwritable, Waits, answers, local_bot, rows, soon

GROUP = -100_500
ADMIN = 1
ASKED = "zork blimey my shares turn into mine"
VECTORS = Embeddings(words=word_vectors())


@pytest.fixture(scope="module")
def light_advisor(light: Path, tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    return Advisor(load(light), tmp_path_factory.mktemp("cache"))


@pytest.fixture
def folder(light: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(light, tmp_path / "knowledge"))


@asynccontextmanager
async def serving(
    advisor: Advisor,
    folder: Path,
    turns: Turns,
    telegram: LocalTelegram,
    **more: Any,
) -> AsyncIterator[BotRunner]:
    """The bot over a folder that it follows, with reader 1 as its admin."""
    live = LiveAdvisor(advisor)

    def build(found: Knowledge) -> Advisor:
        return Advisor(found, folder.parent / "cache")

    reloading = Reloading(live, folder, build, every=0.05)
    desk = Desk(frozenset({ADMIN}), live, folder, lambda: VECTORS, reloading)
    async with local_bot(live, turns, telegram, desk=desk, reloading=reloading, **more) as runner:
        yield runner


@pytest.fixture
async def admin(
    light_advisor: Advisor, folder: Path, turns: Turns, telegram: LocalTelegram
) -> AsyncIterator[BotRunner]:
    async with serving(light_advisor, folder, turns, telegram) as runner:
        yield runner


@pytest.fixture
def stranger(admin: BotRunner) -> BotRunner:
    return admin.beside(LocalUser(2, "B"), 2)


async def until(condition: Callable[[], bool]) -> None:
    """A model may have to be built first, which takes seconds, more on a busy machine."""
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110 there is no event to wait for
            await asyncio.sleep(0.02)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def presses(telegram: LocalTelegram) -> list[str]:
    return [button.data or "" for row in answers(telegram)[-1].keyboard for button in row]


# Who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/admin", "/admin gaps", "/admin stats", "/ADMIN@local_bot"])
async def test_to_others_it_is_an_unknown_command(
    stranger: BotRunner, knowledge: Knowledge, text: str
) -> None:
    (said,) = await stranger.say(text)
    (unknown,) = await stranger.say("/dance")
    assert said.text == unknown.text
    assert "admin" not in said.text
    (help_text,) = await stranger.say("/help")
    assert "admin" not in help_text.text


async def test_their_buttons_do_nothing_for_others(
    stranger: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await stranger.say("hi")
    assert await stranger.press(1, "adm:gaps") == []
    assert telegram.toasts == [knowledge.texts.stale_button]


async def test_in_a_group_nobody_is_an_admin(admin: BotRunner, knowledge: Knowledge) -> None:
    here = admin.beside(LocalUser(ADMIN, "A"), GROUP)
    (said,) = await here.say("/admin@local_bot gaps")
    assert said.text.startswith(knowledge.texts.unknown_command)


async def test_an_admin_is_a_reader_like_any_other(
    admin: BotRunner, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    await admin.say("/fit")
    before = await rows(engine, Chat)
    (menu,) = await admin.say("/admin")
    assert "/admin gaps" in menu.text
    (figures,) = await admin.press_label("Figures")
    assert figures.message_id == menu.message_id
    assert await rows(engine, Chat) == before
    (said,) = await admin.say("/dance")
    assert knowledge.texts.unknown_command in said.text


# Teaching --------------------------------------------------------------------------------------


async def test_a_declined_question_is_answered_after_it_was_taught_without_a_restart(
    admin: BotRunner,
    stranger: BotRunner,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    folder: Path,
) -> None:
    for _ in range(2):
        (declined,) = await stranger.say(ASKED)
    (listed,) = await admin.say("/admin gaps")
    assert f"“{ASKED}” ×2: no answer 2" in listed.text
    await admin.press_label("1")
    assert sum(press.startswith("adm:a:") for press in presses(telegram)) == 3
    key = presses(telegram)[0].split(":")[2]
    (said,) = await admin.say(f"/admin add {key} vesting")
    assert said.text.startswith(f"Added “{ASKED}” to vesting (entries/compensation.yaml:")
    assert await rows(engine, Gap) == []
    await until(lambda: "is answered with" in answers(telegram)[-1].text)
    assert load(folder).entry["vesting"].question in answers(telegram)[-1].text
    (answered,) = await stranger.say(ASKED)
    assert load(folder).entry["vesting"].answer in answered.text
    assert declined.text not in answered.text
    cases = [json.loads(line) for line in (folder / FILE).read_text().splitlines()]
    assert [case["topics"] for case in cases if case["text"] == ASKED] == [["vesting"]]


async def test_a_button_teaches_the_nearest_entry_once(
    admin: BotRunner, stranger: BotRunner, telegram: LocalTelegram, folder: Path
) -> None:
    await stranger.say(ASKED)
    await admin.say("/admin gaps")
    (shown,) = await admin.press_label("1")
    press = presses(telegram)[0]
    (said,) = await admin.press(shown.message_id, press)
    assert said.text.startswith("Added “")
    before = contents(folder)
    assert await admin.press(shown.message_id, press) == []
    assert telegram.toasts[-1].startswith("That question is no longer open")
    assert contents(folder) == before


async def test_what_cannot_be_taught_is_said_and_stays_open(
    admin: BotRunner, stranger: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    await stranger.say(ASKED)
    await admin.say("/admin gaps")
    await admin.press_label("1")
    key = presses(telegram)[0].split(":")[2]
    (said,) = await admin.say(f"/admin add {key} vestng")
    assert "did you mean 'vesting'" in said.text
    assert len(await rows(engine, Gap)) == 1


async def test_a_group_may_be_dropped(
    admin: BotRunner, stranger: BotRunner, engine: AsyncEngine
) -> None:
    await stranger.say(ASKED)
    await admin.say("/admin gaps")
    await admin.press_label("1")
    await admin.press_label("Drop it")
    assert await rows(engine, Gap) == []
    (empty,) = await admin.say("/admin gaps")
    assert empty.text == "No open questions."


@pytest.mark.parametrize(
    "data", ["adm:", "adm:g:x", "adm:a:x:vesting", "adm:d:x", "adm:a:x", "adm:z"]
)
async def test_stale_and_forged_buttons_do_no_harm(
    admin: BotRunner, telegram: LocalTelegram, data: str
) -> None:
    (menu,) = await admin.say("/admin")
    await admin.press(menu.message_id, data)
    assert telegram.unanswered == []


# Failures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/admin", "/admin gaps", "/admin stats"])
async def test_an_admin_is_answered_once_while_the_commit_fails(
    light_advisor: Advisor, folder: Path, telegram: LocalTelegram, engine: AsyncEngine, text: str
) -> None:
    turns = Unwritable(engine)
    async with serving(light_advisor, folder, turns, telegram, sleep=Waits()) as admin:
        assert len(await admin.say(text)) == 1
    assert turns.failing == 0


async def test_what_was_taught_is_said_once_and_its_service_after_the_commit(
    light_advisor: Advisor, folder: Path, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    turns = Unwritable(engine)
    turns.failing = 0
    async with serving(light_advisor, folder, turns, telegram, sleep=Waits()) as admin:
        await admin.beside(LocalUser(2, "B"), 2).say(ASKED)
        await admin.say("/admin gaps")
        await admin.press_label("1")
        telegram.fail("editMessageText", Failure.server_error())
        turns.failing = 1_000_000
        teaching = asyncio.create_task(admin.press_number(1))
        await until(lambda: answers(telegram)[-1].text.startswith("Added"))
        await until(lambda: turns.failing < 999_900)
        await asyncio.sleep(0.2)  # as long as it looks at the files four times
        assert not [said for said in answers(telegram) if "is answered with" in said.text]
        turns.failing = 0
        await soon(teaching)
        await until(lambda: "is answered with" in answers(telegram)[-1].text)
    assert sum(said.text.startswith("Added") for said in answers(telegram)) == 1
    assert await rows(engine, Gap) == []
    (case,) = [json.loads(line) for line in (folder / FILE).read_text().splitlines()][-1:]
    assert case["text"] == ASKED


async def test_what_came_of_it_is_told_when_telegram_is_back(
    admin: BotRunner, stranger: BotRunner, telegram: LocalTelegram
) -> None:
    await stranger.say(ASKED)
    await admin.say("/admin gaps")
    await admin.press_label("1")
    telegram.fail("sendMessage", Failure.server_error(), times=3)
    await admin.press_number(1)
    await until(lambda: "is answered with" in answers(telegram)[-1].text)


async def test_an_admin_who_blocked_the_bot_is_not_told_again_and_again(
    admin: BotRunner,
    stranger: BotRunner,
    telegram: LocalTelegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await stranger.say(ASKED)
    await admin.say("/admin gaps")
    await admin.press_label("1")
    telegram.fail("sendMessage", Failure.blocked())
    await admin.press_number(1)
    await until(lambda: "an admin could not be told" in caplog.text)
    await asyncio.sleep(0.2)
    assert not [said for said in answers(telegram) if "is answered with" in said.text]


# Following the files ----------------------------------------------------------------------------


async def test_a_broken_edit_leaves_the_old_answers_and_names_the_line(
    admin: BotRunner, stranger: BotRunner, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "talk.yaml"
    right = path.read_text(encoding="utf-8")
    path.write_text(right + "- id: 7\n", encoding="utf-8")
    await until(lambda: "not reloaded" in caplog.text)
    assert f"{path}:{len(right.splitlines()) + 1}: " in caplog.text
    (said,) = await stranger.say("/start e_vesting")
    assert load_answer(folder, right, path) in said.text
    with caplog.at_level("INFO"):
        path.write_text(right.replace("Hello!", "Good day!"), encoding="utf-8")
        await until(lambda: "knowledge: reloaded" in caplog.text)
    (hello,) = await stranger.say("hi")
    assert hello.text.startswith("Good day!")


def load_answer(folder: Path, right: str, path: Path) -> str:
    """The answer of the folder as it was before it was broken."""
    broken = path.read_text(encoding="utf-8")
    path.write_text(right, encoding="utf-8")
    answer = load(folder).entry["vesting"].answer
    path.write_text(broken, encoding="utf-8")
    return answer


# Figures ---------------------------------------------------------------------------------------


async def test_figures_count_readers_questions_thumbs_and_steps(
    admin: BotRunner, stranger: BotRunner, telegram: LocalTelegram
) -> None:
    (answer,) = await stranger.say("/start e_vesting")
    await stranger.press(answer.message_id, "v:-:vesting")
    await stranger.say(ASKED)
    await stranger.say("how and when do the RSUs vest?")
    await stranger.say("/fit")
    await stranger.say("1")
    await stranger.say("stop")
    (said,) = await admin.say("/admin stats 7")
    assert "Last 7 days" in said.text
    assert "Readers: 1, of whom 1 wrote" in said.text
    assert "Questions: 2, answered: 1 (50%)" in said.text
    assert "Thumbs: 0 up, 1 down" in said.text
    assert "/fit: begun 1, finished 0 (0%)" in said.text
    funnel = [line for line in said.text.splitlines() if "reached" in line]
    assert len(funnel) == 2
    assert "reached 1, answered 1, stopped 0" in said.text
    assert "reached 1, answered 0, stopped 1" in said.text


@pytest.mark.parametrize("days", ["0", "9999999", "x", "-3", "٣"])
async def test_nonsense_days_are_a_month_or_within_a_year(admin: BotRunner, days: str) -> None:
    (said,) = await admin.say(f"/admin stats {days}")
    assert said.text.startswith(("Last 30 days", "Last 1 days", "Last 365 days"))


async def test_others_are_answered_while_a_model_is_built(
    light_advisor: Advisor, folder: Path, turns: Turns, telegram: LocalTelegram
) -> None:
    """The build is in a thread: the loop goes on meanwhile."""
    building, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    live = LiveAdvisor(light_advisor)

    def build(found: Knowledge) -> Advisor:
        loop.call_soon_threadsafe(building.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(60)
        return Advisor(found, folder.parent / "cache")

    reloading = Reloading(live, folder, build, every=0.02)
    async with local_bot(live, turns, telegram, reloading=reloading) as reader:
        path = folder / "talk.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("Hello!", "Good day!"))
        async with asyncio.timeout(60):
            await building.wait()
            (hello,) = await reader.say("hi")
        assert hello.text.startswith("Hello!")
        go_on.set()
        await until(lambda: live.current is not light_advisor)
        (hello,) = await reader.say("hi")
        assert hello.text.startswith("Good day!")
