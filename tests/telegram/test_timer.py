"""The clock over the local Telegram: what is due is told once, whatever happens around it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Advisor, Session
from bot.knowledge import Knowledge
from bot.storage import Due, Turns, make_engine, upgrade
from bot.storage.tables import Chat, HandledUpdate, Reminder, SentReply
from bot.telegram import timer as timer_module
from bot.telegram.local import Failure, LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner
from bot.telegram.runner import local_bot as started
from bot.telegram.timer import PAGE_CHATS, TELEGRAMS_CHATS, Timer
from tests.postgres import PostgresServer
from tests.telegram.bot_helpers import Waits, answers, means_of, rows
from tests.telegram.passing import pass_time

HALF, REST = timedelta(minutes=5), timedelta(minutes=5)
_PATIENCE = 60.0  # seconds, as a webhook has
SHORT = "10 minutes instead"


@dataclass
class Clocked:
    """A reader, the clock that speaks to them, and the database both rest on."""

    reader: BotRunner
    timer: Timer
    engine: AsyncEngine
    turns: Turns

    async def begin(self) -> LocalMessage:
        """A mock interview of ten minutes; its case."""
        await self.reader.say("/practice")
        for label in ("AI PM", "Phone screen · 30 minutes"):
            await self.reader.press_label(label)
        (case,) = await self.reader.press_label(SHORT)
        return case

    async def nudged(self) -> None:
        """Nudges every day at noon, UTC."""
        await self.reader.say("/prepare")
        await self.reader.press_label("🔔 Nudges")
        await self.reader.say("UTC")
        await self.reader.say("every day")
        await self.reader.say("12:00")

    async def after(self, passed: timedelta) -> list[LocalMessage]:
        """What the clock says once so much time has passed."""
        await pass_time(self.engine, passed)
        return await self.look()

    async def look(self) -> list[LocalMessage]:
        async with asyncio.timeout(10):
            return await self.reader.look(self.timer)

    async def due(self) -> set[str]:
        return {row["key"] for row in await rows(self.engine, Reminder)}

    async def session(self) -> Session:
        (chat,) = await rows(self.engine, Chat)
        return Session.model_validate_json(chat["session"])


async def clocked(
    stack: AsyncExitStack,
    advisor: Advisor,
    engine: AsyncEngine,
    telegram: LocalTelegram,
    sleep: Waits,
) -> Clocked:
    turns = Turns(engine)
    means = means_of(advisor, turns, sleep=sleep, patience=_PATIENCE)
    reader = await stack.enter_async_context(started(means, telegram))
    return Clocked(reader, reader.timer(means), engine, turns)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def telegram() -> LocalTelegram:
    """By the real clock: what is due is due by that."""
    return LocalTelegram()


@pytest.fixture
async def bot(
    stack: AsyncExitStack,
    advisor: Advisor,
    engine: AsyncEngine,
    telegram: LocalTelegram,
    waits: Waits,
) -> Clocked:
    return await clocked(stack, advisor, engine, telegram, waits)


# A mock interview ------------------------------------------------------------------------------


async def test_half_time_and_the_end_are_told_once_each(bot: Clocked, knowledge: Knowledge) -> None:
    await bot.begin()
    assert await bot.due() == {"practice_half", "practice_up"}
    assert await bot.look() == []
    (half,) = await bot.after(HALF)
    assert half.text.startswith("⏳ Half-time: 5 minutes left.")
    assert await bot.look() == []
    (up,) = await bot.after(REST)
    assert up.text.startswith(knowledge.practice.texts.up)
    assert [row[0].label[0] for row in up.keyboard[:-1]] == ["☐"] * 4
    assert await bot.look() == []
    assert await bot.due() == set()


async def test_the_end_goes_on_with_the_check(bot: Clocked) -> None:
    await bot.begin()
    await bot.after(HALF)
    await bot.after(REST)
    (ticked,) = await bot.reader.press_label("☐ One clear story")
    assert ticked.keyboard[0][0].label == "☑ One clear story"
    (summary,) = await bot.reader.press_label("That's my check ›")
    assert summary.message_id == ticked.message_id
    assert summary.text.startswith("Phone screen, AI PM: 1 of 4")


async def test_a_paused_interview_has_nothing_due(bot: Clocked) -> None:
    await bot.begin()
    await bot.reader.press_label("Pause")
    assert await bot.due() == set()
    assert await bot.after(HALF) == []
    await bot.reader.press_label("Go on ›")
    assert await bot.due() == {"practice_half", "practice_up"}


@pytest.mark.parametrize("end", ["/cancel", "/forget"])
async def test_an_ended_interview_has_nothing_due(bot: Clocked, end: str) -> None:
    await bot.begin()
    await bot.reader.say(end)
    if end == "/forget":
        await bot.reader.press_label("Yes, delete it")
    assert await bot.due() == set()
    assert await bot.after(HALF + REST) == []


async def test_an_outage_over_both_is_told_once(bot: Clocked, knowledge: Knowledge) -> None:
    await bot.begin()
    (up,) = await bot.after(HALF + REST + timedelta(hours=2))
    assert up.text.startswith(knowledge.practice.texts.up_late)
    assert await bot.due() == set()


async def test_a_prompt_answers_no_message(bot: Clocked) -> None:
    await bot.begin()
    before = await rows(bot.engine, SentReply), await rows(bot.engine, HandledUpdate)
    await bot.after(HALF)
    assert (await rows(bot.engine, SentReply), await rows(bot.engine, HandledUpdate)) == before


# Nudges ----------------------------------------------------------------------------------------


async def until_noon(bot: Clocked) -> timedelta:
    (row,) = await rows(bot.engine, Reminder)
    due: datetime = row["due_at"]
    return due.replace(tzinfo=UTC) - datetime.now(UTC)


async def test_a_nudge_comes_and_the_next_one_is_due_a_day_later(bot: Clocked) -> None:
    await bot.nudged()
    (nudge,) = await bot.after(await until_noon(bot))
    assert nudge.text.startswith("🔔 0 of 7 done")
    assert await bot.look() == []
    assert timedelta(0) < await until_noon(bot) <= timedelta(days=1)
    (off,) = await bot.reader.press_label("No more nudges")
    assert off.message_id == nudge.message_id
    assert await bot.due() == set()


async def test_a_nudge_hours_late_is_left_out(bot: Clocked) -> None:
    await bot.nudged()
    late = await until_noon(bot) + timedelta(hours=4)
    assert await bot.after(late) == []
    assert timedelta(0) < await until_noon(bot) <= timedelta(days=1)


async def test_the_first_open_item_is_ticked_from_the_nudge(bot: Clocked) -> None:
    await bot.nudged()
    (nudge,) = await bot.after(await until_noon(bot))
    (ticked,) = await bot.reader.press_label("Tick it")
    assert ticked.message_id == nudge.message_id
    assert "1 of 7 done" in ticked.text


# Failures --------------------------------------------------------------------------------------


async def test_an_outage_is_waited_out(bot: Clocked, telegram: LocalTelegram, waits: Waits) -> None:
    await bot.begin()
    telegram.fail("sendMessage", Failure.server_error(), times=3)
    telegram.fail("sendMessage", Failure.too_many_requests(7))
    (half,) = await bot.after(HALF)
    assert half.text.startswith("⏳")
    assert len(waits) == 4
    assert waits[-1] == 7.0


async def test_a_reader_who_blocked_the_bot_is_told_nothing_any_more(
    bot: Clocked, telegram: LocalTelegram
) -> None:
    await bot.nudged()
    await bot.begin()
    telegram.fail("sendMessage", Failure.blocked())
    assert await bot.after(HALF) == []
    assert await bot.due() == set()
    session = await bot.session()
    assert session.reminders == ()
    assert session.prepare.days == tuple(range(7))
    await bot.reader.say("/prepare")
    (settings,) = await bot.reader.press_label("🔔 Nudges")
    assert settings.text.startswith("Nudges are off.")


class Stumbling(Advisor):
    """An advisor that cannot read the clock."""

    def __init__(self, advisor: Advisor) -> None:
        self.__dict__.update(advisor.__dict__)

    def _timed(self, *_: object) -> tuple[object, Session]:  # type: ignore[override]
        raise ZeroDivisionError


async def test_a_mistake_of_ours_gives_it_up_and_the_interview_goes_on(
    stack: AsyncExitStack,
    advisor: Advisor,
    engine: AsyncEngine,
    telegram: LocalTelegram,
    waits: Waits,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = await clocked(stack, Stumbling(advisor), engine, telegram, waits)
    await bot.begin()
    with caplog.at_level(logging.ERROR):
        assert await bot.after(HALF) == []
    assert "reminder practice_half: given up (ZeroDivisionError)" in caplog.text
    assert await bot.due() == {"practice_up"}
    (shown,) = await bot.reader.say("time left")
    assert shown.text == "Time left: 5 minutes."


async def test_what_would_take_too_long_now_stays_due(
    bot: Clocked, telegram: LocalTelegram
) -> None:
    await bot.begin()
    telegram.fail("sendMessage", Failure.too_many_requests(90))
    assert await bot.after(HALF) == []
    assert await bot.due() == {"practice_half", "practice_up"}
    assert len(await bot.look()) == 1


async def test_what_breaks_unexpectedly_stays_due_and_is_logged(
    bot: Clocked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: object) -> None:
        raise ZeroDivisionError

    await bot.begin()
    with monkeypatch.context() as patch:
        patch.setattr(bot.timer, "_application", SimpleNamespace(process_update=broken))
        assert await bot.after(HALF) == []
    assert "reminder practice_half: not done" in caplog.text
    assert await bot.look() == []  # let be for a while, so that it keeps no other from its turn
    bot.timer._put_off.clear()
    assert len(await bot.look()) == 1


async def others_are_due(bot: Clocked, first: int) -> None:
    """For longer than anything else, in chats that cannot be told: more than one look takes up."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    async with bot.engine.begin() as connection:
        for number in range(first, first + 120):
            row = {"chat_id": number, "reader_id": 0, "key": "x", "due_at": long_ago, "press": "x"}
            await connection.execute(insert(Reminder).values(row))


