"""What a reader does arrives as updates python-telegram-bot understands."""

import json
from typing import Any

import pytest
from telegram import Bot, Message, Update
from telegram.ext import filters

from bot.telegram.local import LocalRequest, LocalTelegram, LocalUser
from tests.telegram.local_helpers import Clock, ok


def read(telegram: LocalTelegram, update: dict[str, Any]) -> Update:
    return Update.de_json(
        json.loads(json.dumps(update)), Bot(telegram.token, request=LocalRequest(telegram))
    )


def test_text_with_commands(telegram: LocalTelegram, clock: Clock) -> None:
    update = read(telegram, telegram.text(" /salary@local_bot 👍 /fit x/y "))
    message = update.message
    assert message
    assert message.text == "/salary@local_bot 👍 /fit x/y"
    assert message.date.timestamp() == clock.now
    assert list(message.parse_entities().values()) == ["/salary@local_bot", "/fit"]
    assert message.chat.type == "private"
    assert telegram.pending() == [telegram.pending()[0]]


@pytest.mark.parametrize("text", ["", " \n", "a" * 4097, "👍" * 2049])
def test_no_app_sends_an_empty_or_endless_text(telegram: LocalTelegram, text: str) -> None:
    with pytest.raises(ValueError, match="1-4096 characters"):
        telegram.text(text)
    assert telegram.pending() == []


def test_readers_are_remembered_by_chat(telegram: LocalTelegram) -> None:
    ada = LocalUser(7, "Ada", username="ada", language_code=None)
    telegram.text("hello", chat_id=7, user=ada)
    again = read(telegram, telegram.text("hello", chat_id=7))
    assert again.effective_user
    assert (again.effective_user.full_name, again.effective_user.username) == ("Ada", "ada")
    assert again.effective_chat
    assert again.effective_chat.username == "ada"
    other = read(telegram, telegram.text("hi", chat_id=8))
    assert other.effective_user
    assert (other.effective_user.id, other.effective_user.first_name) == (8, "Reader")


def test_two_readers_of_a_group(telegram: LocalTelegram) -> None:
    update = read(telegram, telegram.text("hello", chat_id=-100))
    assert update.effective_chat
    assert update.effective_user
    assert (update.effective_chat.type, update.effective_user.id) == ("supergroup", 1)
    second = read(telegram, telegram.text("hi", chat_id=-100, user=LocalUser(2, "Ben")))
    assert second.effective_user
    assert second.effective_user.first_name == "Ben"
    assert len(telegram.messages(-100)) == 2


def test_edits_change_the_chat(telegram: LocalTelegram) -> None:
    telegram.text("helo")
    update = read(telegram, telegram.edit(1, "hello"))
    assert update.edited_message
    assert update.edited_message.text == "hello"
    assert update.edited_message.edit_date
    (message,) = telegram.messages()
    assert (message.text, message.edited) == ("hello", True)


async def test_only_own_messages_can_be_edited(telegram: LocalTelegram) -> None:
    with pytest.raises(LookupError):
        telegram.edit(1, "hello")
    telegram.text("hello")
    sent = await ok(telegram, "sendMessage", chat_id=1, text="hi")
    for message_id in (sent["message_id"], 99):
        with pytest.raises(LookupError):
            telegram.edit(message_id, "hello")


async def test_presses_carry_the_message_as_it_stands(telegram: LocalTelegram) -> None:
    telegram.text("hello")
    sent = await ok(telegram, "sendMessage", chat_id=1, text="hi")
    query = read(telegram, telegram.press(sent["message_id"], "any data")).callback_query
    assert query
    assert isinstance(query.message, Message)
    assert (query.data, query.message.text, query.from_user.id) == ("any data", "hi", 1)
    assert telegram.unanswered == [query.id]


def test_a_press_under_a_deleted_message(telegram: LocalTelegram) -> None:
    query = read(telegram, telegram.press(5, "old", user=LocalUser(1, "Ada"))).callback_query
    assert query
    assert query.message
    assert (query.message.message_id, query.message.is_accessible) == (5, False)


@pytest.mark.parametrize(
    ("kind", "matches"),
    [
        ("animation", filters.ANIMATION),
        ("audio", filters.AUDIO),
        ("contact", filters.CONTACT),
        ("dice", filters.Dice.ALL),
        ("document", filters.Document.ALL),
        ("location", filters.LOCATION),
        ("photo", filters.PHOTO),
        ("poll", filters.POLL),
        ("sticker", filters.Sticker.ALL),
        ("venue", filters.VENUE),
        ("video", filters.VIDEO),
        ("video_note", filters.VIDEO_NOTE),
        ("voice", filters.VOICE),
    ],
)
def test_attachments(telegram: LocalTelegram, kind: str, matches: filters.BaseFilter) -> None:
    update = read(telegram, telegram.attachment(kind))
    assert update.message
    assert update.message.effective_attachment
    assert matches.check_update(update)


def test_a_caption_and_a_kind_nobody_sends(telegram: LocalTelegram) -> None:
    update = read(telegram, telegram.attachment("photo", caption="my pay slip"))
    assert update.message
    assert update.message.caption == "my pay slip"
    assert telegram.messages()[0].text == "my pay slip"
    with pytest.raises(ValueError, match="no attachment 'hologram'; there are animation, audio"):
        telegram.attachment("hologram")


def test_other_updates(telegram: LocalTelegram) -> None:
    inline = read(telegram, telegram.inline("pay", offset="10")).inline_query
    assert inline
    assert (inline.query, inline.offset, inline.from_user.id) == ("pay", "10", 1)
    telegram.update("my_chat_member", {"any": "payload"})
    assert telegram.pending()[-1]["my_chat_member"] == {"any": "payload"}
