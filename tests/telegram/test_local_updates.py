"""getUpdates and the webhook: an update waits until an offset confirms it."""

import asyncio
from typing import Any

import pytest

from bot.telegram.local import LocalTelegram
from bot.telegram.local_updates import LocalUpdates
from tests.telegram.bot_helpers import soon
from tests.telegram.local_helpers import Clock, ok, refused

HOOK = "https://example.com/hook"


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


@pytest.fixture
def three(telegram: LocalTelegram) -> LocalTelegram:
    for word in ("one", "two", "three"):
        telegram.text(word)
    return telegram


async def test_only_a_later_offset_confirms(three: LocalTelegram) -> None:
    assert ids(await ok(three, "getUpdates")) == [1, 2, 3]
    assert ids(await ok(three, "getUpdates", offset=1, limit=2)) == [1, 2]
    assert ids(await ok(three, "getUpdates", offset=3)) == [3]
    assert ids(three.pending()) == [3]
    assert ids(await ok(three, "getUpdates", offset=1)) == [3]


async def test_a_negative_offset_keeps_the_newest(three: LocalTelegram) -> None:
    assert ids(await ok(three, "getUpdates", offset=-5)) == [1, 2, 3]
    assert ids(await ok(three, "getUpdates", offset=-2)) == [2, 3]
    assert ids(three.pending()) == [2, 3]


async def test_allowed_updates_hold_for_what_comes_later(telegram: LocalTelegram) -> None:
    telegram.text("one")
    await ok(telegram, "getUpdates", allowed_updates=["callback_query", "chat_member"])
    telegram.text("two")
    telegram.press(1, "go")
    telegram.update("chat_member", {})
    assert ids(await ok(telegram, "getUpdates")) == [1, 3, 4]
    await ok(telegram, "getUpdates", allowed_updates=[], offset=10)
    telegram.text("three")
    telegram.update("chat_member", {})
    assert ids(telegram.pending()) == [5]


async def test_a_poll_ends_after_its_timeout_or_with_an_update(telegram: LocalTelegram) -> None:
    assert await LocalUpdates().get({"timeout": 0.01}) == []
    poll = asyncio.create_task(ok(telegram, "getUpdates", timeout=5))
    await asyncio.sleep(0)
    telegram.text("one")
    assert ids(await soon(poll)) == [1]


async def test_a_second_poller_ends_the_first(telegram: LocalTelegram) -> None:
    first = asyncio.create_task(telegram.call("getUpdates", {"timeout": 5}))
    await asyncio.sleep(0)
    second = asyncio.create_task(ok(telegram, "getUpdates", timeout=5))
    status, body = await soon(first)
    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")
    telegram.text("one")
    assert ids(await soon(second)) == [1]


async def test_limits_of_limit(telegram: LocalTelegram) -> None:
    for limit in (0, 101):
        assert await refused(telegram, "getUpdates", limit=limit) == "limit must be 1-100"


async def test_a_webhook_excludes_pollers(three: LocalTelegram) -> None:
    assert (await ok(three, "getWebhookInfo"))["url"] == ""
    await ok(three, "setWebhook", url=HOOK, allowed_updates=["message"], secret_token="a_b-1")
    info = await ok(three, "getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (HOOK, 3)
    assert (info["allowed_updates"], info["max_connections"]) == (["message"], 40)
    status, body = await three.call("getUpdates", {})
    assert status == 409
    assert "can't use getUpdates method while webhook is active" in body["description"]
    await ok(three, "deleteWebhook")
    assert ids(await ok(three, "getUpdates")) == [1, 2, 3]


async def test_pending_updates_can_be_dropped(three: LocalTelegram) -> None:
    await ok(three, "deleteWebhook", drop_pending_updates=True)
    assert three.pending() == []
    three.text("four")
    await ok(three, "setWebhook", url=HOOK, drop_pending_updates="true")
    assert three.pending() == []


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"url": "http://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": ""}, "parameter url is required"),
        ({"url": HOOK, "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": HOOK, "secret_token": "a" * 257}, "secret token contains unallowed characters"),
        ({"url": HOOK, "max_connections": 101}, "max_connections must be 1-100"),
    ],
)
async def test_bad_webhooks(
    telegram: LocalTelegram, parameters: dict[str, Any], error: str
) -> None:
    assert await refused(telegram, "setWebhook", **parameters) == error


async def test_queries_that_nobody_waits_for_any_more_are_dropped(
    telegram: LocalTelegram, clock: Clock
) -> None:
    telegram.text("one")
    telegram.press(1, "go")
    telegram.inline("two")
    clock.now += 31
    assert ids(await ok(telegram, "getUpdates")) == [1, 2]
    clock.now += 120
    assert not telegram.is_pending(2)
    assert ids(await ok(telegram, "getUpdates")) == [1]
    assert telegram.is_pending(1)
