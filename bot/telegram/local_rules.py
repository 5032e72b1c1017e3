"""Telegram's limits on what a bot sends: text, keyboards, commands, files.

A limit in characters counts UTF-16 code units here, the stricter of the two ways Telegram has
been seen to count.
"""

import re
from collections.abc import Container
from typing import Any

from bot.telegram.local_html import Formatted, HtmlError, parse_html, trim, utf16_length
from bot.telegram.local_schema import JSON, ApiError, LocalFile

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_WEB_URL = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+([/?#]\S*)?|tg://\S+", re.IGNORECASE)
_MARKDOWN = {"markdown", "markdownv2"}
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def formatted(
    source: str, parse_mode: str | None = None, entities: list[JSON] | None = None
) -> Formatted:
    """The text a reader sees. Entities win over the parse mode, as with Telegram."""
    source = _CONTROL.sub(" ", source.replace("\r", ""))
    mode = (parse_mode or "").lower()
    if entities is not None or not mode:
        return trim(Formatted(source, entities or []))
    if mode in _MARKDOWN:
        raise ApiError(f"the local Telegram does not play parse mode {parse_mode}, only HTML")
    if mode != "html":
        raise ApiError("unsupported parse_mode")
    try:
        return trim(parse_html(source))
    except HtmlError as error:
        raise ApiError(f"can't parse entities: {error}") from error


def message_text(p: JSON) -> Formatted:
    """The text of sendMessage and editMessageText: 1-4096 characters after entities."""
    result = formatted(p.get("text", ""), p.get("parse_mode"), p.get("entities"))
    if not result.text:
        raise ApiError("message text is empty")
    if utf16_length(result.text) > TEXT_LIMIT:
        raise ApiError("message is too long")
    return result


def message_caption(p: JSON) -> Formatted:
    """A caption: 0-1024 characters after entities."""
    result = formatted(p.get("caption", ""), p.get("parse_mode"), p.get("caption_entities"))
    if utf16_length(result.text) > CAPTION_LIMIT:
        raise ApiError("message caption is too long")
    return result


def inline_keyboard(markup: JSON | None) -> list[list[JSON]]:
    """The rows of an inline keyboard, without empty ones; none for any other markup."""
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise ApiError("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return rows


def _check_button(button: JSON) -> None:
    if not button["text"].strip():
        raise ApiError("inline keyboard button text must be non-empty")
    actions = button.keys() - {"text", "icon_custom_emoji_id", "style"}
    if not actions:
        raise ApiError(_unparsed("Text buttons are unallowed in the inline keyboard"))
    if len(actions) > 1:
        raise ApiError(_unparsed(f"exactly one of {', '.join(sorted(actions))} must be used"))
    if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
        raise ApiError("BUTTON_DATA_INVALID")
    if not _WEB_URL.fullmatch(button.get("url", "tg://-")):
        raise ApiError(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _unparsed(problem: str) -> str:
    return f"can't parse inline keyboard button: {problem}"


def check_commands(commands: list[JSON]) -> None:
    """setMyCommands: at most 100, names of 1-32 [a-z0-9_], descriptions of 1-256 characters."""
    if len(commands) > 100:
        raise ApiError("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise ApiError("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"].strip()) <= 256:
            raise ApiError("BOT_COMMAND_DESCRIPTION_INVALID")


def check_action(action: str) -> None:
    """sendChatAction: one of the actions the Bot API names."""
    if action not in _ACTIONS:
        raise ApiError("wrong parameter action in request")


def check_length(text: str, limit: int, error: str) -> None:
    """Refuse a text over its limit with Telegram's own error."""
    if utf16_length(text) > limit:
        raise ApiError(error)


def uploaded(file: Any, p: JSON, kind: str, known: Container[str] = ()) -> LocalFile:
    """A file given as upload, attach://NAME, URL or file_id, which has to be one that is known.

    Of a URL or a file_id there is a name and no content.
    """
    if isinstance(file, str) and file.startswith("attach://"):
        file = p.get(file.removeprefix("attach://"))
    if isinstance(file, LocalFile):
        if not file.content:
            raise ApiError("file must be non-empty")
        return file
    if isinstance(file, str) and (_WEB_URL.fullmatch(file) or file in known):
        return LocalFile(file, b"")
    raise ApiError(f"invalid file in {kind}: wrong file identifier/HTTP URL specified")


def check_inline_answer(p: JSON) -> None:
    """answerInlineQuery: its results, the offset of the next ones, and the button over them."""
    check_inline_results(p["results"])
    if len(p.get("next_offset", "").encode()) > 64:
        raise ApiError("NEXT_OFFSET_INVALID")
    button = p.get("button")
    if button is None:
        return
    if not button["text"].strip():
        raise ApiError("INPUT_TEXT_EMPTY")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
        raise ApiError("START_PARAM_INVALID")


def check_inline_results(results: list[JSON]) -> None:
    """answerInlineQuery: at most 50 results, each with its own id of 1-64 bytes and real text."""
    if len(results) > 50:
        raise ApiError("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if not all(1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise ApiError("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise ApiError("RESULT_ID_DUPLICATE")
    for result in results:
        _check_inline_result(result)


def _check_inline_result(result: JSON) -> None:
    if not result.get("title", "-").strip():
        raise ApiError("ARTICLE_TITLE_EMPTY")
    inline_keyboard(result.get("reply_markup"))
    message_caption(result)
    content = result.get("input_message_content", {})
    if "message_text" in content:
        message_text({**content, "text": content["message_text"]})
