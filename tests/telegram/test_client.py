"""The HTTP client: real calls over loopback, and what becomes of their failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.telegram.client import BotApiClient
from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.local_http import served
from tests.telegram.bot_helpers import soon

PICTURE = b"\x89PNG not really"


@pytest.fixture
def url(telegram: LocalTelegram) -> Iterator[str]:
    telegram.text("hello")
    with served(telegram, silence=2) as url:
        yield url


@pytest.fixture
async def bot(telegram: LocalTelegram, url: str) -> AsyncIterator[Bot]:
    client = BotApiClient(connections=4, read_timeout=0.5)
    async with Bot(telegram.token, base_url=url, request=client) as bot:
        yield bot


async def test_texts_come_through_as_they_are(bot: Bot, telegram: LocalTelegram) -> None:
    text = "naïve & <b> 👍 %20 + “quoted” \u202e"
    await bot.send_message(1, text)
    assert telegram.messages()[-1].text == text


async def test_a_file_is_sent_whole(bot: Bot, telegram: LocalTelegram) -> None:
    sent = await bot.send_photo(1, PICTURE, caption="naïve — “c”")
    assert telegram.files[sent.photo[-1].file_id] == PICTURE
    assert sent.caption == "naïve — “c”"
    text = await bot.send_message(1, "Which?")
    await bot.edit_message_media(InputMediaPhoto(PICTURE, "c"), 1, text.message_id)
    assert telegram.messages()[-1].photo == sent.photo[-1].file_id


async def test_calls_go_side_by_side_over_few_connections(
    bot: Bot, telegram: LocalTelegram
) -> None:
    await soon(asyncio.gather(*(bot.send_message(1, str(number)) for number in range(40))))
    assert len(telegram.messages()) == 41


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure.refused("BUTTON_DATA_INVALID"), BadRequest),
        (Failure.too_many_requests(7), RetryAfter),
        (Failure.server_error(502), NetworkError),
        (Failure.network(), NetworkError),
        (Failure.timeout(), TimedOut),
    ],
)
async def test_a_failure_is_what_the_library_calls_it(
    bot: Bot, telegram: LocalTelegram, failure: Failure, error: type[Exception]
) -> None:
    telegram.fail("sendMessage", failure)
    with pytest.raises(error) as raised:
        await bot.send_message(1, "x")
    assert type(raised.value) is error
    assert (await bot.send_message(1, "again")).text == "again"


async def test_no_error_holds_the_token() -> None:
    token = "123456:a-secret-that-is-long-enough"
    bot = Bot(token, base_url="http://127.0.0.1:9/bot", request=BotApiClient())
    with pytest.raises(NetworkError) as raised:
        await bot.initialize()
    await bot.shutdown()
    error: BaseException | None = raised.value
    while error is not None:
        assert token not in f"{error!r} {error}"
        error = error.__cause__


async def test_a_token_nobody_knows_is_told_as_that(url: str) -> None:
    bot = Bot("123456:unknown", base_url=url, request=BotApiClient())
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_it_opens_and_closes_more_than_once() -> None:
    client = BotApiClient()
    for _ in range(2):
        await client.initialize()
        await client.initialize()
        await client.shutdown()
        await client.shutdown()
    with pytest.raises(RuntimeError, match="not open"):
        await client.do_request("http://127.0.0.1:9/", "GET")


async def test_a_long_poll_waits_longer_than_other_calls(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("first")
    updates = await bot.get_updates(timeout=0)
    offset = updates[-1].update_id + 1
    waiting = asyncio.create_task(bot.get_updates(offset=offset, timeout=3, read_timeout=1))
    await asyncio.sleep(0.8)  # more than the client's own limit
    telegram.text("second")
    (update,) = await soon(waiting)
    assert update.message is not None
    assert update.message.text == "second"


async def test_a_proxy_that_the_environment_names_is_used(
    telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(telegram) as base_url:
        monkeypatch.setenv("http_proxy", base_url.removesuffix("/bot"))
        request = BotApiClient()
        async with Bot(telegram.token, "http://telegram.invalid/bot", request=request) as bot:
            assert bot.username == "local_bot"


async def test_an_address_that_needs_no_proxy_goes_without(
    telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served(telegram) as base_url:
        async with Bot(telegram.token, base_url, request=BotApiClient()) as bot:
            assert bot.username == "local_bot"
