"""An update -> what a reader did, or nothing where an answer would be out of place."""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    MessageEntity,
    Update,
)
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.advice import Message
from bot.advice.message import Kind
from bot.knowledge.telegram import ATTACHMENTS
from bot.storage import Due, Letter, Poll
from bot.telegram.sending import Place

# What the bot asks Telegram for; everything else is noise to it.
ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "poll_answer",
    "my_chat_member",
]

_PRIVATE = 0  # a private chat's only reader
_NO_UPDATE = _NO_MESSAGE = 0  # nothing's id
_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)
_INSIDE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)
_SALT = os.urandom(16)
_NAMING: tuple[str, ...] = (MessageEntity.BOT_COMMAND, MessageEntity.MENTION)


@dataclass(frozen=True)
class Incoming:
    """One thing a reader did, and where.

    `message_id` is the reader's, or the pressed message, which may hold a picture and has `markup`.
    `reader_id` tells the readers of a group apart; it is 0 in a private chat.
    """

    update_id: int
    chat_id: int
    reader_id: int
    message_id: int
    message: Message
    query_id: str | None = None
    on_picture: bool = False
    topic: int | None = None
    due: Due | None = None  # where the bot's own clock speaks, and no reader
    markup: InlineKeyboardMarkup | None = None
    # When it came from Telegram, by the monotonic clock.
    taken: float = field(default_factory=time.monotonic, compare=False)

    @property
    def name(self) -> tuple[int, Due | None]:
        """What tells it from all others."""
        return self.update_id, self.due

    @property
    def named(self) -> str:
        """What logs call it."""
        return f"update {self.update_id}" if self.due is None else f"reminder {self.due.key}"

    @property
    def person(self) -> int:
        """The reader's own id, wherever the chat is."""
        return self.reader_id or self.chat_id

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.reader_id != _PRIVATE

    @property
    def place(self) -> Place:
        """Where its reply goes; in a group it shows what it answers, for its reader to reply to."""
        answers = self.in_group and self.query_id is None and self.message_id != _NO_MESSAGE
        return Place(self.chat_id, self.message_id if answers else None, self.topic)

    @property
    def is_written(self) -> bool:
        """Whether the reader wrote a message: `message_id` is theirs, and may be edited."""
        written = self.message.kind in ("text", "edit", "attachment")
        return written and self.message_id != _NO_MESSAGE

    def moved_to(self, chat_id: int) -> Incoming:
        """The same in a group's new chat, where messages are numbered anew."""
        return replace(self, chat_id=chat_id, message_id=_NO_MESSAGE)

    @property
    def may_change(self) -> bool:
        """Whether a reply may take the place of the pressed message; a poll stays a poll."""
        return self.message.kind == "press" and self.query_id is not None

    def letter(self, update: Update) -> Letter:
        """The update as it is kept for later."""
        return Letter(self.update_id, self.chat_id, self.reader_id, update.to_json())

    @property
    def chat_hash(self) -> str:
        """What logs call the chat: the same within a process, and nobody's id."""
        return hashlib.blake2s(str(self.chat_id).encode(), key=_SALT, digest_size=4).hexdigest()


