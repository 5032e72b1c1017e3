"""The webhook: who may call, when the 200 goes out, and what operators see."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Advisor
from bot.storage import Turns, is_reachable
from bot.telegram import delivery as delivery_module
from bot.telegram.delivery import Means, UnfinishedError
from bot.telegram.local import Failure, LocalRequest, LocalTelegram, LocalUser
from bot.telegram.serving import Serving
from bot.telegram.webhook import Web, webhook_path
from tests.telegram.bot_helpers import (
    LIMIT,
    Waits,
    answers,
    application_of,
    local_bot,
    means_of,
    soon,
)

SECRET = "a-secret_of_the_webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_TIMEOUT = aiohttp.ClientTimeout(total=LIMIT)


class Hook:
    """Calls the webhook as Telegram does."""

    def __init__(self, port: int, telegram: LocalTelegram, web: Web) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.telegram = telegram
        self.web = web

    async def call(
        self, update: Any, *, secret: str = SECRET, path: str = webhook_path(SECRET)
    ) -> int:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(self.root + path, json=update, headers={HEADER: secret}) as response,
        ):
            return response.status

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(self.root + path) as response,
        ):
            return response.status, await response.text()


@pytest.fixture
def means(advisor: Advisor, turns: Turns, waits: Waits) -> Means:
    return means_of(advisor, turns, sleep=waits, patience=20.0)


@pytest.fixture
async def hook(means: Means, engine: AsyncEngine, telegram: LocalTelegram) -> AsyncIterator[Hook]:
    application = application_of(
        telegram.token, means.advisor, means.turns, means=means, request=LocalRequest(telegram)
    )
    async with application:
        web = Web(means.metrics, lambda: is_reachable(engine), application, SECRET)
        serving = Serving(web.app(), 0, "127.0.0.1")
        await serving.start()
        yield Hook(serving.port, telegram, web)
        await serving.stop()


async def test_an_update_is_answered_before_it_is_acknowledged(hook: Hook) -> None:
    assert await hook.call(hook.telegram.text("/about")) == 200
    assert len(answers(hook.telegram)) == 1


async def test_a_redelivered_one_is_acknowledged_and_not_answered_again(hook: Hook) -> None:
    update = hook.telegram.text("/about")
    assert [await hook.call(update) for _ in range(3)] == [200, 200, 200]
    assert len(answers(hook.telegram)) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "ß"])
async def test_without_the_secret_nothing_is_done(hook: Hook, secret: str) -> None:
    update = hook.telegram.text("/about")
    if secret != "ß":
        assert await hook.call(update, secret=secret) == 401
        assert "pm_advisor_webhook_refused_total 1.0" in (await hook.get("/metrics"))[1]
    assert await hook.call(update, path="/telegram/elsewhere") == 404
    assert answers(hook.telegram) == []


@pytest.mark.parametrize("body", ["x", [], {}, {"update_id": "x"}, {"update_id": None}])
async def test_what_is_no_update_is_refused(hook: Hook, body: Any) -> None:
    assert await hook.call(body) == 400


async def test_what_is_larger_than_any_update_is_refused(hook: Hook) -> None:
    large = io.BytesIO(b'{"update_id": 1, "x": "' + b"x" * 1024 * 1024)
    url = hook.root + webhook_path(SECRET)
    async with (
        aiohttp.ClientSession(headers={HEADER: SECRET}, timeout=_TIMEOUT) as session,
        session.post(url, data=large) as response,
    ):
        assert response.status == 413


async def test_an_update_it_has_no_use_for_is_acknowledged(hook: Hook) -> None:
    assert await hook.call({"update_id": 5, "poll": None}) == 200


async def test_an_update_that_takes_too_long_comes_again(hook: Hook) -> None:
    update = hook.telegram.text("/about")
    hook.telegram.fail("sendMessage", Failure.too_many_requests(30))
    assert await hook.call(update) == 503
    assert await hook.call(update) == 200
    assert len(answers(hook.telegram)) == 1


async def test_a_token_that_telegram_no_longer_knows_loses_nothing(hook: Hook) -> None:
    update = hook.telegram.text("/about")
    hook.telegram.fail("sendMessage", Failure.refused("Unauthorized", 401))
    assert await hook.call(update) == 500
    assert await hook.call(update) == 200


async def test_a_database_that_is_away_is_told_and_the_update_answered_once_it_is_back(
    hook: Hook, engine: AsyncEngine
) -> None:
    async def rename(before: str, after: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(sql(f"ALTER TABLE {before} RENAME TO {after}"))

    await rename("chats", "away")
    updates = [hook.telegram.text("/about", chat_id=chat) for chat in range(1, 9)]
    calls = [asyncio.create_task(hook.call(update)) for update in updates]
    await asyncio.sleep(0.1)
    await rename("away", "chats")
    first = await soon(asyncio.gather(*calls))
    for update, status in zip(updates, first, strict=True):
        assert status in (200, 503)
        assert await hook.call(update) == 200
    assert [len(answers(hook.telegram, chat)) for chat in range(1, 9)] == [1] * 8


async def test_operators_see_that_it_is_alive_and_ready(hook: Hook) -> None:
    assert await hook.get("/healthz") == (200, "alive\n")
    status, said = await hook.get("/readyz")
    assert (status, said.splitlines()[0]) == (200, "ready")
    assert said.splitlines()[1] == "backlog age: 0.0 s"


async def test_it_is_not_ready_without_its_database(hook: Hook) -> None:
    async def away() -> bool:
        return False

    hook.web.is_ready = away
    status, said = await hook.get("/readyz")
    assert (status, said.splitlines()[0]) == (503, "the database does not answer")


async def test_figures_for_prometheus(hook: Hook) -> None:
    await hook.call(hook.telegram.text("who earns more?"))
    hook.telegram.fail("sendMessage", Failure.server_error())
    await hook.call(hook.telegram.text("/about"))
    page = (await hook.get("/metrics"))[1]
    assert 'pm_advisor_updates_total{kind="text",result="answered"} 2.0' in page
    assert 'pm_advisor_answers_total{outcome="answer"} 1.0' in page
    assert 'pm_advisor_retries_total{cause="outage"} 1.0' in page
    assert 'pm_advisor_update_seconds_count{kind="text"} 2.0' in page
    assert "who earns" not in page
    assert SECRET not in page


def test_the_path_gives_nothing_away() -> None:
    assert SECRET not in webhook_path(SECRET)
    assert webhook_path(SECRET) != webhook_path(SECRET + "x")


async def test_a_press_behind_a_slow_turn_of_its_chat_is_let_go_when_it_is_too_old(
    hook: Hook, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "_EXPIRED", 0.1)
    hook.telegram.text("hi")
    async with turns.turn(1, 999):
        calling = asyncio.create_task(hook.call(hook.telegram.press(1, "x")))
        await asyncio.sleep(0.3)
    assert await soon(calling) == 200
    assert hook.telegram.toasts == []
    assert 'updates_total{kind="press",result="expired"} 1.0' in (await hook.get("/metrics"))[1]


async def test_a_call_that_waits_too_long_for_its_chats_turn_comes_again(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    """Telegram would give it up after a minute, and send it again beside the one that waits."""
    async with local_bot(advisor, turns, telegram, patience=0.1) as reader:
        telegram.text("hi")
        async with turns.turn(1, 999):
            with pytest.raises(UnfinishedError):
                await soon(reader.say("/about"))
        assert len(await reader.say("/about")) == 1


async def test_calls_that_wait_for_an_outage_to_end_come_again(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    async def sleep(_: float) -> None:
        await asyncio.Event().wait()

    async with local_bot(advisor, turns, telegram, patience=0.2, sleep=sleep) as reader:
        telegram.fail("sendMessage", Failure.server_error(), times=1000)
        for _ in range(10):
            with pytest.raises(UnfinishedError):
                await soon(reader.say("/about"))


async def test_readers_who_wait_for_their_chats_turn_keep_no_other_chat_waiting(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    group = -100_500
    async with local_bot(advisor, turns, telegram, chat_id=7) as reader:
        telegram.text("hi", chat_id=group)
        async with turns.turn(group, 999, 1):
            presses = [
                asyncio.create_task(reader.beside(LocalUser(number), group).press(1, "x"))
                for number in range(20, 60)
            ]
            await asyncio.sleep(0.1)
            assert len(await soon(reader.say("/about"))) == 1
        await soon(asyncio.gather(*presses))
