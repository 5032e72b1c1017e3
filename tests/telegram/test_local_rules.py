"""Telegram's limits and errors, met one by one."""

from typing import Any

import pytest

from bot.telegram.local import LocalFile, LocalTelegram
from tests.telegram.local_helpers import Clock, button, keyboard, ok, refused

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
LATE = "query is too old and response timeout expired or query ID is invalid"
MARKUPS = "InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply"
PICTURE = LocalFile("a.png", b"bytes")


@pytest.fixture
def chat(telegram: LocalTelegram) -> LocalTelegram:
    """A chat in which the reader wrote message 1."""
    telegram.text("hello")
    return telegram


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": ""}, "message text is empty"),
        ({"chat_id": 1, "text": " \n"}, "message text is empty"),
        ({"chat_id": 1, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": 1, "text": "a" * 4097}, "message is too long"),
        ({"chat_id": 1, "text": "👍" * 2049}, "message is too long"),
        ({"text": "hi"}, "chat_id is empty"),
        ({"chat_id": 2, "text": "hi"}, "chat not found"),
        ({"chat_id": "@someone", "text": "hi"}, "chat not found"),
        ({"chat_id": 1, "text": "hi", "txt": "x"}, "unknown parameter txt"),
        ({"chat_id": 1, "text": "hi", "f": PICTURE}, "unknown parameter f"),
        ({"chat_id": 1, "text": PICTURE}, "can't parse text: String expected, got a file"),
        ({"chat_id": 1, "text": 5}, "can't parse text: String expected"),
        ({"chat_id": 1, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ({"chat_id": 1.5, "text": "hi"}, "can't parse chat_id: Integer or String expected"),
        (
            {"chat_id": 1, "text": "<x>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        (
            {"chat_id": 1, "text": "*x*", "parse_mode": "MarkdownV2"},
            "the local Telegram does not play parse mode MarkdownV2, only HTML",
        ),
        ({"chat_id": 1, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"chat_id": 1, "text": "x", "protect_content": "maybe"},
            "can't parse protect_content: Boolean expected",
        ),
        (
            {"chat_id": 1, "text": "x", "message_thread_id": "x"},
            "can't parse message_thread_id: Integer expected",
        ),
        (
            {"chat_id": 1, "text": "x", "message_thread_id": True},
            "can't parse message_thread_id: Integer expected",
        ),
        (
            {"chat_id": 1, "text": "x", "entities": "[{"},
            "can't parse entities: Array of MessageEntity expected",
        ),
        (
            {"chat_id": 1, "text": "x", "entities": {}},
            "can't parse entities: Array of MessageEntity expected",
        ),
        (
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": "0", "length": 1}]},
            "can't parse entities: offset: Integer expected",
        ),
        (
            {"chat_id": 1, "text": "x", "link_preview_options": []},
            "can't parse link_preview_options: LinkPreviewOptions expected",
        ),
        (
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 9}},
            "message to be replied not found",
        ),
        (
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 1, "chat_id": 9}},
            "chat not found",
        ),
    ],
)
async def test_refused_texts(chat: LocalTelegram, parameters: dict[str, Any], error: str) -> None:
    assert await refused(chat, "sendMessage", **parameters) == error
    assert len(chat.messages()) == 1


@pytest.mark.parametrize("text", ["a" * 4096, "👍" * 2048, f"<b>{'a' * 4096}</b>\n"])
async def test_the_limit_counts_after_entities(chat: LocalTelegram, text: str) -> None:
    await ok(chat, "sendMessage", chat_id="1", text=text, parse_mode="html")


async def test_entities_win_over_the_parse_mode(chat: LocalTelegram) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 3}]
    parameters = {"text": "<b>", "parse_mode": "HTML", "entities": entities}
    sent = await ok(chat, "sendMessage", chat_id=1, **parameters)
    assert (sent["text"], sent["entities"]) == ("<b>", entities)


async def test_defaults_of_python_telegram_bot_are_let_through(chat: LocalTelegram) -> None:
    await ok(chat, "sendChatAction", chat_id=1, action="typing", parse_mode="HTML")


