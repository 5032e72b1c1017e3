"""Plain calls: parameters as Telegram takes them, failures as python-telegram-bot raises them."""

from __future__ import annotations

import pytest
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.telegram.calls import Calls
from bot.telegram.local import Failure, LocalRequest, LocalTelegram


@pytest.fixture
def call(telegram: LocalTelegram) -> Calls:
    telegram.text("hello")
    return Calls(Bot(telegram.token, request=LocalRequest(telegram)))


async def test_objects_go_as_json_and_what_is_not_given_is_left_out(
    call: Calls, telegram: LocalTelegram
) -> None:
    preview = LinkPreviewOptions(is_disabled=True)
    sent = await call(
        "sendMessage", chat_id=1, text="hi", link_preview_options=preview, reply_markup=None
    )
    assert sent["message_id"] == telegram.messages()[-1].message_id
    assert telegram.calls[-1].parameters == {
        "chat_id": 1,
        "text": "hi",
        "link_preview_options": {"is_disabled": True},
    }


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (Failure.too_many_requests(7), RetryAfter),
        (Failure.refused("Bad Request: chat not found", 400), BadRequest),
        (Failure.refused("Forbidden: bot was blocked by the user", 403), Forbidden),
    ],
)
async def test_failures_are_those_of_the_library(
    call: Calls, telegram: LocalTelegram, failure: Failure, raised: type[Exception]
) -> None:
    telegram.fail("sendMessage", failure)
    with pytest.raises(raised):
        await call("sendMessage", chat_id=1, text="hi")
