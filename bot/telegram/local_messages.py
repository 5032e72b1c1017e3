"""The Bot API's methods on messages: sending, editing, deleting, answering queries."""

import hashlib
from collections.abc import Callable
from itertools import count
from typing import Any

from bot.telegram import local_rules as rules
from bot.telegram.local_chats import BOT_USER, LocalChats, LocalMessage
from bot.telegram.local_html import Formatted
from bot.telegram.local_polls import LocalPolls
from bot.telegram.local_schema import JSON, ApiError, LocalFile

Handler = Callable[[JSON], Any]

CALLBACK_SECONDS = 150
INLINE_SECONDS = 30
DELETE_SECONDS = 48 * 3600

_FILE_ID = "local-"  # how a file_id begins
_LATE = "query is too old and response timeout expired or query ID is invalid"
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


class LocalMessages:
    """Plays the methods over the chats; `played` maps each method's name to what it does."""

    def __init__(self, chats: LocalChats) -> None:
        self._chats = chats
        self.polls = LocalPolls()
        self._queries: dict[str, int] = {}
        self._query_ids = count(1)
        self.toasts: list[str] = []
        self.inline_answers: list[JSON] = []
        self.files: dict[str, bytes] = {}
        self.played: dict[str, Handler] = {
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendPoll": self._send_poll,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "editMessageReplyMarkup": self._edit_reply_markup,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
        }

    def ask(self, kind: str) -> str:
        """The id of a new callback or inline query, waiting for its one answer."""
        query_id = f"{kind}-{next(self._query_ids)}"
        self._queries[query_id] = self._chats.now()
        return query_id

    @property
    def unanswered(self) -> list[str]:
        """Ids of the queries nobody has answered yet, late ones included."""
        return list(self._queries)

    # Sending -------------------------------------------------------------------------------

    def _send(self, p: JSON, content: JSON, html: str = "") -> JSON:
        chat_id = self._chats.resolve(p["chat_id"])
        extra = {**_markup(p), **self._reply(chat_id, p.get("reply_parameters"))}
        extra |= self._chats.topic(chat_id, p.get("message_thread_id"))
        return self._chats.add(chat_id, BOT_USER, {**content, **extra}, html).payload

    def _reply(self, chat_id: int, reply: JSON | None) -> JSON:
        if not reply:
            return {}
        there = self._chats.resolve(reply.get("chat_id", chat_id))
        message = self._chats.find(there, reply["message_id"])
        if message:
            inner = {k: v for k, v in message.payload.items() if k != "reply_to_message"}
            return {"reply_to_message": inner}
        if reply.get("allow_sending_without_reply"):
            return {}
        raise ApiError("message to be replied not found")

    def _send_message(self, p: JSON) -> JSON:
        self._chats.resolve(p["chat_id"])
        return self._send(p, _text(rules.message_text(p)), p["text"])

    def _send_photo(self, p: JSON) -> JSON:
        return self._send(p, {**self._photo(p["photo"], p), **_caption(p)}, p.get("caption", ""))

    def _send_document(self, p: JSON) -> JSON:
        document = {**self._document(p["document"], p), **_caption(p)}
        return self._send(p, document, p.get("caption", ""))

    def _send_poll(self, p: JSON) -> JSON:
        self._chats.resolve(p["chat_id"])
        return self._send(p, {"poll": self.polls.asked(p)})

    def _send_chat_action(self, p: JSON) -> bool:
        self._chats.topic(self._chats.resolve(p["chat_id"]), p.get("message_thread_id"))
        rules.check_action(p["action"])
        return True

    def _photo(self, file: Any, p: JSON) -> JSON:
        upload = rules.uploaded(file, p, "photo", self.files)
        return {"photo": [{**self._kept(upload), "width": 800, "height": 600}]}

    def _document(self, file: Any, p: JSON) -> JSON:
        upload = rules.uploaded(file, p, "document", self.files)
        return {"document": {**self._kept(upload), "file_name": upload.name.rpartition("/")[2]}}

    def _kept(self, file: LocalFile) -> JSON:
        """The Bot API's file: the same content keeps its file_id."""
        if file.name in self.files:
            unique = file.name.removeprefix(_FILE_ID)
        else:
            unique = hashlib.sha256(file.content or file.name.encode()).hexdigest()[:16]
            self.files[f"{_FILE_ID}{unique}"] = file.content
        size = len(self.files[f"{_FILE_ID}{unique}"])
        return {"file_id": f"{_FILE_ID}{unique}", "file_unique_id": unique, "file_size": size}

    # Editing -------------------------------------------------------------------------------

    def _own(self, p: JSON) -> LocalMessage:
        if "inline_message_id" in p:
            raise ApiError("MESSAGE_ID_INVALID")
        if "chat_id" not in p or "message_id" not in p:
            raise ApiError("message identifier is not specified")
        message = self._chats.find(self._chats.resolve(p["chat_id"]), p["message_id"])
        if message is None:
            raise ApiError("message to edit not found")
        if not message.from_bot:
            raise ApiError("message can't be edited")
        return message

    def _edit(self, old: LocalMessage, content: JSON, html: str) -> JSON:
        """The content replaces all but the head of the message, and so does the keyboard."""
        kept = {key: old.payload[key] for key in _HEAD if key in old.payload}
        changed = {**kept, **content}
        before = {key: value for key, value in old.payload.items() if key != "edit_date"}
        if changed == before:
            raise ApiError(_SAME)
        edited = {**changed, "edit_date": self._chats.now()}
        return self._chats.put(LocalMessage(edited, html)).payload

    def _edit_text(self, p: JSON) -> JSON:
        old = self._own(p)
        content = {**_text(rules.message_text(p)), **_markup(p)}
        if "text" not in old.payload:
            raise ApiError("there is no text in the message to edit")
        return self._edit(old, content, p["text"])

    def _edit_caption(self, p: JSON) -> JSON:
        old = self._own(p)
        if not old.media:
            raise ApiError("there is no caption in the message to edit")
        medium = {old.media: old.payload[old.media]}
        return self._edit(old, {**medium, **_caption(p), **_markup(p)}, p.get("caption", ""))

    def _edit_media(self, p: JSON) -> JSON:
        old, media = self._own(p), p["media"]
        players = {"photo": self._photo, "document": self._document}
        if media["type"] not in players:
            raise ApiError(f"the local Telegram does not play media of type {media['type']}")
        medium = players[media["type"]](media["media"], p)
        content = {**medium, **_caption(media), **_markup(p)}
        return self._edit(old, content, media.get("caption", ""))

    def _edit_reply_markup(self, p: JSON) -> JSON:
        old = self._own(p)
        content = {key: value for key, value in old.payload.items() if key not in _NOT_CONTENT}
        return self._edit(old, {**content, **_markup(p)}, old.html)

    def _delete(self, p: JSON) -> bool:
        chat_id = self._chats.resolve(p["chat_id"])
        message = self._chats.find(chat_id, p["message_id"])
        if message is None:
            raise ApiError("message to delete not found")
        if self._chats.now() - message.payload["date"] > DELETE_SECONDS:
            raise ApiError("message can't be deleted for everyone")
        self._chats.remove(chat_id, message.message_id)
        return True

    # Queries -------------------------------------------------------------------------------

    def _take_query(self, query_id: str, seconds: int) -> None:
        asked = self._queries.get(query_id)
        if asked is None or self._chats.now() - asked > seconds:
            raise ApiError(_LATE)
        del self._queries[query_id]

    def _answer_callback_query(self, p: JSON) -> bool:
        text = p.get("text", "")
        rules.check_length(text, rules.TOAST_LIMIT, "MESSAGE_TOO_LONG")
        if "url" in p:
            raise ApiError("URL_INVALID")
        self._take_query(p["callback_query_id"], CALLBACK_SECONDS)
        self.toasts.append(text)
        return True

    def _answer_inline_query(self, p: JSON) -> bool:
        rules.check_inline_answer(p)
        self._take_query(p["inline_query_id"], INLINE_SECONDS)
        self.inline_answers.append(p)
        return True


_HEAD = (
    "message_id",
    "from",
    "chat",
    "date",
    "reply_to_message",
    "message_thread_id",
    "is_topic_message",
)
_NOT_CONTENT = {*_HEAD, "edit_date", "reply_markup"}


def _text(text: Formatted) -> JSON:
    return {"text": text.text, **({"entities": text.entities} if text.entities else {})}


def _caption(p: JSON) -> JSON:
    caption = rules.message_caption(p)
    entities = {"caption_entities": caption.entities} if caption.entities else {}
    return {**({"caption": caption.text} if caption.text else {}), **entities}


def _markup(p: JSON) -> JSON:
    """A message shows an inline keyboard; other markup changes only the reader's keyboard."""
    rows = rules.inline_keyboard(p.get("reply_markup"))
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}
