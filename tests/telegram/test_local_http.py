"""A real python-telegram-bot client over real HTTP meets the same rules as in process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_http import served
from tests.telegram.bot_helpers import soon


@pytest.fixture
def base_url(telegram: LocalTelegram) -> Iterator[str]:
    with served(telegram, silence=0.3) as url:
        yield url


@pytest.fixture
async def bot(telegram: LocalTelegram, base_url: str) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=base_url) as client:
        yield client


async def test_get_me(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.username == "local_bot"


async def test_send_message(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    sent = await bot.send_message(1, "<b>hi</b> 👍", parse_mode="HTML")
    assert sent.text == "hi 👍"
    assert telegram.messages()[-1].html == "<b>hi</b> 👍"


async def test_an_upload_keeps_its_bytes(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    content = bytes(range(256)) + b"\r\n"
    await bot.send_document(1, content, filename="a.bin", caption="all bytes")
    assert telegram.calls[-1].parameters["document"].content == content
    assert telegram.messages()[-1].caption == "all bytes"


async def test_an_update_arrives_while_polling_and_stays_until_confirmed(
    bot: Bot, telegram: LocalTelegram
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    telegram.text("one")
    (update,) = await soon(polling)
    assert update.message
    assert update.message.text == "one"
    assert telegram.pending()
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    assert not telegram.pending()


async def test_a_second_poller_ends_the_first(
    bot: Bot, base_url: str, telegram: LocalTelegram
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    async with Bot(telegram.token, base_url=base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await soon(first)
        telegram.text("one")
        assert len(await soon(second)) == 1


async def test_refusals_keep_their_kind(
    bot: Bot, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    telegram.text("hello")
    with pytest.raises(BadRequest, match=r"(?i)message text is empty"):
        await bot.send_message(1, " ")
    telegram.fail("sendMessage", Failure.too_many_requests(3))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(1, "hi")
    assert refused.value.retry_after == timedelta(seconds=3)


async def test_a_wrong_token_is_refused(base_url: str) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("2:other", base_url=base_url):
            pass


async def test_ordered_silence(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    telegram.fail("sendMessage", Failure.network())
    with pytest.raises(NetworkError):
        await bot.send_message(1, "hi")
    telegram.fail("sendMessage", Failure.lost_answer())
    with pytest.raises(TimedOut):
        await bot.send_message(1, "hi", read_timeout=0.05)
    assert [message.text for message in telegram.messages()] == ["hello", "hi"]


async def test_json_query_and_form_bodies(base_url: str, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    url = f"{base_url}{telegram.token}/sendMessage"
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(url, json={"chat_id": 1, "text": "json"}),
            await client.post(url, data={"chat_id": "1", "text": "form & more"}),
            await client.get(url, params={"chat_id": 1, "text": "query"}),
        ]
        unknown = await client.post(f"{base_url}{telegram.token}/sendNothing")
    texts = [answer.json()["result"]["text"] for answer in answers]
    assert texts == ["json", "form & more", "query"]
    assert unknown.status_code == 404
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_updates_are_what_python_telegram_bot_reads(
    bot: Bot, telegram: LocalTelegram
) -> None:
    telegram.text("/start")
    telegram.press(1, "go")
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    assert [update.effective_user.id for update in updates if update.effective_user] == [1, 1]
