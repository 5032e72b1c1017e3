"""The local Telegram as a whole: the real Application over it, and failures on order."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    MenuButtonCommands,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    InlineQueryHandler,
)

from bot.telegram.local import Failure, LocalButton, LocalRequest, LocalTelegram
from tests.telegram.local_helpers import button, keyboard, ok

Context = Any


@pytest.fixture
def bot(telegram: LocalTelegram) -> Bot:
    return Bot(telegram.token, request=LocalRequest(telegram))


def build(telegram: LocalTelegram) -> "Application[Any, Any, Any, Any, Any, Any]":
    builder = ApplicationBuilder().token(telegram.token).request(LocalRequest(telegram))
    builder.get_updates_request(LocalRequest(telegram))
    return builder.defaults(Defaults(parse_mode=ParseMode.HTML)).build()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110 the local Telegram has no event to wait for
            await asyncio.sleep(0.005)


async def start(update: Update, _: Context) -> None:
    assert update.message
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    await update.message.reply_text("<b>Hello</b> &amp; 👍", reply_markup=markup, do_quote=True)


async def pressed(update: Update, _: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Here you are")
    await update.callback_query.edit_message_text(f"<i>{update.callback_query.data}</i>")


async def inline(update: Update, _: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent(f"about <b>{update.inline_query.query}</b>")
    await update.inline_query.answer([InlineQueryResultArticle("1", "About", content)])


async def test_an_application_polls_and_answers(telegram: LocalTelegram) -> None:
    app = build(telegram)
    app.add_handlers([CommandHandler("start", start), CallbackQueryHandler(pressed)])
    app.add_handler(InlineQueryHandler(inline))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        telegram.text("/start")
        await until(lambda: len(telegram.messages()) == 2)
        sent = telegram.messages()[-1]
        telegram.press(sent.message_id, "more")
        telegram.inline("pay")
        await until(lambda: telegram.messages()[-1].edited and telegram.inline_answers != [])
        await app.updater.stop()
        await app.stop()
    assert (sent.from_bot, sent.text, sent.edited) == (True, "Hello & 👍", False)
    assert sent.html == "<b>Hello</b> &amp; 👍"
    assert sent.entities == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent.keyboard == [[LocalButton("More", data="more")]]
    assert sent.payload["reply_to_message"]["text"] == "/start"
    now = telegram.messages()[-1]
    assert (now.message_id, now.text, now.keyboard) == (sent.message_id, "more", [])
    assert telegram.toasts == ["Here you are"]
    assert telegram.unanswered == []
    assert [call for call in telegram.calls if call.error] == []


async def test_what_python_telegram_bot_sends_is_understood(telegram: LocalTelegram) -> None:
    """Its Defaults go with every call, uploads are parts, and lists are JSON in strings."""
    telegram.text("hello")
    bot = build(telegram).bot
    photo = await bot.send_photo(1, b"bytes", caption="<b>c</b>", filename="a.png")
    await bot.edit_message_media(InputMediaPhoto(b"other"), chat_id=1, message_id=photo.id)
    await bot.edit_message_media(InputMediaPhoto(io.BytesIO(b"x")), chat_id=1, message_id=photo.id)
    await bot.edit_message_caption(1, photo.id, caption="<i>d</i>")
    document = await bot.send_document(1, io.BytesIO(b"text"), filename="a.txt")
    await bot.send_poll(1, "Which?", ["this", "that"])
    await bot.send_chat_action(1, ChatAction.TYPING)
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("fit", "A short assessment")], scope)
    assert await bot.get_my_commands(scope) == (BotCommand("fit", "A short assessment"),)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)
    await bot.set_webhook("https://example.com/hook", secret_token="s")
    assert (await bot.get_webhook_info()).url == "https://example.com/hook"
    assert document.document
    assert document.document.file_name == "a.txt"
    assert telegram.messages()[1].caption == "d"
    assert telegram.messages()[1].photo


async def test_a_request_without_parameters(telegram: LocalTelegram) -> None:
    request = LocalRequest(telegram)
    assert request.read_timeout == 5.0
    me = await request.post("https://api.telegram.org/bot1:local/getMe")
    assert isinstance(me, dict)
    assert me["username"] == "local_bot"


async def test_a_wrong_token_and_a_download_are_refused(bot: Bot, telegram: LocalTelegram) -> None:
    with pytest.raises(InvalidToken):
        await Bot("2:other", request=LocalRequest(telegram)).get_me()
    with pytest.raises(TelegramError, match="Not Found"):
        await LocalRequest(telegram).retrieve("https://api.telegram.org/file/bot1:local/x")
    assert await telegram.serve("/health", {}) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )


async def test_methods_not_in_the_bot_api_and_methods_not_played(telegram: LocalTelegram) -> None:
    assert (await telegram.call("sendNothing", {}))[0] == 404
    status, body = await telegram.call("banChatMember", {"chat_id": 1, "user_id": 2})
    assert status == 400
    assert body["description"] == "Bad Request: the local Telegram does not play banChatMember"


async def test_ordered_refusals(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    for failure in (
        Failure.too_many_requests(7),
        Failure.server_error(),
        Failure.server_error(502),
        Failure.blocked(),
        Failure.refused("topic is closed"),
    ):
        telegram.fail("sendMessage", failure)
    answers = [await telegram.call("sendMessage", {"chat_id": 1, "text": "hi"}) for _ in range(6)]
    assert [status for status, _ in answers] == [429, 500, 502, 403, 400, 200]
    assert answers[0][1]["parameters"] == {"retry_after": 7}
    assert answers[0][1]["description"] == "Too Many Requests: retry after 7"
    assert answers[4][1]["description"] == "Bad Request: topic is closed"
    assert len(telegram.messages()) == 2
    telegram.fail("sendMessage", Failure.blocked())
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1, "hi")


async def test_ordered_silence(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.text("hello")
    telegram.fail("sendMessage", Failure.timeout())
    with pytest.raises(TimedOut):
        await bot.send_message(1, "lost")
    telegram.fail("sendMessage", Failure.network())
    with pytest.raises(NetworkError):
        await bot.send_message(1, "lost")
    telegram.fail("sendMessage", Failure.lost_answer())
    with pytest.raises(TimedOut):
        await bot.send_message(1, "arrived")
    assert [message.text for message in telegram.messages()] == ["hello", "arrived"]
    assert [call.error is None for call in telegram.calls] == [False, False, False]


async def test_a_failure_of_one_chat_and_of_several_calls(telegram: LocalTelegram) -> None:
    for chat_id in (1, 2):
        telegram.text("hello", chat_id=chat_id)
    telegram.fail("sendMessage", Failure.blocked(), times=2, chat_id=2)
    await ok(telegram, "sendMessage", chat_id=1, text="hi")
    for same in (2, "2"):
        status, _ = await telegram.call("sendMessage", {"chat_id": same, "text": "hi"})
        assert status == 403
    await ok(telegram, "sendMessage", chat_id=2, text="hi")
    await ok(telegram, "sendChatAction", chat_id=2, action="typing")


async def test_a_call_that_is_refused_cannot_lose_its_answer(
    bot: Bot, telegram: LocalTelegram
) -> None:
    telegram.fail("sendMessage", Failure.lost_answer())
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "nobody wrote yet")


async def test_a_chat_shows_what_was_sent_with_which_keyboard(telegram: LocalTelegram) -> None:
    assert telegram.messages() == []
    telegram.text("hello")
    markup = keyboard([button("Go"), button("Read", url="https://example.com")], [])
    await ok(telegram, "sendMessage", chat_id=1, text=" hi\t\r\n", reply_markup=markup)
    reader, bot = telegram.messages()
    assert (reader.from_bot, reader.text, reader.caption, reader.photo) == (
        False,
        "hello",
        None,
        None,
    )
    assert bot.keyboard == [
        [LocalButton("Go", data="go"), LocalButton("Read", url="https://example.com")]
    ]
    assert (bot.text, bot.html, bot.media) == ("hi", " hi\t\r\n", None)