def incoming(update: Update, username: str) -> Incoming | None:
    """The reader's action in an update; None for what needs no answer.

    `username` is the bot's own: in a group it answers only what is meant for it.
    """
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _added(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or not _is_meant(message, username):
        return None
    return _text(update.update_id, message, username, edited=update.message is None)


def vote(update: Update, poll: Poll) -> Incoming | None:
    """A vote in a quiz poll as the press it stands for; None for anybody's but its reader's.

    A poll may be passed on to other chats, and all who vote there are told of.
    """
    answer = update.poll_answer
    if answer is None or answer.user is None or not answer.option_ids:
        return None
    alone = poll.reader_id == _PRIVATE
    if answer.user.id != (poll.chat_id if alone else poll.reader_id):
        return None
    said = Message(
        f"{poll.press}:{answer.option_ids[0]}",
        kind="press",
        at=datetime.now(UTC),
        seed=update.update_id,
        alone=alone,
    )
    return Incoming(
        update.update_id, poll.chat_id, poll.reader_id, poll.message_id, said, topic=poll.topic
    )


def moved(update: Update) -> tuple[int, int] | None:
    """The old and the new id of a group that became a supergroup; both of them tell of it."""
    message = update.message
    if message is not None and message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message is not None and message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


def _added(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    """The bot has come into a group; nothing else that happens to it there needs an answer."""
    entered = change.old_chat_member.status in _OUTSIDE and change.new_chat_member.status in _INSIDE
    if not entered or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None
    said = Message("", kind="added", at=change.date, seed=update_id, alone=False)
    return Incoming(update_id, change.chat.id, change.from_user.id, _NO_MESSAGE, said)


def reminded(due: Due) -> Incoming:
    """A reminder whose time has come, as something to answer."""
    message = Message(due.press, kind="timer", at=datetime.now(UTC))
    return Incoming(_NO_UPDATE, due.chat_id, due.reader_id, _NO_MESSAGE, message, due=due)


def _press(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    alone = chat.type == ChatType.PRIVATE
    pressed = query.message if isinstance(query.message, TelegramMessage) else None
    said = Message(
        query.data,
        kind="press",
        at=datetime.now(UTC),
        seed=update_id,
        alone=alone,
        on=query.message.message_id,
    )
    return Incoming(
        update_id,
        chat.id,
        _PRIVATE if alone else query.from_user.id,
        query.message.message_id,
        said,
        query.id,
        on_picture=pressed is not None and bool(pressed.photo),
        topic=_topic(query.message),
        markup=pressed.reply_markup if pressed is not None else None,
    )


def _text(
    update_id: int, message: TelegramMessage, username: str, *, edited: bool
) -> Incoming | None:
    text = message.text or message.caption
    private = message.chat.type == ChatType.PRIVATE
    if text is None:
        # Service messages and attachments in groups are not meant for the bot.
        if edited or not private or not message.effective_attachment:
            return None
        said = Message(
            _kind(message), kind="attachment", at=message.date, seed=update_id, alone=private
        )
    else:
        text = text if private else _without(username, text)
        kind: Kind = "edit" if edited else "text"
        said = Message(text, kind=kind, at=message.date, seed=update_id, alone=private)
    reader = _PRIVATE if private else _sender(message)
    return Incoming(
        update_id, message.chat.id, reader, message.message_id, said, topic=_topic(message)
    )


def _sender(message: TelegramMessage) -> int:
    """Who wrote in a group; behind anonymous admins and channels there is one user for all."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else message.chat.id


def _topic(message: MaybeInaccessibleMessage) -> int | None:
    """The forum's topic; in other groups a thread is no place to send to."""
    if isinstance(message, TelegramMessage) and message.is_topic_message:
        return message.message_thread_id
    return None


def _kind(message: TelegramMessage) -> str:
    """What a message without text is: the first that tells more than the others."""
    return next((name for name in ATTACHMENTS if getattr(message, name)), "")


def _is_meant(message: TelegramMessage, username: str) -> bool:
    """In a group: a command of this bot's, a mention of it, or a reply to it.

    Nowhere: a card of its own that somebody sent. In a group: what was written elsewhere, and
    what other bots write, lest two of them talk to each other for ever.
    """
    if message.via_bot is not None and message.via_bot.username == username:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    from_bot = message.sender_chat is None and message.from_user and message.from_user.is_bot
    if message.forward_origin is not None or from_bot:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user and replied.from_user.username == username:
        return True
    texts = message.parse_entities(list(_NAMING))
    captions = message.parse_caption_entities(list(_NAMING))
    named = {**texts, **captions}
    return any(_names(entity, text, username) for entity, text in named.items())


def _without(username: str, text: str) -> str:
    return re.sub(rf"@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()


def _names(entity: MessageEntity, text: str, username: str) -> bool:
    _, at, name = text.partition("@")
    if entity.type == MessageEntity.BOT_COMMAND and not at:
        return entity.offset == 0
    return name.casefold() == username.casefold()
