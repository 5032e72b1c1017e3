"""The pay desk over Telegram: pictures with their captions, offers by button, stale buttons."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import SentPicture
from bot.telegram.local import LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import failed, rows


def button(message: LocalMessage, label: str) -> str:
    """The data of a button, by its label."""
    return next(b.data or "" for row in message.keyboard for b in row if b.label == label)


async def test_a_pay_card_is_a_picture_drawn_once(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    await reader.say("/salary senior ml")
    await reader.say("/salary senior ml")
    photos = [call for call in telegram.calls if call.method == "sendPhoto"]
    assert len(photos) == 2
    assert len(await rows(engine, SentPicture)) == 1
    assert failed(telegram) == []


async def test_the_row_beside_it_changes_picture_and_caption_in_place(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (card,) = await reader.say("/salary senior ml")
    (other,) = await reader.press(card.message_id, button(card, "Staff"))
    assert other.message_id == card.message_id
    assert other.text.startswith("Staff ML PM")
    assert telegram.calls[-1].method == "editMessageMedia"
    assert failed(telegram) == []


async def test_an_offer_by_button_is_one_message_until_its_picture(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (message,) = await reader.say("/offer")
    first = message.message_id
    for label in ("ML PM", "Senior", "$180k", "$25k", "15%", "0.12%"):
        (message,) = await reader.press(message.message_id, button(message, label))
        assert message.message_id == first
    assert message.text.startswith("The offer beside the Senior ML PM ranges")
    assert telegram.calls[-1].method == "editMessageMedia"
    assert failed(telegram) == []


async def test_a_typed_answer_takes_the_buttons_off_the_question_before(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (first,) = await reader.say("/offer senior ml")
    await reader.say("205k")
    before = next(m for m in telegram.messages(1) if m.message_id == first.message_id)
    assert before.keyboard == []
    assert failed(telegram) == []


async def test_a_stale_button_leaves_the_chat_as_it_is(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (first,) = await reader.say("/offer senior ml")
    stale = button(first, "$180k")
    await reader.press(first.message_id, stale)
    seen = [message.text for message in telegram.messages(1)]
    await reader.press(first.message_id, stale)
    assert [message.text for message in telegram.messages(1)] == seen
    assert failed(telegram) == []


async def test_the_what_if_button_under_a_picture_sends_a_text(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (card,) = await reader.say("/salary senior ml")
    (meeting,) = await reader.press(card.message_id, button(card, "What is the grant worth?"))
    assert meeting.message_id != card.message_id
    assert meeting.text.startswith("Above")
    (valued,) = await reader.press(meeting.message_id, button(meeting, "At $1B"))
    assert valued.message_id == meeting.message_id
    assert failed(telegram) == []
