"""What a reader does in the local Telegram, as the updates a bot receives about it."""

import re
from typing import Any

from bot.telegram.local_chats import BOT_USER, LocalChats, LocalMessage, LocalUser
from bot.telegram.local_html import utf16_length
from bot.telegram.local_messages import LocalMessages
from bot.telegram.local_polls import poll_payload, vote_payload
from bot.telegram.local_rules import TEXT_LIMIT
from bot.telegram.local_schema import JSON
from bot.telegram.local_updates import LocalUpdates

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]+)?(?!\S)")
_MENTION = re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}")

_FILE: JSON = {"file_id": "local-file", "file_unique_id": "file", "file_size": 1024}
_FRAME: JSON = {**_FILE, "width": 320, "height": 240}
_CLIP: JSON = {**_FRAME, "duration": 3, "mime_type": "video/mp4"}
_STICKER: JSON = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
_ATTACHMENTS: dict[str, Any] = {
    "animation": _CLIP,
    "audio": {**_FILE, "duration": 60, "mime_type": "audio/mpeg"},
    "contact": {"phone_number": "+15550100", "first_name": "Ada"},
    "dice": {"emoji": "🎲", "value": 4},
    "document": {**_FILE, "file_name": "notes.pdf", "mime_type": "application/pdf"},
    "location": {"latitude": 37.77, "longitude": -122.42},
    "photo": [_FRAME],
    "poll": poll_payload("Which?", ["this", "that"]),
    "sticker": {**_FRAME, **_STICKER},
    "venue": {
        "location": {"latitude": 37.77, "longitude": -122.42},
        "title": "City Hall",
        "address": "1 Main Street",
    },
    "video": _CLIP,
    "video_note": {**_FILE, "length": 240, "duration": 3},
    "voice": {**_FILE, "duration": 3, "mime_type": "audio/ogg"},
}


class LocalReader:
    """A reader's hand on the phone: every act changes the chat and queues an update."""

    def __init__(self, chats: LocalChats, messages: LocalMessages, updates: LocalUpdates) -> None:
        self._chats = chats
        self._messages = messages
        self._updates = updates

    def text(
        self,
        text: str,
        *,
        chat_id: int = 1,
        user: LocalUser | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> JSON:
        """Send a text of 1-4096 characters, as a reply to a message, or in a forum's topic.

        Raises ValueError: no app sends any other text.
        """
        content = _text_content(text)
        if reply_to is not None and (message := self._chats.find(chat_id, reply_to)):
            inner = {k: v for k, v in message.payload.items() if k != "reply_to_message"}
            content["reply_to_message"] = inner
        if topic is not None:
            content |= self._chats.open_topic(chat_id, topic)
        return self._write("message", chat_id, user, content)

    def attachment(
        self,
        kind: str,
        *,
        chat_id: int = 1,
        caption: str | None = None,
        user: LocalUser | None = None,
    ) -> JSON:
        """Send a photo, sticker, voice, ... Raises ValueError for a kind nobody can send."""
        if kind not in _ATTACHMENTS:
            raise ValueError(f"no attachment {kind!r}; there are {', '.join(_ATTACHMENTS)}")
        captioned = {} if caption is None else {"caption": caption}
        return self._write("message", chat_id, user, {kind: _ATTACHMENTS[kind], **captioned})

    def edit(self, message_id: int, text: str, *, chat_id: int = 1) -> JSON:
        """Change a text sent before. Raises LookupError unless the reader wrote it."""
        old = self._chats.find(chat_id, message_id) if self._chats.messages(chat_id) else None
        if old is None or old.from_bot:
            raise LookupError(f"the reader wrote no message {message_id} in chat {chat_id}")
        head = {key: old.payload[key] for key in ("message_id", "from", "chat", "date")}
        edited = {**head, **_text_content(text), "edit_date": self._chats.now()}
        self._chats.put(LocalMessage(edited, text))
        return self._updates.put("edited_message", edited)

    def press(
        self, message_id: int, data: str, *, chat_id: int = 1, user: LocalUser | None = None
    ) -> JSON:
        """Press a button; any data goes, since old keyboards and other apps send any."""
        sender = self._chats.enter(chat_id, user)
        query = {
            "id": self._messages.ask("callback"),
            "from": sender.to_dict(),
            "message": self._shown(chat_id, message_id),
            "chat_instance": f"instance-{chat_id}",
            "data": data,
        }
        return self._updates.put("callback_query", query)

    def vote(
        self, message_id: int, option: int, *, chat_id: int = 1, user: LocalUser | None = None
    ) -> JSON:
        """Vote in a poll, by its message and the option's place from 0.

        Raises LookupError when there is no such poll, ValueError for a vote no app lets through.
        """
        message = self._chats.find(chat_id, message_id) if self._chats.messages(chat_id) else None
        if message is None or message.poll is None:
            raise LookupError(f"no poll {message_id} in chat {chat_id}")
        voter = self._chats.enter(chat_id, user)
        poll = self._messages.polls.voted(message.poll, option, voter.id)
        self._chats.put(LocalMessage({**message.payload, "poll": poll}, message.html))
        if poll["is_anonymous"]:
            return self._updates.put("poll", poll)
        return self._updates.put("poll_answer", vote_payload(poll, option, voter.to_dict()))

    def enter_group(self, chat_id: int, *, user: LocalUser | None = None) -> JSON:
        """Add the bot to a group."""
        adder = self._chats.enter(chat_id, user).to_dict()
        before = {"status": "left", "user": BOT_USER}
        change = {
            "chat": self._chats.describe(chat_id),
            "from": adder,
            "date": self._chats.now(),
            "old_chat_member": before,
            "new_chat_member": {**before, "status": "member"},
        }
        return self._updates.put("my_chat_member", change)

    def inline(self, query: str, *, user: LocalUser | None = None, offset: str = "") -> JSON:
        """Type @bot and a query in some other chat."""
        sender = (user or LocalUser()).to_dict()
        content = {"from": sender, "query": query, "offset": offset, "chat_type": "private"}
        return self._updates.put("inline_query", {"id": self._messages.ask("inline"), **content})

    def update(self, kind: str, payload: JSON) -> JSON:
        """Queue any other update, such as my_chat_member, as it is given."""
        return self._updates.put(kind, payload)

    def _write(self, kind: str, chat_id: int, user: LocalUser | None, content: JSON) -> JSON:
        sender = self._chats.enter(chat_id, user).to_dict()
        html = str(content.get("text", content.get("caption", "")))
        return self._updates.put(kind, self._chats.add(chat_id, sender, content, html).payload)

    def _shown(self, chat_id: int, message_id: int) -> JSON:
        """The message the button stands under; Telegram dates one it no longer has at 0."""
        message = self._chats.find(chat_id, message_id)
        if message:
            return message.payload
        return {"chat": self._chats.describe(chat_id), "message_id": message_id, "date": 0}


def _text_content(text: str) -> JSON:
    text = text.strip()
    if not 1 <= utf16_length(text) <= TEXT_LIMIT:
        raise ValueError(f"a message has 1-{TEXT_LIMIT} characters, not {utf16_length(text)}")
    commands = [_entity("bot_command", text, match) for match in _COMMAND.finditer(text)]
    mentions = [_entity("mention", text, match) for match in _MENTION.finditer(text)]
    entities = sorted([*commands, *mentions], key=lambda entity: int(entity["offset"]))
    return {"text": text, **({"entities": entities} if entities else {})}


def _entity(kind: str, text: str, match: re.Match[str]) -> JSON:
    offset = utf16_length(text[: match.start()])
    return {"type": kind, "offset": offset, "length": len(match.group())}
