"""The local Telegram of a process that runs for long: it tells what happens, and keeps little."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from bot.telegram.local import LocalMessage, LocalTelegram, LocalUser
from bot.telegram.local_schema import JSON

_FILES = 500  # pictures and documents kept, of some 40 KB


class Watcher(Protocol):
    """Who is told what happens in a chat."""

    def changed(self, chat_id: int) -> None:
        """Messages came, changed or went."""
        ...

    def noted(self, chat_id: int, name: str, data: JSON) -> None:
        """Something happened that leaves no trace: a toast, or the bot is typing."""
        ...


class WatchedTelegram(LocalTelegram):
    """A LocalTelegram without a log of its calls. Its ids are later than any earlier process's."""

    def __init__(self) -> None:
        super().__init__(first_id=time.time_ns() // 1_000)
        self.watcher: Watcher | None = None
        self._asked: dict[str, int] = {}  # callback query -> its chat

    # Chats ---------------------------------------------------------------------------------

    def enter(self, chat_id: int, user: LocalUser) -> None:
        """Open a chat, so that the bot may write there."""
        self._chats.enter(chat_id, user)

    def open_chats(self) -> frozenset[int]:
        """The chats that the bot can write into."""
        return self._chats.all()

    def find(self, chat_id: int, message_id: int) -> LocalMessage | None:
        """A message of an open chat, or None."""
        return self._chats.find(chat_id, message_id)

    def drop(self, chat_id: int) -> None:
        """Close a chat and forget its messages."""
        self._chats.drop(chat_id)

    def clear(self, chat_id: int, keep: int = 0) -> None:
        """Forget an open chat's messages but the last ones."""
        messages = self.messages(chat_id)
        for message in messages[: max(len(messages) - keep, 0)]:
            self._chats.remove(chat_id, message.message_id)

    # What readers do -----------------------------------------------------------------------

    def text(self, text: str, *, chat_id: int = 1, **more: Any) -> JSON:
        """As LocalReader's, told."""
        return self._taken(super().text(text, chat_id=chat_id, **more), chat_id)

    def edit(self, message_id: int, text: str, *, chat_id: int = 1) -> JSON:
        """As LocalReader's, told."""
        return self._taken(super().edit(message_id, text, chat_id=chat_id), chat_id)

    def press(self, message_id: int, data: str, *, chat_id: int = 1, **more: Any) -> JSON:
        """As LocalReader's; its toast will find the chat."""
        update = super().press(message_id, data, chat_id=chat_id, **more)
        self._asked[update["callback_query"]["id"]] = chat_id
        return self._taken(update, chat_id)

    def _taken(self, update: JSON, chat_id: int) -> JSON:
        """Nobody polls here, so no update waits to be confirmed."""
        for waiting in self.pending():
            self.acknowledge(waiting["update_id"])
        self._tell(chat_id)
        return update

    # What the bot does ---------------------------------------------------------------------

    async def call(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        """As LocalTelegram's; then whoever looks at the chat is told."""
        try:
            return await super().call(method, parameters)
        finally:
            done = self.calls.pop()
            self.toasts.clear()
            self.inline_answers.clear()
            self._forget_files()
            if done.error is None:
                self._report(method, done.parameters)

    def _report(self, method: str, p: JSON) -> None:
        if method == "answerCallbackQuery":
            chat_id = self._asked.pop(p["callback_query_id"], None)
            note = {"text": p.get("text", ""), "alert": p.get("show_alert", False)}
            if chat_id is not None and self.watcher:
                self.watcher.noted(chat_id, "toast", note)
        elif method == "sendChatAction" and self.watcher:
            self.watcher.noted(p["chat_id"], "typing", {})
        elif "chat_id" in p:
            self._tell(p["chat_id"])

    def _tell(self, chat_id: int) -> None:
        if self.watcher:
            self.watcher.changed(chat_id)

    def _forget_files(self) -> None:
        files = self._messages.files
        while len(files) > _FILES:
            del files[next(iter(files))]