async def test_replies(chat: LocalTelegram) -> None:
    first = await ok(chat, "sendMessage", chat_id=1, text="a", reply_parameters={"message_id": 1})
    assert first["reply_to_message"]["text"] == "hello"
    reply = {"message_id": first["message_id"]}
    second = await ok(chat, "sendMessage", chat_id=1, text="b", reply_parameters=reply)
    assert "reply_to_message" not in second["reply_to_message"]
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    third = await ok(chat, "sendMessage", chat_id=1, text="c", reply_parameters=gone)
    assert "reply_to_message" not in third


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ({}, 'Can\'t find field "inline_keyboard" in InlineKeyboardMarkup'),
        ("[]", f"{MARKUPS} expected"),
        ({"inline_keyboard": [{}]}, "inline_keyboard: Array of InlineKeyboardButton expected"),
        (
            keyboard([{"callback_data": "x"}]),
            'inline_keyboard: Can\'t find field "text" in InlineKeyboardButton',
        ),
        (
            keyboard([button(callback="x")]),
            'inline_keyboard: unknown field "callback" in InlineKeyboardButton',
        ),
    ],
)
async def test_misshapen_keyboards(chat: LocalTelegram, markup: Any, error: str) -> None:
    answer = await refused(chat, "sendMessage", chat_id=1, text="x", reply_markup=markup)
    assert answer == f"can't parse reply_markup: {error}"


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        (
            keyboard([button(" ", callback_data="x")]),
            "inline keyboard button text must be non-empty",
        ),
        (
            keyboard([{"text": "x"}]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard([button(callback_data="x", url="https://a.io")]),
            "can't parse inline keyboard button: exactly one of callback_data, url must be used",
        ),
        (keyboard([button(callback_data="")]), "BUTTON_DATA_INVALID"),
        (keyboard([button(callback_data="é" * 33)]), "BUTTON_DATA_INVALID"),
        (
            keyboard([button(url="ftp://a.io")]),
            "inline keyboard button URL 'ftp://a.io' is invalid: Wrong HTTP URL",
        ),
        (keyboard([button()] * 9), "reply markup is too long"),
        (keyboard(*[[button()] * 5] * 21), "reply markup is too long"),
    ],
)
async def test_refused_keyboards(chat: LocalTelegram, markup: Any, error: str) -> None:
    assert await refused(chat, "sendMessage", chat_id=1, text="x", reply_markup=markup) == error


@pytest.mark.parametrize(
    "markup",
    [
        keyboard([button(callback_data="é" * 32)]),
        keyboard([button(url="http://a.io/x"), button(url="tg://resolve?domain=x")]),
        keyboard(*[[button()] * 8] * 12),
        '{"inline_keyboard": [[{"text": "Go", "switch_inline_query": ""}]]}',
        {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "is_persistent": True},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_good_keyboards(chat: LocalTelegram, markup: Any) -> None:
    await ok(chat, "sendMessage", chat_id=1, text="x", reply_markup=markup)


async def test_editing_a_text(chat: LocalTelegram) -> None:
    markup = keyboard([button()])
    await ok(chat, "sendMessage", chat_id=1, text="a", reply_markup=markup)
    place = {"chat_id": 1, "message_id": 2}
    edit = "editMessageText"
    assert await refused(chat, edit, **place, text="a", reply_markup=markup) == NOT_MODIFIED
    assert await refused(chat, edit, **place) == "message text is empty"
    assert (
        await refused(chat, edit, chat_id=1, message_id=9, text="b") == "message to edit not found"
    )
    assert await refused(chat, edit, chat_id=1, message_id=1, text="b") == "message can't be edited"
    assert await refused(chat, edit, chat_id=1, text="b") == "message identifier is not specified"
    assert await refused(chat, edit, inline_message_id="x", text="b") == "MESSAGE_ID_INVALID"
    await ok(chat, edit, **place, text="a")
    assert chat.messages()[-1].keyboard == []
    assert await refused(chat, edit, **place, text=" a ") == NOT_MODIFIED
    await ok(chat, edit, **place, text="<b>a</b>", parse_mode="HTML")
    assert await refused(chat, "editMessageCaption", **place, caption="c") == (
        "there is no caption in the message to edit"
    )


async def test_editing_a_keyboard(chat: LocalTelegram) -> None:
    await ok(chat, "sendMessage", chat_id=1, text="a")
    place = {"chat_id": 1, "message_id": 2}
    edit = "editMessageReplyMarkup"
    assert await refused(chat, edit, **place) == NOT_MODIFIED
    await ok(chat, edit, **place, reply_markup=keyboard([button()]))
    message = chat.messages()[-1]
    assert (message.text, message.html, len(message.keyboard)) == ("a", "a", 1)
    await ok(chat, edit, **place, reply_markup=keyboard())
    assert chat.messages()[-1].keyboard == []
    assert "unknown field" in await refused(chat, edit, **place, reply_markup={"force_reply": True})


async def test_photos_and_their_captions(chat: LocalTelegram) -> None:
    await ok(chat, "sendPhoto", chat_id=1, photo=PICTURE, caption="<b>c</b>", parse_mode="HTML")
    place = {"chat_id": 1, "message_id": 2}
    message = chat.messages()[-1]
    assert (message.caption, message.text) == ("c", "c")
    assert chat.files[message.photo or ""] == PICTURE.content
    assert message.entities == [{"type": "bold", "offset": 0, "length": 1}]
    await ok(chat, "sendPhoto", chat_id=1, photo=message.photo)
    await ok(chat, "sendPhoto", chat_id=1, photo="https://example.com/a.png", caption="a" * 1024)
    assert await refused(chat, "editMessageText", **place, text="b") == (
        "there is no text in the message to edit"
    )
    await ok(chat, "editMessageCaption", **place, caption="d")
    assert chat.messages()[1].photo == message.photo
    await ok(chat, "editMessageCaption", **place)
    assert chat.messages()[1].caption is None


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"photo": PICTURE, "caption": "a" * 1025}, "message caption is too long"),
        ({"photo": LocalFile("a", b"")}, "file must be non-empty"),
        ({"photo": "a.png"}, "invalid file in photo: wrong file identifier/HTTP URL specified"),
        ({"photo": "local-0"}, "invalid file in photo: wrong file identifier/HTTP URL specified"),
        (
            {"photo": "attach://x"},
            "invalid file in photo: wrong file identifier/HTTP URL specified",
        ),
        ({}, "parameter photo is required"),
    ],
)
async def test_refused_photos(chat: LocalTelegram, parameters: dict[str, Any], error: str) -> None:
    assert await refused(chat, "sendPhoto", chat_id=1, **parameters) == error


