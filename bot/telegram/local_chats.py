"""The local Telegram's chats: who writes there, and the messages as they stand now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.telegram.local_schema import JSON, ApiError

BOT_USER: JSON = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Local bot",
    "username": "local_bot",
}
_MEDIA = ("photo", "document", "animation", "audio", "video")


@dataclass(frozen=True, slots=True)
class LocalUser:
    """A reader, as Telegram introduces one to a bot."""

    id: int = 1
    first_name: str = "Reader"
    username: str | None = None
    language_code: str | None = "en"

    def to_dict(self) -> JSON:
        """The Bot API's User."""
        optional = {"username": self.username, "language_code": self.language_code}
        named = {key: value for key, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **named}


@dataclass(frozen=True, slots=True)
class LocalButton:
    """What a reader may tap: a button that sends or opens something, or a poll's option."""

    label: str
    data: str | None = None
    url: str | None = None
    option: int | None = None


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """A message as it stands now: the Bot API's Message, and the markup it was sent with."""

    payload: JSON
    html: str = ""

    @property
    def message_id(self) -> int:
        """Its id, unique in this Telegram."""
        return int(self.payload["message_id"])

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.payload["from"]["is_bot"])

    @property
    def text(self) -> str:
        """The plain text, the caption of a medium, or a poll's question: what a reader reads."""
        if self.poll is not None:
            return str(self.poll["question"])
        return str(self.payload.get("text", self.caption or ""))

    @property
    def poll(self) -> JSON | None:
        """The Bot API's Poll; None when the message is none."""
        return self.payload.get("poll")

    @property
    def choices(self) -> list[LocalButton]:
        """The options of a poll that nobody has voted in yet."""
        if self.poll is None or self.poll["total_voter_count"]:
            return []
        options = enumerate(self.poll["options"])
        return [LocalButton(option["text"], option=number) for number, option in options]

    @property
    def caption(self) -> str | None:
        """The plain caption; None when there is none."""
        return self.payload.get("caption")

    @property
    def entities(self) -> list[JSON]:
        """Entities of the text or the caption; offsets in UTF-16 units."""
        return list(self.payload.get("entities") or self.payload.get("caption_entities") or [])

    @property
    def keyboard(self) -> list[list[LocalButton]]:
        """The rows of the inline keyboard; empty when there is none."""
        rows = self.payload.get("reply_markup", {}).get("inline_keyboard", [])
        return [[_button(button) for button in row] for row in rows]

    @property
    def edited(self) -> bool:
        """Whether its text, medium or keyboard was changed after sending."""
        return "edit_date" in self.payload

    @property
    def photo(self) -> str | None:
        """The photo's file_id; None when the message is no photo."""
        sizes = self.payload.get("photo")
        return str(sizes[-1]["file_id"]) if sizes else None

    @property
    def media(self) -> str | None:
        """The kind of the medium a caption may stand under; None for any other message."""
        return next((kind for kind in _MEDIA if kind in self.payload), None)


def _button(button: JSON) -> LocalButton:
    return LocalButton(button["text"], button.get("callback_data"), button.get("url"))


@dataclass(slots=True)
class _Chat:
    payload: JSON
    user: LocalUser
    messages: dict[int, LocalMessage] = field(default_factory=dict)


class LocalChats:
    """All chats. A chat exists once a reader wrote there, never before."""

    def __init__(self, clock: Callable[[], float], first_id: int = 1) -> None:
        self._clock = clock
        self._chats: dict[int, _Chat] = {}
        self._ids = count(first_id)
        self._topics: set[tuple[int, int]] = set()

    def now(self) -> int:
        """The time in whole Unix seconds, as Telegram dates things."""
        return int(self._clock())

    def enter(self, chat_id: int, user: LocalUser | None) -> LocalUser:
        """The reader who acts in the chat now; the same as before unless another is named."""
        known = self._chats.get(chat_id)
        user = user or (known.user if known else LocalUser(chat_id if chat_id > 0 else 1))
        if known:
            known.user = user
        else:
            self._chats[chat_id] = _Chat(_chat_payload(chat_id, user), user)
        return user

    def all(self) -> frozenset[int]:
        """The ids of chats that the bot may write to."""
        return frozenset(self._chats)

    def resolve(self, chat_id: Any) -> int:
        """The id of a chat the bot may write to. Raises ApiError for any other."""
        if chat_id not in self._chats:
            raise ApiError("chat not found")
        return int(chat_id)

    def open_topic(self, chat_id: int, topic: int) -> JSON:
        """What marks a message of a forum's topic, which exists from now on."""
        self._topics.add((chat_id, topic))
        return self.topic(chat_id, topic)

    def topic(self, chat_id: int, topic: int | None) -> JSON:
        """The same for a topic that has to be there. Raises ApiError for any other."""
        if topic is None:
            return {}
        if (chat_id, topic) not in self._topics:
            raise ApiError("message thread not found")
        return {"message_thread_id": topic, "is_topic_message": True}

    def describe(self, chat_id: int) -> JSON:
        """The Bot API's Chat."""
        return self._chats[chat_id].payload

    def add(self, chat_id: int, sender: JSON, content: JSON, html: str = "") -> LocalMessage:
        """A new message at the end of the chat."""
        head = {"message_id": next(self._ids), "from": sender, "chat": self.describe(chat_id)}
        return self.put(LocalMessage({**head, "date": self.now(), **content}, html))

    def put(self, message: LocalMessage) -> LocalMessage:
        """Store a message, in the place of its former state."""
        self._chats[message.payload["chat"]["id"]].messages[message.message_id] = message
        return message

    def find(self, chat_id: int, message_id: int) -> LocalMessage | None:
        """The message, or None when it never was or is deleted."""
        return self._chats[chat_id].messages.get(message_id)

    def remove(self, chat_id: int, message_id: int) -> None:
        """Delete a message."""
        del self._chats[chat_id].messages[message_id]

    def drop(self, chat_id: int) -> None:
        """Forget a chat, as if nobody had written there."""
        self._chats.pop(chat_id, None)

    def messages(self, chat_id: int) -> list[LocalMessage]:
        """The chat from top to bottom; empty for a chat nobody wrote in."""
        chat = self._chats.get(chat_id)
        return list(chat.messages.values()) if chat else []


def _chat_payload(chat_id: int, user: LocalUser) -> JSON:
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Local group"}
    names = {"first_name": user.first_name, "username": user.username}
    return {"id": chat_id, "type": "private", **{k: v for k, v in names.items() if v}}