async def test_what_is_due_in_other_chats_hides_nobodys(bot: Clocked) -> None:
    """Those of the chat page, while that is not running; those of a page that nobody looks at."""
    await bot.begin()
    await others_are_due(bot, PAGE_CHATS)
    bot.timer._chats = lambda: TELEGRAMS_CHATS
    assert len(await bot.after(HALF)) == 1
    bot.timer._chats = lambda: (1,)
    assert len(await bot.after(REST)) == 1
    assert len(await rows(bot.engine, Reminder)) == 120


async def test_what_fails_again_and_again_hides_nobodys(
    bot: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = bot.timer._application

    class Picky:
        async def process_update(self, due: Due) -> None:
            if due.chat_id != 1:
                raise ZeroDivisionError
            await application.process_update(due)

    await bot.begin()
    await others_are_due(bot, 1000)
    monkeypatch.setattr(bot.timer, "_application", Picky())
    await bot.after(HALF)
    await bot.look()
    assert answers(bot.reader.telegram)[-1].text.startswith("⏳")


async def test_only_so_many_are_in_hand_however_long_telegram_is_away(
    bot: Clocked, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timer_module, "_MOST", 5)
    away = asyncio.Event()

    class Waiting:
        async def process_update(self, _: Due) -> None:
            await away.wait()

    monkeypatch.setattr(bot.timer, "_application", Waiting())
    await others_are_due(bot, 1000)
    for _ in range(3):
        await bot.timer.look()
    assert len(bot.timer._in_hand) == 5
    away.set()
    await bot.timer.settled()


async def test_a_database_that_is_away_is_asked_again_with_the_next_look(
    bot: Clocked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.begin()
    with monkeypatch.context() as patch:
        patch.setattr(bot.turns.reminders, "_engine", None)
        assert await bot.after(HALF) == []
        patch.setattr(bot.turns.reminders, "due", _away)
        assert await bot.look() == []
    assert "what is due could not be looked up" in caplog.text
    assert len(await bot.look()) == 1


async def _away(*_: object) -> None:
    raise OSError


async def test_one_whose_commit_was_cancelled_is_not_sent_again_by_the_same_process(
    bot: Clocked, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.begin()
    await pass_time(bot.engine, HALF)
    committing = asyncio.Event()

    async def hang(*_: object) -> None:
        committing.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(bot.turns, "_write", hang)
        running = asyncio.create_task(bot.timer.run())
        async with asyncio.timeout(10):
            await committing.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    said = [message.text for message in answers(telegram)]
    assert await bot.look() == []
    assert [message.text for message in answers(telegram)] == said


async def test_what_is_in_hand_when_told_to_stop_is_finished(
    bot: Clocked, telegram: LocalTelegram
) -> None:
    await bot.begin()
    await pass_time(bot.engine, HALF)
    running = asyncio.create_task(bot.timer.run())
    async with asyncio.timeout(10):
        while not bot.timer._in_hand:  # noqa: ASYNC110 it has no event
            await asyncio.sleep(0.001)
        running.cancel()
        await asyncio.wait({running})
    assert answers(telegram)[-1].text.startswith("⏳")
    assert await bot.due() == {"practice_up"}


async def test_a_case_that_the_files_no_longer_hold_is_due_no_more(bot: Clocked) -> None:
    await bot.begin()
    session = await bot.session()
    run = session.practice.run
    assert run is not None
    gone = session.practice.model_copy(update={"run": run.model_copy(update={"case": "gone"})})
    async with bot.turns.turn(1, 999_999) as turn:
        turn.save(session.model_copy(update={"practice": gone}).model_dump_json(), None)
    assert await bot.after(HALF) == []
    assert await bot.due() == set()


# Several processes -----------------------------------------------------------------------------


async def test_another_process_goes_on_where_the_first_was_killed(
    stack: AsyncExitStack,
    bot: Clocked,
    advisor: Advisor,
    telegram: LocalTelegram,
    waits: Waits,
) -> None:
    await bot.begin()
    await bot.after(HALF)
    engine = make_engine(bot.engine.url.render_as_string(hide_password=False))
    stack.push_async_callback(engine.dispose)
    other = await clocked(stack, advisor, engine, telegram, waits)
    (up,) = await other.after(REST)
    assert up.text.startswith("⏰")


async def test_two_replicas_tell_it_once(
    stack: AsyncExitStack,
    postgres: PostgresServer,
    advisor: Advisor,
    telegram: LocalTelegram,
    waits: Waits,
) -> None:
    url = postgres.new_database()
    engines = [make_engine(url), make_engine(url)]
    for engine in engines:
        stack.push_async_callback(engine.dispose)
    await upgrade(engines[0])
    first, second = [await clocked(stack, advisor, e, telegram, waits) for e in engines]
    await first.begin()
    for passed, beginning in ((HALF, "⏳"), (REST, "⏰")):
        await pass_time(first.engine, passed)
        async with asyncio.timeout(10):
            for bot in (first, second):
                await bot.timer.look()
            await asyncio.gather(first.timer.settled(), second.timer.settled())
        said = [message.text[0] for message in answers(telegram)]
        assert said.count(beginning) == 1
    assert await first.due() == set()