async def test_changing_the_medium(chat: LocalTelegram) -> None:
    await ok(chat, "sendDocument", chat_id=1, document="https://example.com/notes.pdf")
    assert chat.messages()[-1].payload["document"]["file_name"] == "notes.pdf"
    media = {"type": "photo", "media": "attach://part", "caption": "c"}
    parameters = {"chat_id": 1, "message_id": 2, "media": media}
    await ok(chat, "editMessageMedia", **parameters, part=PICTURE)
    message = chat.messages()[-1]
    assert (message.media, message.caption) == ("photo", "c")
    video = {"type": "video", "media": "https://example.com/a.mp4"}
    assert await refused(chat, "editMessageMedia", **{**parameters, "media": video}) == (
        "the local Telegram does not play media of type video"
    )


async def test_deleting(chat: LocalTelegram, clock: Clock) -> None:
    await ok(chat, "sendMessage", chat_id=1, text="a")
    await ok(chat, "deleteMessage", chat_id=1, message_id=2)
    assert len(chat.messages()) == 1
    assert await refused(chat, "deleteMessage", chat_id=1, message_id=2) == (
        "message to delete not found"
    )
    clock.now += 48 * 3600 + 1
    assert await refused(chat, "deleteMessage", chat_id=1, message_id=1) == (
        "message can't be deleted for everyone"
    )


async def test_a_callback_is_answered_once(chat: LocalTelegram) -> None:
    query = chat.press(1, "go")["callback_query"]["id"]
    answer = "answerCallbackQuery"
    assert (
        await refused(chat, answer, callback_query_id=query, text="a" * 201) == "MESSAGE_TOO_LONG"
    )
    assert await refused(chat, answer, callback_query_id=query, url="t.me/x") == "URL_INVALID"
    await ok(chat, answer, callback_query_id=query)
    assert chat.toasts == [""]
    assert await refused(chat, answer, callback_query_id=query) == LATE
    assert await refused(chat, answer, callback_query_id="other") == LATE


async def test_queries_grow_too_old(chat: LocalTelegram, clock: Clock) -> None:
    inline = chat.inline("pay")["inline_query"]["id"]
    clock.now += 31
    assert await refused(chat, "answerInlineQuery", inline_query_id=inline, results=[]) == LATE
    query = chat.press(1, "go")["callback_query"]["id"]
    clock.now += 151
    assert await refused(chat, "answerCallbackQuery", callback_query_id=query) == LATE
    assert chat.unanswered == [inline, query]


