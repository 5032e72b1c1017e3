"""Updates -> what a reader did; nothing where an answer would be out of place."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, Update

from bot.advice import Message
from bot.telegram.incoming import ALLOWED_UPDATES, Incoming, incoming
from bot.telegram.local import LocalRequest, LocalTelegram, LocalUser
from tests.telegram.bot_helpers import ATTACHMENTS

GROUP = -100_500
BOT = "local_bot"


def read(telegram: LocalTelegram, raw: dict[str, Any]) -> Incoming | None:
    update = Update.de_json(raw, Bot(telegram.token, request=LocalRequest(telegram)))
    return incoming(update, BOT)


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
    assert found is not None
    assert found.message.at is not None
    said = Message("f:go", kind="press", at=found.message.at, seed=raw["update_id"], on=1)
    assert found == Incoming(raw["update_id"], 1, 0, 1, said, query_id)


async def test_a_press_on_a_picture(telegram: LocalTelegram) -> None:
    telegram.text("hello")
    picture = {"chat_id": 1, "photo": "https://example.com/a.png"}
    sent = (await telegram.call("sendPhoto", picture))[1]["result"]
    found = read(telegram, telegram.press(sent["message_id"], "f:go"))
    assert found
    assert found.on_picture


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
    assert (found.message.text, found.message.kind) == (kind, "attachment")


def test_a_caption_is_a_text(telegram: LocalTelegram) -> None:
    found = read(telegram, telegram.attachment("photo", caption="is Python enough?"))
    assert found
    assert (found.message.text, found.message.kind) == ("is Python enough?", "text")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/help@local_bot", "/help"),
        ("/fit", "/fit"),
        ("@local_bot who earns more?", "who earns more?"),
        ("who earns more, @LOCAL_BOT ?", "who earns more,  ?"),
    ],
)
def test_what_is_meant_for_it_in_a_group(telegram: LocalTelegram, text: str, said: str) -> None:
    found = read(telegram, telegram.text(text, chat_id=GROUP, user=LocalUser(5)))
    assert found
    assert (found.chat_id, found.reader_id, found.in_group) == (GROUP, 5, True)
    assert (found.message.text, found.message.kind) == (said, "text")


@pytest.mark.parametrize(
    "text", ["who earns more?", "/help@other_bot", "@other_bot hi", "see /help there", "local_bot"]
)
def test_what_is_not_meant_for_it_in_a_group(telegram: LocalTelegram, text: str) -> None:
    assert read(telegram, telegram.text(text, chat_id=GROUP)) is None


def test_a_mention_in_a_caption_is_heard(telegram: LocalTelegram) -> None:
    raw = telegram.attachment("photo", chat_id=GROUP, caption="@local_bot is Python enough?")
    raw["message"]["caption_entities"] = [{"type": "mention", "offset": 0, "length": 10}]
    found = read(telegram, raw)
    assert found
    assert found.message.text == "is Python enough?"


async def test_a_reply_to_it_in_a_group(telegram: LocalTelegram) -> None:
    telegram.text("/fit", chat_id=GROUP, user=LocalUser(5))
    sent = (await telegram.call("sendMessage", {"chat_id": GROUP, "text": "1 or 2?"}))[1]["result"]
    answer = telegram.text("2", chat_id=GROUP, user=LocalUser(6), reply_to=sent["message_id"])
    found = read(telegram, answer)
    assert found
    assert (found.reader_id, found.message.text) == (6, "2")
    assert read(telegram, telegram.text("2", chat_id=GROUP, reply_to=1)) is None


def test_a_press_in_a_group_is_its_readers(telegram: LocalTelegram) -> None:
    telegram.text("/fit", chat_id=GROUP)
    found = read(telegram, telegram.press(1, "f:go", chat_id=GROUP, user=LocalUser(9)))
    assert found
    assert (found.chat_id, found.reader_id) == (GROUP, 9)


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
    written = {"message", "edited_message", "callback_query"}
    assert set(ALLOWED_UPDATES) == written | {"inline_query", "poll_answer", "my_chat_member"}
