"""Long polling: an update is confirmed when it is done, and no chat keeps another waiting."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update
from telegram.error import InvalidToken
from telegram.request import BaseRequest

from bot.advice import Advisor
from bot.storage import DeadLetters, Letter, Turn, Turns, WaitingRoom
from bot.storage.tables import HandledUpdate, SentReply, WaitingUpdate
from bot.telegram import delivery as delivery_module
from bot.telegram import gate as gate_module
from bot.telegram import lanes as lanes_module
from bot.telegram import polling as polling_module
from bot.telegram.application import Taken
from bot.telegram.incoming import Incoming, incoming
from bot.telegram.local import Failure, LocalRequest, LocalTelegram
from bot.telegram.local_http import served
from bot.telegram.polling import Polling
from tests.telegram.bot_helpers import (
    LIMIT,
    HeldRequest,
    Waits,
    answers,
    application_of,
    options,
    questions,
    rows,
    soon,
    until,
)

Polled = Callable[[BaseRequest], AbstractAsyncContextManager[Polling]]


@pytest.fixture
def request_(telegram: LocalTelegram) -> HeldRequest:
    return HeldRequest(telegram)


@pytest.fixture
def polled(advisor: Advisor, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits) -> Polled:
    """A bot that polls until the end of the block; each a process of its own."""

    @asynccontextmanager
    async def run(request: BaseRequest) -> AsyncIterator[Polling]:
        async with process(advisor, telegram, engine, request, waits) as polling:
            task = asyncio.create_task(polling.run())
            try:
                yield polling
            finally:
                polling.stop()
                await soon(task)

    return run


@asynccontextmanager
async def process(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request: BaseRequest,
    waits: Waits,
) -> AsyncIterator[Polling]:
    application = application_of(
        telegram.token,
        advisor,
        Turns(engine),
        request=request,
    )
    async with application:
        yield Polling(application, sleep=waits)


class CountedTurns(Turns):
    """Turns that note the ids of their updates."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.begun: list[int] = []

    @asynccontextmanager
    async def turn(
        self, chat_id: int, update_id: int, reader_id: int = 0, **more: Any
    ) -> AsyncIterator[Turn]:
        self.begun.append(update_id)
        async with super().turn(chat_id, update_id, reader_id, **more) as turn:
            yield turn


def texts(telegram: LocalTelegram, chat_id: int) -> list[str]:
    return [message.text for message in answers(telegram, chat_id)]


def tries(telegram: LocalTelegram) -> int:
    return sum(call.method == "getUpdates" for call in telegram.calls)


# Handling ----------------------------------------------------------------------------------------


