"""Replies out to Telegram, and what Telegram says to them."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.advice import Outcome, Reply
from bot.advice.picture import LeanPicture
from bot.advice.reply import Button, Heading, Invitation, Paragraph
from bot.pictures import draw
from bot.telegram import sending as sending_module
from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.sending import Place, Sending
from tests.telegram.bot_helpers import HERE, answers, failed
from tests.telegram.local_helpers import Clock

PICTURE = LeanPicture("T", "S", ("A", "B"), 0.5, (0.2, 0.8), (("X", 1.0),))


def reply(text: str = "Hello", *buttons: str) -> Reply:
    rows = tuple((Button(label, label.lower()),) for label in buttons)
    return Reply((Heading(text),), Outcome.ANSWER, buttons=rows)


async def send(sending: Sending, what: Reply, file_id: str | None = None) -> int:
    return (await sending.send(HERE, what, file_id)).message_id


async def edit(sending: Sending, message_id: int, what: Reply) -> int:
    return (await sending.edit(HERE, message_id, what)).message_id


# Sending ---------------------------------------------------------------------------------------


async def test_a_reply_is_one_message_with_its_buttons(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, reply("A & <B>", "Pay", "Fit"))
    (message,) = answers(telegram)
    assert (message.message_id, message.text) == (message_id, "A & <B>")
    assert message.entities == [{"type": "bold", "offset": 0, "length": 7}]
    assert [[button.data for button in row] for row in message.keyboard] == [["pay"], ["fit"]]


async def test_links_get_no_preview(sending: Sending, telegram: LocalTelegram) -> None:
    await edit(sending, await send(sending, reply("https://example.com")), reply("example.org"))
    for call in telegram.calls:
        assert call.parameters["link_preview_options"] == {"is_disabled": True}


async def test_what_telegram_refuses_is_raised(sending: Sending, telegram: LocalTelegram) -> None:
    telegram.fail("sendMessage", Failure.blocked())
    with pytest.raises(Forbidden):
        await send(sending, reply())
    telegram.fail("sendMessage", Failure.too_many_requests(3))
    with pytest.raises(RetryAfter):
        await send(sending, reply())
    with pytest.raises(BadRequest, match="Chat not found"):
        await sending.send(Place(2), reply())
    with pytest.raises(BadRequest, match="empty"):
        await send(sending, Reply((Paragraph(" "),), Outcome.CHAT))
    assert answers(telegram) == []


# Editing ---------------------------------------------------------------------------------------


async def test_an_edit_replaces_text_and_buttons(sending: Sending, telegram: LocalTelegram) -> None:
    message_id = await send(sending, reply("One", "Pay"))
    assert await edit(sending, message_id, reply("Two", "Fit")) == message_id
    (message,) = answers(telegram)
    assert message.text == "Two"
    assert [button.label for row in message.keyboard for button in row] == ["Fit"]
    assert await edit(sending, message_id, reply("Two")) == message_id
    assert answers(telegram)[0].keyboard == []


async def test_an_edit_that_changes_nothing_is_no_error(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, reply("Same", "Pay"))
    assert await edit(sending, message_id, reply("Same", "Pay")) == message_id
    assert "message is not modified" in failed(telegram)[0]
    assert len(answers(telegram)) == 1


@pytest.mark.parametrize("message_id", [99, 1])
async def test_what_cannot_be_edited_is_sent_anew(
    sending: Sending, telegram: LocalTelegram, message_id: int
) -> None:
    """A message that is gone, or not the bot's."""
    sent = await edit(sending, message_id, reply("Here"))
    assert [(message.message_id, message.text) for message in answers(telegram)] == [(sent, "Here")]


async def test_any_other_refusal_of_an_edit_is_raised(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, reply("One"))
    telegram.fail("editMessageText", Failure.refused("BUTTON_DATA_INVALID"))
    with pytest.raises(BadRequest):
        await edit(sending, message_id, reply("Two"))


# Pictures --------------------------------------------------------------------------------------


def pictured(text: str = "Leaning", picture: LeanPicture = PICTURE) -> Reply:
    return replace(reply(text, "Share"), picture=picture)


async def test_a_picture_has_the_text_below(sending: Sending, telegram: LocalTelegram) -> None:
    sent = await sending.send(HERE, pictured())
    (message,) = answers(telegram)
    assert (message.caption, message.photo) == ("Leaning", sent.file_id)
    assert [button.label for row in message.keyboard for button in row] == ["Share"]
    assert telegram.files[sent.file_id or ""] == draw(PICTURE)