def article(result_id: str = "1", text: str = "x", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    head = {"type": "article", "id": result_id, "title": "T"}
    return {**head, "input_message_content": content, **more}


@pytest.mark.parametrize(
    ("results", "error"),
    [
        ([article(str(number)) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article("é" * 33)], "RESULT_ID_INVALID"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article(text="")], "message text is empty"),
        ([article(reply_markup=keyboard([button(callback_data="")]))], "BUTTON_DATA_INVALID"),
        (
            [article(label="x")],
            'can\'t parse results: unknown field "label" in InlineQueryResultArticle',
        ),
    ],
)
async def test_refused_inline_results(telegram: LocalTelegram, results: Any, error: str) -> None:
    query = telegram.inline("pay")["inline_query"]["id"]
    call = {"inline_query_id": query, "results": results}
    assert await refused(telegram, "answerInlineQuery", **call) == error


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"next_offset": "é" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": " ", "start_parameter": "x"}}, "INPUT_TEXT_EMPTY"),
        ({"button": {"text": "Ask", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"button": {"text": "Ask", "start_parameter": "x" * 65}}, "START_PARAM_INVALID"),
        ({"button": {"text": "Ask"}}, "START_PARAM_INVALID"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
    ],
)
async def test_refused_inline_answers(
    telegram: LocalTelegram, more: dict[str, Any], error: str
) -> None:
    query = telegram.inline("pay")["inline_query"]["id"]
    call = {"inline_query_id": query, "results": [article()], **more}
    assert await refused(telegram, "answerInlineQuery", **call) == error
    assert telegram.unanswered == [query]


async def test_inline_results(telegram: LocalTelegram) -> None:
    query = telegram.inline("pay")["inline_query"]["id"]
    place = {"type": "location", "id": "2", "latitude": 1, "longitude": 2.5, "title": "Here"}
    results = [article(), place]
    await ok(telegram, "answerInlineQuery", inline_query_id=query, results=results)
    assert telegram.inline_answers[0]["results"] == results


async def test_polls_and_actions(chat: LocalTelegram) -> None:
    options = [{"text": "this"}, {"text": "that"}]
    await ok(chat, "sendPoll", chat_id=1, question="Which?", options=options)
    shown = chat.messages()[-1].payload["poll"]["options"]
    assert [option["text"] for option in shown] == ["this", "that"]
    for question, choices, error in (
        ("a" * 301, options, "poll question length must be 1-300 characters"),
        ("Which?", [], "poll must have 1-12 answer options"),
        ("Which?", [{"text": "a" * 101}], "poll options length must be 1-100 characters"),
    ):
        poll = {"chat_id": 1, "question": question, "options": choices}
        assert await refused(chat, "sendPoll", **poll) == error
    action = {"chat_id": 1, "action": "dancing"}
    assert await refused(chat, "sendChatAction", **action) == "wrong parameter action in request"


async def test_commands_by_scope_and_language(telegram: LocalTelegram) -> None:
    fit = {"command": "fit", "description": "A short assessment"}
    private = {"type": "all_private_chats"}
    await ok(telegram, "setMyCommands", commands=[{**fit, "command": "/fit"}], scope=private)
    assert await ok(telegram, "getMyCommands", scope=private) == [fit]
    assert await ok(telegram, "getMyCommands") == []
    assert await ok(telegram, "getMyCommands", scope=private, language_code="de") == []
    await ok(telegram, "deleteMyCommands", scope=private)
    assert await ok(telegram, "getMyCommands", scope=private) == []


@pytest.mark.parametrize(
    ("commands", "error"),
    [
        ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ([{"command": "Fit", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "fit", "description": " "}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "fit", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            [{"command": "fit"}],
            "can't parse commands: Can't find field \"description\" in BotCommand",
        ),
    ],
)
async def test_refused_commands(telegram: LocalTelegram, commands: Any, error: str) -> None:
    assert await refused(telegram, "setMyCommands", commands=commands) == error


@pytest.mark.parametrize(
    ("method", "name", "limit"),
    [("MyDescription", "description", 512), ("MyShortDescription", "short_description", 120)],
)
async def test_descriptions(telegram: LocalTelegram, method: str, name: str, limit: int) -> None:
    await ok(telegram, f"set{method}", **{name: "a" * limit})
    await ok(telegram, f"set{method}", **{name: "x"}, language_code="de")
    assert await ok(telegram, f"get{method}", language_code="de") == {name: "x"}
    assert await ok(telegram, f"get{method}", language_code="fr") == {name: "a" * limit}
    long = {name: "a" * (limit + 1)}
    assert await refused(telegram, f"set{method}", **long) == f"{name} is too long"


async def test_menu_button_and_leaving(telegram: LocalTelegram) -> None:
    await ok(telegram, "setChatMenuButton", chat_id=1, menu_button={"type": "commands"})
    assert await ok(telegram, "getChatMenuButton", chat_id=1) == {"type": "commands"}
    await ok(telegram, "setChatMenuButton", chat_id=1)
    assert await ok(telegram, "getChatMenuButton", chat_id=1) == {"type": "default"}
    assert await ok(telegram, "logOut")
    assert await ok(telegram, "close")