async def test_what_is_queued_and_what_comes_later_is_answered_and_confirmed(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    telegram.text("/about", chat_id=1)
    async with polled(request_):
        await until(lambda: bool(answers(telegram, 1)))
        telegram.text("/help", chat_id=2)
        await until(lambda: bool(answers(telegram, 2)))
        await until(lambda: not telegram.pending())


async def test_more_than_one_call_can_fetch(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    for _ in range(230):
        telegram.attachment("photo", chat_id=-5)  # needs no answer
    telegram.text("/about")
    async with polled(request_):
        await until(lambda: bool(answers(telegram)))
    assert telegram.pending() == []


async def test_a_chats_updates_are_answered_in_order(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled, engine: AsyncEngine
) -> None:
    for _ in range(5):
        for chat_id in (1, 2, 3):
            telegram.text("/about", chat_id=chat_id)
    async with polled(request_):
        await until(lambda: all(len(answers(telegram, chat)) == 5 for chat in (1, 2, 3)))
    sent = sorted((row["message_id"], row["reply_id"]) for row in await rows(engine, SentReply))
    for chat_id in (1, 2, 3):
        replies = [reply for said, reply in sent if said % 3 == chat_id % 3]
        assert replies == sorted(replies)


async def test_a_typed_text_and_a_press_of_a_chat_share_its_lane(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled, advisor: Advisor
) -> None:
    telegram.text("/fit")
    async with polled(request_):
        await until(lambda: bool(answers(telegram)))
        with request_.held("sendMessage", 1) as sending:
            telegram.text("skip")
            telegram.press(answers(telegram)[0].message_id, "f:1:0:<")  # of another run
            await soon(sending.wait())
            assert telegram.toasts == []
        await until(lambda: len(telegram.toasts) == 1)
    assert advisor.knowledge.fit.question["pay"].text in texts(telegram, 1)[-1]


async def test_an_update_of_no_chat_is_let_pass(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    reader = {"id": 9, "is_bot": False, "first_name": "Ben"}
    query = {"id": "1", "from": reader, "chat_instance": "1", "inline_message_id": "1"}
    telegram.update("callback_query", {**query, "data": "x"})
    async with polled(request_):
        await until(lambda: not telegram.pending())


async def test_an_update_that_cannot_be_read_stops_nobody(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.update("callback_query", {"id": "1"})
    telegram.text("/about")
    async with polled(request_):
        await until(lambda: not telegram.pending())
    assert len(answers(telegram)) == 1
    assert "cannot be read" in caplog.text


async def test_an_update_that_is_not_understood_is_kept_and_stops_nobody(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def strange(update: Update, username: str) -> Incoming | None:
        if update.effective_chat and update.effective_chat.id == 1:
            raise KeyError("a new kind")
        return incoming(update, username)

    monkeypatch.setattr(delivery_module, "incoming", strange)
    telegram.text("/about", chat_id=1)
    telegram.text("/about", chat_id=2)
    async with polled(request_):
        await until(lambda: not telegram.pending())
    assert (len(answers(telegram, 1)), len(answers(telegram, 2))) == (0, 1)
    (dead,) = await DeadLetters(engine).all()
    assert dead.error.startswith("KeyError")


# Side by side ------------------------------------------------------------------------------------


async def test_nothing_is_confirmed_before_it_is_done(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    slow, quick = telegram.text("/about", chat_id=1), telegram.text("/about", chat_id=2)
    async with polled(request_):
        with request_.held("sendMessage", 1):
            await until(lambda: bool(answers(telegram, 2)))
            seen = tries(telegram)
            await until(lambda: tries(telegram) > seen)
            assert [update["update_id"] for update in telegram.pending()] == [
                slow["update_id"],
                quick["update_id"],
            ]
        await until(lambda: not telegram.pending())
    assert (len(answers(telegram, 1)), len(answers(telegram, 2))) == (1, 1)


async def test_a_chat_that_takes_its_time_keeps_no_later_one_waiting(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    telegram.text("/about", chat_id=1)
    async with polled(request_):
        with request_.held("sendMessage", 1) as sending:
            await soon(sending.wait())
            for chat_id in (2, 3):
                telegram.text("/about", chat_id=chat_id)
                await until(lambda: bool(answers(telegram, chat_id)))  # noqa: B023
            telegram.text("/help", chat_id=1)
        await until(lambda: len(answers(telegram, 1)) == 2)
        await until(lambda: not telegram.pending())
    assert [len(answers(telegram, chat_id)) for chat_id in (1, 2, 3)] == [2, 1, 1]


async def test_what_is_in_hand_is_fetched_again_but_not_taken_again(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_LOOK_AGAIN", 0.05)
    turns = CountedTurns(engine)
    application = application_of(telegram.token, advisor, turns, request=request_)
    telegram.text("/about")
    async with application:
        polling = Polling(application)
        task = asyncio.create_task(polling.run())
        with request_.held("sendMessage") as sending:
            await soon(sending.wait())
            before, since = tries(telegram), time.monotonic()
            await until(lambda: tries(telegram) == before + 3)
            assert time.monotonic() - since > 0.1  # now and then only
        await until(lambda: not telegram.pending())
        polling.stop()
        await soon(task)
    assert turns.begun == [1]


async def test_no_more_than_so_many_chats_are_handled_at_once(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate_module, "_FEWEST", 1)
    monkeypatch.setattr(gate_module, "_LONG", 60.0)
    telegram.text("/about", chat_id=1)
    telegram.text("/about", chat_id=2)
    async with polled(request_):
        with request_.held("sendMessage", 1) as sending:
            await soon(sending.wait())
            seen = tries(telegram)
            await until(lambda: tries(telegram) > seen)
            assert answers(telegram, 2) == []
        await until(lambda: bool(answers(telegram, 2)))


# Dying and stopping ------------------------------------------------------------------------------


async def test_what_a_killed_process_left_the_next_one_does_and_nothing_twice(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    polled: Polled,
    waits: Waits,
) -> None:
    chats = range(1, 11)
    for _ in range(2):
        for chat_id in chats:
            telegram.text("/about", chat_id=chat_id)
    async with process(advisor, telegram, engine, request_, waits) as doomed:
        with request_.held("sendMessage", 1), request_.held("sendMessage", 4):
            task = asyncio.create_task(doomed.run())
            async with asyncio.timeout(LIMIT):
                while len(await rows(engine, HandledUpdate)) < 16:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            task.cancel()
            await soon(asyncio.gather(task, return_exceptions=True))
    assert len(telegram.pending()) == 20
    async with polled(LocalRequest(telegram)):
        await until(lambda: not telegram.pending())
    assert {chat: len(answers(telegram, chat)) for chat in chats} == dict.fromkeys(chats, 2)
    handled = Counter(row["chat_id"] for row in await rows(engine, HandledUpdate))
    assert handled == Counter(dict.fromkeys(chats, 2))


async def test_a_process_that_dies_between_reply_and_commit_repeats_one_reply_at_worst(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    polled: Polled,
    waits: Waits,
) -> None:
    telegram.text("/fit")
    async with polled(LocalRequest(telegram)):
        await until(lambda: not telegram.pending())
    telegram.text("skip")
    async with process(advisor, telegram, engine, request_, waits) as doomed:
        with request_.held("editMessageReplyMarkup") as sent:  # the reply is out, the commit is not
            task = asyncio.create_task(doomed.run())
            await soon(sent.wait())
            task.cancel()
            await soon(asyncio.gather(task, return_exceptions=True))
    async with polled(LocalRequest(telegram)):
        await until(lambda: not telegram.pending())
    first, second, again = texts(telegram, 1)
    assert (first != second, second == again) == (True, True)


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_leaving_while_nothing_comes_is_done_at_once_and_leaves_nothing_running(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    waits: Waits,
    how: str,
) -> None:
    async with process(advisor, telegram, engine, request_, waits) as polling:
        task = asyncio.create_task(polling.run())
        with request_.held("getUpdates") as waiting:
            await soon(waiting.wait())
        if how == "kill":
            task.cancel()
        polling.stop()
        polling.stop()
        await soon(asyncio.gather(task, return_exceptions=True))
        assert task.cancelled() == (how == "kill")
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_stopping_before_the_start_handles_nothing(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    waits: Waits,
) -> None:
    telegram.text("/about")
    async with process(advisor, telegram, engine, request_, waits) as polling:
        polling.stop()
        await soon(polling.run())
    assert (answers(telegram), len(telegram.pending())) == ([], 1)


async def test_stopping_finishes_what_is_in_hand_confirms_it_and_leaves_the_rest(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_LOOK_AGAIN", 0.01)
    for text in ("/about", "/help", "/privacy"):
        telegram.text(text)
    async with polled(request_) as polling:
        with request_.held("sendMessage") as sending:
            await soon(sending.wait())
            polling.stop()
            await asyncio.sleep(0.03)
    assert (len(answers(telegram)), len(telegram.pending())) == (1, 2)
    async with polled(LocalRequest(telegram)):
        await until(lambda: not telegram.pending())
    assert len(set(texts(telegram, 1))) == 3


async def test_stopping_does_not_wait_for_ever_for_one_that_hangs(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_LEAVE", 0.02)
    telegram.text("/about", chat_id=1)
    telegram.text("/about", chat_id=2)
    with request_.held("sendMessage", 1):
        async with polled(request_):
            await until(lambda: bool(answers(telegram, 2)))
    assert answers(telegram, 1) == []
    assert len(telegram.pending()) == 2
    async with polled(LocalRequest(telegram)):
        await until(lambda: not telegram.pending())
    assert (len(answers(telegram, 1)), len(answers(telegram, 2))) == (1, 1)


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_confirmation_that_fails_does_not_keep_it_from_leaving(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    hangs: bool,
) -> None:
    monkeypatch.setattr(polling_module, "_CONFIRM", 0.02)
    with request_.held("getUpdates") as asking:
        async with polled(request_) as polling:
            await soon(asking.wait())
            polling.stop()
            telegram.fail("getUpdates", Failure.network(), times=99)
            if not hangs:
                request_.let_go("getUpdates")
    assert "could not be confirmed" in caplog.text


# Failures of Telegram ----------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [Failure.network(), Failure.timeout(), Failure.server_error()])
async def test_failed_calls_are_tried_again_ever_more_slowly(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    waits: Waits,
    failure: Failure,
) -> None:
    telegram.fail("deleteWebhook", failure)
    telegram.fail("getUpdates", failure, times=6)
    telegram.text("/about")
    async with polled(request_):
        await until(lambda: bool(answers(telegram)))
    assert waits == [2.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


async def test_telegram_says_how_long_to_wait(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled, waits: Waits
) -> None:
    telegram.fail("getUpdates", Failure.too_many_requests(11))
    telegram.text("/about")
    async with polled(request_):
        await until(lambda: bool(answers(telegram)))
    assert waits == [11.0]


async def test_another_poller_is_given_time_to_leave(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    waits: Waits,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with polled(request_):
        async with asyncio.timeout(LIMIT):
            while not waits:  # an old process ends the getUpdates that is open
                await telegram.call("getUpdates", {"timeout": 0})
                await asyncio.sleep(0.005)
        telegram.text("/about")
        await until(lambda: bool(answers(telegram)))
    assert set(waits) == {5.0}
    assert "make sure that only one bot instance is running" in caplog.text


async def test_stopping_while_it_waits_to_try_again(
    advisor: Advisor, telegram: LocalTelegram, engine: AsyncEngine, request_: HeldRequest
) -> None:
    asleep = asyncio.Event()

    async def for_ever(_: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    application = application_of(telegram.token, advisor, Turns(engine), request=request_)
    telegram.fail("getUpdates", Failure.network())
    async with application:
        polling = Polling(application, sleep=for_ever)
        task = asyncio.create_task(polling.run())
        await soon(asleep.wait())
        polling.stop()
        await soon(task)


@pytest.mark.parametrize("method", ["deleteWebhook", "getUpdates", "sendMessage"])
async def test_a_refused_token_ends_it_and_confirms_nothing(
    advisor: Advisor,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    request_: HeldRequest,
    waits: Waits,
    method: str,
) -> None:
    telegram.text("/about")
    telegram.fail(method, Failure.refused("Unauthorized", 401))
    async with process(advisor, telegram, engine, request_, waits) as polling:
        with pytest.raises(InvalidToken):
            await soon(polling.run())
    assert (len(telegram.pending()), waits) == (1, [])


async def test_a_webhook_of_before_is_taken_away_with_nothing_lost(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled, waits: Waits
) -> None:
    await telegram.call("setWebhook", {"url": "https://example.com/hook"})
    telegram.text("/about")
    async with polled(request_):
        await until(lambda: bool(answers(telegram)))
    assert waits == []


# Over the wire -----------------------------------------------------------------------------------


async def test_over_real_http(advisor: Advisor, telegram: LocalTelegram, turns: Turns) -> None:
    with served(telegram) as base_url:
        application = application_of(telegram.token, advisor, turns, base_url=base_url)
        async with application:
            polling = Polling(application)
            task = asyncio.create_task(polling.run())
            for chat_id in (1, 2, 3):
                telegram.text("/fit", chat_id=chat_id)
            await until(lambda: all(answers(telegram, chat) for chat in (1, 2, 3)))
            question = answers(telegram, 1)[0]
            telegram.press(question.message_id, question.keyboard[0][0].data or "")
            await until(lambda: answers(telegram, 1)[0].edited)
            polling.stop()
            await soon(task)
    assert telegram.pending() == []
    allowed = next(call for call in telegram.calls if call.method == "getUpdates")
    assert set(allowed.parameters["allowed_updates"]) < set(Update.ALL_TYPES)


# The waiting room --------------------------------------------------------------------------------


async def test_a_chat_that_waits_long_does_not_keep_telegram_from_handing_out_more(
    telegram: LocalTelegram,
    request_: HeldRequest,
    advisor: Advisor,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_HOLD_AFTER", 0.1)
    monkeypatch.setattr(polling_module, "_LOOK_AGAIN", 0.02)
    room = WaitingRoom(engine)
    for _ in range(120):
        telegram.text("/about", chat_id=1)
    telegram.text("/about", chat_id=2)
    application = application_of(
        telegram.token,
        advisor,
        Turns(engine),
        request=request_,
    )
    async with application:
        polling = Polling(application, waiting=room)
        task = asyncio.create_task(polling.run())
        with request_.held("sendMessage", 1):
            await until(lambda: bool(answers(telegram, 2)))
            await until(lambda: not telegram.pending())
            assert len(await room.all()) == 120
            polling.stop()
            monkeypatch.setattr(polling_module, "_LEAVE", 0.1)
            await soon(task)
    assert answers(telegram, 1) == []
    async with application_of(
        telegram.token,
        advisor,
        Turns(engine),
        request=LocalRequest(telegram),
    ) as again:
        polling = Polling(again, waiting=room)
        task = asyncio.create_task(polling.run())
        await until(lambda: len(answers(telegram, 1)) == 120)
        polling.stop()
        await soon(task)
    assert await room.all() == []


@pytest.mark.parametrize("comes_back", [True, False])
async def test_a_database_that_is_away_at_the_start_is_waited_for_until_told_to_stop(
    telegram: LocalTelegram,
    request_: HeldRequest,
    advisor: Advisor,
    engine: AsyncEngine,
    waits: Waits,
    comes_back: bool,
) -> None:
    class Away(WaitingRoom):
        async def all(self) -> list[tuple[Letter, timedelta]]:
            if not comes_back or len(waits) < 3:
                raise OSError("away")
            return await super().all()

    telegram.text("/about")
    application = application_of(telegram.token, advisor, Turns(engine), request=request_)
    async with application:
        polling = Polling(application, sleep=waits, waiting=Away(engine))
        task = asyncio.create_task(polling.run())
        await until(lambda: bool(answers(telegram)) if comes_back else len(waits) > 3)
        polling.stop()
        await soon(task)
    assert bool(telegram.pending()) is not comes_back


async def test_what_is_finished_while_it_is_taken_over_does_not_stay_behind(
    telegram: LocalTelegram,
    request_: HeldRequest,
    advisor: Advisor,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_HOLD_AFTER", 0.05)
    entered: list[int] = []

    class SlowRoom(WaitingRoom):
        """By the time it has written something down, the update is done."""

        async def enter(self, letters: Sequence[Letter]) -> None:
            request_.let_go("sendMessage", 1)
            await until(lambda: bool(answers(telegram, 1)))
            await until(lambda: not polling._lanes)
            await super().enter(letters)
            entered.extend(letter.update_id for letter in letters)

    room = SlowRoom(engine)
    telegram.text("/about", chat_id=1)
    application = application_of(
        telegram.token,
        advisor,
        Turns(engine),
        request=request_,
    )
    async with application:
        polling = Polling(application, waiting=room)
        with request_.held("sendMessage", 1):
            task = asyncio.create_task(polling.run())
            await until(lambda: bool(entered))
        await until(lambda: not telegram.pending())
        polling.stop()
        await soon(task)
    assert await room.all() == []


async def test_of_a_flood_only_the_first_few_stay_in_memory(
    telegram: LocalTelegram,
    request_: HeldRequest,
    advisor: Advisor,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling_module, "_HOLD_AFTER", 0.05)
    monkeypatch.setattr(polling_module, "_LOOK_AGAIN", 0.02)
    monkeypatch.setattr(lanes_module, "IN_MEMORY", 3)
    room = WaitingRoom(engine)
    sent = [telegram.text(f"/gpm {number}")["update_id"] for number in range(130)]
    turns = CountedTurns(engine)
    application = application_of(telegram.token, advisor, turns, request=request_)
    async with application:
        polling = Polling(application, waiting=room)
        task = asyncio.create_task(polling.run())
        with request_.held("sendMessage", 1):
            await until(lambda: not telegram.pending())
            lane = polling._lanes[1]
            await until(lambda: sum(isinstance(one, Taken) for one in lane) == 3)
            assert len(lane) == 130
            await room.leave(sent[50])  # as when it is too old, or its reader wants all forgotten
        await until(lambda: not polling._lanes)
        polling.stop()
        await soon(task)
    assert turns.begun == [each for each in sent if each != sent[50]]
    assert len(answers(telegram)) == 129
    assert await room.all() == []
    assert polling._held == set()


async def test_what_is_not_understood_is_taken_over_all_the_same(
    telegram: LocalTelegram,
    request_: HeldRequest,
    advisor: Advisor,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def strange(update: Update, username: str) -> Incoming | None:
        if update.effective_message and update.effective_message.text == "new":
            raise KeyError("a new kind")
        return incoming(update, username)

    monkeypatch.setattr(delivery_module, "incoming", strange)
    monkeypatch.setattr(polling_module, "incoming", strange)
    monkeypatch.setattr(polling_module, "_HOLD_AFTER", 0.05)
    room = WaitingRoom(engine)
    for text in ("/about", "new", "/help"):
        telegram.text(text)
    application = application_of(telegram.token, advisor, Turns(engine), request=request_)
    async with application:
        polling = Polling(application, waiting=room)
        task = asyncio.create_task(polling.run())
        with request_.held("sendMessage", 1):
            await until(lambda: not telegram.pending())
            letters = [letter for letter, _ in await room.all()]
            assert [letter.reader_id for letter in letters] == [0, 0, 0]
        await until(lambda: len(answers(telegram)) == 2)
        polling.stop()
        await soon(task)
    assert len(await DeadLetters(engine).all()) == 1
    assert await room.all() == []


# Presses that waited too long ------------------------------------------------------------------


async def test_a_press_that_waited_behind_a_slow_turn_is_not_answered_late(
    telegram: LocalTelegram,
    request_: HeldRequest,
    polled: Polled,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Telegram has let it go meanwhile, and its reader presses again."""
    async with polled(request_) as polling:
        telegram.text("/fit")
        await until(lambda: bool(questions(telegram)))
        (question,) = questions(telegram)
        with request_.held("sendMessage", 1) as sending:
            telegram.text("/about")
            await soon(sending.wait())
            telegram.press(question.message_id, options(question)[0])
            await until(lambda: len(polling._lanes.get(1, ())) == 2)
            await asyncio.sleep(0.3)
            monkeypatch.setattr(delivery_module, "_EXPIRED", 0.2)
        await until(lambda: not telegram.pending())
        monkeypatch.setattr(delivery_module, "_EXPIRED", 150.0)
        assert telegram.toasts == []
        (still,) = questions(telegram)
        assert options(still) == options(question)
        telegram.press(still.message_id, options(still)[0])
        await until(lambda: len(telegram.toasts) == 1)
    assert len(await rows(engine, HandledUpdate)) == 4


async def test_a_press_that_waited_in_the_room_is_not_answered_late(
    telegram: LocalTelegram, advisor: Advisor, engine: AsyncEngine
) -> None:
    room = WaitingRoom(engine)
    application = application_of(
        telegram.token, advisor, Turns(engine), request=LocalRequest(telegram)
    )
    async with application:
        await application.process_update(Update.de_json(telegram.text("/fit"), application.bot))
        (question,) = questions(telegram)
        for minutes_ago in (5, 0):
            raw = telegram.press(question.message_id, options(question)[0])
            pressed = incoming(Update.de_json(raw, application.bot), "bot")
            assert pressed is not None
            await room.enter([pressed.letter(Update.de_json(raw, application.bot))])
            async with engine.begin() as connection:
                entered = datetime.now(UTC) - timedelta(minutes=minutes_ago)
                mine = WaitingUpdate.update_id == raw["update_id"]
                await connection.execute(update(WaitingUpdate).where(mine).values(taken_at=entered))
        polling = Polling(application, waiting=room)
        task = asyncio.create_task(polling.run())
        await until(lambda: bool(telegram.toasts))
        polling.stop()
        await soon(task)
    assert len(telegram.toasts) == 1
    assert await room.all() == []


async def test_polling_calls_telegram_through_the_one_client(
    telegram: LocalTelegram, request_: HeldRequest, polled: Polled
) -> None:
    async with polled(request_) as polling:
        clients = polling._application.bot._request
        assert set(clients) == {request_}
