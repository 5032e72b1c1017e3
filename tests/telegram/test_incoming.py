"""Updates -> what a reader did; nothing where an answer would be out of place."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, Update

from bot.advice import Message
from bot.telegram.incoming import ALLOWED_UPDATES, Incoming, incoming
from bot.telegram.local import LocalRequest, LocalTelegram
from tests.telegram.bot_helpers import ATTACHMENTS

GROUP = -100_500


def read(telegram: LocalTelegram, raw: dict[str, Any]) -> Incoming | None:
    update = Update.de_json(raw, Bot(telegram.token, request=LocalRequest(telegram)))
    return incoming(update)


def test_a_typed_message(telegram: LocalTelegram) -> None:
    raw = telegram.text("who earns more?", chat_id=7)
    found = read(telegram, raw)
    assert found
    assert (found.update_id, found.chat_id, found.message_id) == (raw["update_id"], 7, 1)
    assert (found.message.text, found.message.kind) == ("who earns more?", "text")
    assert found.message.at
    assert found.message.at.timestamp() == 1_700_000_000
    assert found.query_id is None


def test_a_press(telegram: LocalTelegram) -> None:
    telegram.text("hello")
    raw = telegram.press(1, "f:go")
    found = read(telegram, raw)
    query_id = raw["callback_query"]["id"]
    assert found == Incoming(raw["update_id"], 1, 1, Message("f:go", kind="press"), query_id)


def test_a_press_on_a_message_telegram_no_longer_has(telegram: LocalTelegram) -> None:
    telegram.text("hello")
    found = read(telegram, telegram.press(99, "f:go"))
    assert found
    assert (found.chat_id, found.message_id) == (1, 99)


def test_an_edited_message(telegram: LocalTelegram) -> None:
    telegram.text("helo")
    found = read(telegram, telegram.edit(1, "hello"))
    assert found
    assert (found.message_id, found.message.text, found.message.kind) == (1, "hello", "edit")


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_an_attachment_in_a_private_chat(telegram: LocalTelegram, kind: str) -> None:
    found = read(telegram, telegram.attachment(kind))
    assert found
    assert (found.message.text, found.message.kind) == ("", "attachment")


def test_a_caption_is_a_text(telegram: LocalTelegram) -> None:
    found = read(telegram, telegram.attachment("photo", caption="is Python enough?"))
    assert found
    assert (found.message.text, found.message.kind) == ("is Python enough?", "text")


def test_a_text_in_a_group(telegram: LocalTelegram) -> None:
    found = read(telegram, telegram.text("/help@local_bot", chat_id=GROUP))
    assert found
    assert (found.chat_id, found.message.kind) == (GROUP, "text")


def test_attachments_in_groups_are_not_for_the_bot(telegram: LocalTelegram) -> None:
    assert read(telegram, telegram.attachment("photo", chat_id=GROUP)) is None


def test_what_nobody_said_needs_no_answer(telegram: LocalTelegram) -> None:
    message = telegram.text("hello")["message"]
    head = {key: message[key] for key in ("message_id", "from", "chat", "date")}
    query = {"id": "1", "from": message["from"], "chat_instance": "1"}
    for raw in (
        telegram.update("message", {**head, "new_chat_members": [message["from"]]}),
        telegram.update("message", {**head, "pinned_message": message}),
        telegram.update("edited_message", {**head, "location": {"latitude": 1, "longitude": 1}}),
        telegram.update("callback_query", {**query, "inline_message_id": "1", "data": "f:go"}),
        telegram.update("callback_query", {**query, "message": message, "game_short_name": "x"}),
        telegram.update("channel_post", message),
    ):
        assert read(telegram, raw) is None


def test_only_what_can_be_answered_is_asked_for() -> None:
    assert ALLOWED_UPDATES == ["message", "edited_message", "callback_query"]