async def test_a_question_becomes_a_picture_in_one_call(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, reply("Which?", "This"))
    telegram.calls.clear()
    sent = await sending.edit(HERE, message_id, pictured())
    (message,) = answers(telegram)
    assert (message.message_id, message.caption) == (message_id, "Leaning")
    assert message.photo == sent.file_id
    assert [call.method for call in telegram.calls] == ["editMessageMedia"]


async def test_a_picture_that_telegram_has_is_not_sent_again(
    sending: Sending, telegram: LocalTelegram
) -> None:
    sent = await sending.send(HERE, pictured())
    message_id = await send(sending, reply("Which?"))
    await sending.send(HERE, pictured(), sent.file_id)
    await sending.edit(HERE, message_id, pictured(), sent.file_id)
    assert len(telegram.files) == 1
    assert [message.photo for message in answers(telegram)] == [sent.file_id] * 3
    assert "photo" not in str(telegram.calls[-1].parameters.keys() - {"media"})


async def test_a_file_id_of_before_is_replaced(sending: Sending, telegram: LocalTelegram) -> None:
    """Such as one of another bot's token."""
    sent = await sending.send(HERE, pictured(), "local-gone")
    assert sent.file_id != "local-gone"
    message_id = await send(sending, reply("Which?"))
    edited = await sending.edit(HERE, message_id, pictured(), "local-gone")
    assert edited == replace(sent, message_id=message_id)


async def test_other_refusals_of_a_picture_are_raised(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, reply("Which?"))
    for file_id in (None, "local-x"):
        for method in ("sendPhoto", "editMessageMedia"):
            telegram.fail(method, Failure.refused("PHOTO_INVALID_DIMENSIONS"))
        with pytest.raises(BadRequest):
            await sending.send(HERE, pictured(), file_id)
        with pytest.raises(BadRequest):
            await sending.edit(HERE, message_id, pictured(), file_id)


async def test_a_text_too_long_for_a_caption_goes_alone(
    sending: Sending, telegram: LocalTelegram
) -> None:
    await send(sending, pictured("x" * 1025))
    (message,) = answers(telegram)
    assert (message.photo, len(message.text)) == (None, 1025)
    await edit(sending, message.message_id, pictured("y" * 1025))
    assert answers(telegram)[0].text == "y" * 1025


async def test_a_text_does_not_replace_a_picture_but_follows_it(
    sending: Sending, telegram: LocalTelegram
) -> None:
    message_id = await send(sending, pictured())
    assert await edit(sending, message_id, reply("Next")) > message_id
    assert [message.text for message in answers(telegram)] == ["Leaning", "Next"]


async def test_a_picture_that_is_drawn_already_is_not_drawn_on_the_event_loop(
    sending: Sending, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def drawing(picture: LeanPicture) -> bytes:
        threads.append(threading.current_thread())
        return draw(picture)

    monkeypatch.setattr(sending_module, "draw", drawing)
    await sending.send(HERE, pictured())
    assert threads
    assert threading.main_thread() not in threads


# Links and groups ------------------------------------------------------------------------------


async def test_an_invitation_names_the_bot(sending: Sending, telegram: LocalTelegram) -> None:
    invitation = Invitation("Which are you?", "fit")
    button = Button("Send", invitation=invitation)
    await send(sending, Reply((invitation,), Outcome.CHAT, buttons=((button,),)))
    (message,) = answers(telegram)
    assert message.text == f"Which are you? https://t.me/{sending.username}?start=fit"
    ((shown,),) = message.keyboard
    assert shown.url is not None
    assert shown.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F")
    assert "text=Which%20are%20you%3F" in shown.url


async def test_in_a_group_a_reply_shows_what_it_answers(
    sending: Sending, telegram: LocalTelegram
) -> None:
    for what in (reply(), pictured()):
        await sending.send(Place(1, answers=1), what)
        assert answers(telegram)[-1].payload["reply_to_message"]["message_id"] == 1
    await sending.send(Place(1, answers=99), reply())
    assert "reply_to_message" not in answers(telegram)[-1].payload


# Disarming -------------------------------------------------------------------------------------


async def test_a_disarmed_message_keeps_its_text(sending: Sending, telegram: LocalTelegram) -> None:
    message_id = await send(sending, reply("Which?", "This", "That"))
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
    await sending.disarm(1, await send(sending, reply("Which?", "This")))
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
