"""Replies out to Telegram, and what Telegram says to them."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.advice import Outcome, Reply
from bot.advice.reply import Button, Heading, Paragraph
from bot.telegram.local import Failure, LocalRequest, LocalTelegram
from bot.telegram.sending import Sending
from tests.telegram.bot_helpers import answers, failed
from tests.telegram.local_helpers import Clock


def reply(text: str = "Hello", *buttons: str) -> Reply:
    rows = tuple((Button(label, label.lower()),) for label in buttons)
    return Reply((Heading(text),), Outcome.ANSWER, buttons=rows)


@pytest.fixture
def sending(telegram: LocalTelegram) -> Sending:
    """Chat 1 exists, and holds the reader's message 1."""
    telegram.text("hello")
    return Sending(Bot(telegram.token, request=LocalRequest(telegram)))


# Sending ---------------------------------------------------------------------------------------


async def test_a_reply_is_one_message_with_its_buttons(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await sending.send(1, reply("A & <B>", "Pay", "Fit"))
    (message,) = answers(telegram)
    assert (message.message_id, message.text) == (message_id, "A & <B>")
    assert message.entities == [{"type": "bold", "offset": 0, "length": 7}]
    assert [[button.data for button in row] for row in message.keyboard] == [["pay"], ["fit"]]


async def test_links_get_no_preview(sending: Sending, telegram: LocalTelegram) -> None:
    await sending.edit(1, await sending.send(1, reply("https://example.com")), reply("example.org"))
    for call in telegram.calls:
        assert call.parameters["link_preview_options"] == {"is_disabled": True}


async def test_what_telegram_refuses_is_raised(sending: Sending, telegram: LocalTelegram) -> None:
    telegram.fail("sendMessage", Failure.blocked())
    with pytest.raises(Forbidden):
        await sending.send(1, reply())
    telegram.fail("sendMessage", Failure.too_many_requests(3))
    with pytest.raises(RetryAfter):
        await sending.send(1, reply())
    with pytest.raises(BadRequest, match="Chat not found"):
        await sending.send(2, reply())
    with pytest.raises(BadRequest, match="empty"):
        await sending.send(1, Reply((Paragraph(" "),), Outcome.CHAT))
    assert answers(telegram) == []


# Editing ---------------------------------------------------------------------------------------


async def test_an_edit_replaces_text_and_buttons(sending: Sending, telegram: LocalTelegram) -> None:
    message_id = await sending.send(1, reply("One", "Pay"))
    assert await sending.edit(1, message_id, reply("Two", "Fit")) == message_id
    (message,) = answers(telegram)
    assert message.text == "Two"
    assert [button.label for row in message.keyboard for button in row] == ["Fit"]
    assert await sending.edit(1, message_id, reply("Two")) == message_id
    assert answers(telegram)[0].keyboard == []


async def test_an_edit_that_changes_nothing_is_no_error(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await sending.send(1, reply("Same", "Pay"))
    assert await sending.edit(1, message_id, reply("Same", "Pay")) == message_id
    assert "message is not modified" in failed(telegram)[0]
    assert len(answers(telegram)) == 1


@pytest.mark.parametrize("message_id", [99, 1])
async def test_what_cannot_be_edited_is_sent_anew(
    sending: Sending, telegram: LocalTelegram, message_id: int
) -> None:
    """A message that is gone, or not the bot's."""
    sent = await sending.edit(1, message_id, reply("Here"))
    assert [(message.message_id, message.text) for message in answers(telegram)] == [(sent, "Here")]


async def test_any_other_refusal_of_an_edit_is_raised(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await sending.send(1, reply("One"))
    telegram.fail("editMessageText", Failure.refused("BUTTON_DATA_INVALID"))
    with pytest.raises(BadRequest):
        await sending.edit(1, message_id, reply("Two"))


# Disarming -------------------------------------------------------------------------------------


async def test_a_disarmed_message_keeps_its_text(sending: Sending, telegram: LocalTelegram) -> None:
    message_id = await sending.send(1, reply("Which?", "This", "That"))
    await sending.disarm(1, message_id)
    (message,) = answers(telegram)
    assert (message.text, message.keyboard) == ("Which?", [])
    assert message.entities


@pytest.mark.parametrize(
    "failure", [Failure.server_error(), Failure.timeout(), Failure.too_many_requests(9)]
)
async def test_no_failure_to_disarm_matters(
    sending: Sending, telegram: LocalTelegram, failure: Failure
) -> None:
    telegram.fail("editMessageReplyMarkup", failure)
    await sending.disarm(1, await sending.send(1, reply("Which?", "This")))
    await sending.disarm(1, 99)
    assert len(failed(telegram)) == 2


# Answering presses -----------------------------------------------------------------------------


async def test_a_press_is_answered_with_a_toast_or_silently(
    sending: Sending, telegram: LocalTelegram
) -> None:
    for text in ("Noted", "", "👍" * 150):
        query = telegram.press(1, "go")["callback_query"]
        await sending.answer_query(query["id"], text)
    assert telegram.toasts == ["Noted", "", "👍" * 100]
    assert telegram.unanswered == []


async def test_too_late_or_twice_is_no_error(
    sending: Sending, telegram: LocalTelegram, clock: Clock
) -> None:
    twice, late = (telegram.press(1, "go")["callback_query"]["id"] for _ in range(2))
    await sending.answer_query(twice, "")
    await sending.answer_query(twice, "")
    clock.now += 151
    await sending.answer_query(late, "")
    assert telegram.toasts == [""]
    assert all("query is too old" in error for error in failed(telegram))


async def test_any_other_refusal_of_an_answer_is_raised(
    sending: Sending, telegram: LocalTelegram
) -> None:
    for failure in (Failure.refused("USER_BOT_INVALID"), Failure.server_error()):
        telegram.fail("answerCallbackQuery", failure)
        query = telegram.press(1, "go")["callback_query"]
        with pytest.raises(TelegramError):
            await sending.answer_query(query["id"], "")
