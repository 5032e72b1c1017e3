"""A chat followed by pages: what is told when nothing happens, when all fails, and at the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.telegram.local import LocalFile, LocalUser
from bot.telegram.runner import BotRunner
from bot.web import Rooms, WatchedTelegram, room, rooms, watched
from bot.web.room import Room
from bot.web.rooms import chat_of
from tests.web.reading import Site

SECRET = "a" * 32


@pytest.fixture
def telegram() -> WatchedTelegram:
    return WatchedTelegram()


@pytest.fixture
async def chat(telegram: WatchedTelegram) -> AsyncIterator[Room]:
    """A room nobody answers in."""
    telegram.enter(7, LocalUser(7))
    made = Room(telegram, BotRunner(None, telegram, 7), 7)  # type: ignore[arg-type]
    yield made
    await made.close()


async def told(stream: AsyncIterator[bytes]) -> tuple[str, Any]:
    """The next event; ("", None) for a sign of life."""
    async with asyncio.timeout(5):
        chunk = (await anext(stream)).decode()
    fields = dict(line.split(": ", 1) for line in chunk.splitlines() if line != ":" and line)
    return fields.get("event", ""), json.loads(fields.get("data", "null"))


async def test_a_silent_stream_gives_signs_of_life(
    chat: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_HEARTBEAT", 0.01)
    stream = chat.events()
    assert [(await told(stream))[0] for _ in range(4)] == ["hello", "ready", "", ""]


async def test_a_place_beyond_all_numbers_is_no_place(
    chat: Room, telegram: WatchedTelegram
) -> None:
    telegram.text("hello", chat_id=7)
    chat.refresh()
    stream = chat.events(f"{chat._epoch}.{'9' * 5000}")
    assert [(await told(stream))[0] for _ in range(3)] == ["hello", "message", "ready"]


async def test_a_failure_is_logged_and_ends_the_wait(
    chat: Room, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: BotRunner) -> None:
        raise RuntimeError("broken")

    stream = chat.events()
    chat.act(fail)
    seen = [await told(stream) for _ in range(4)]
    assert seen[1:] == [("busy", True), ("ready", {}), ("busy", False)]
    assert "an update of the page: not done" in caplog.text


async def test_what_hangs_is_let_go_at_the_end(chat: Room) -> None:
    held = asyncio.Event()

    async def hang(_: BotRunner) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            held.set()

    chat.act(hang)
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await chat.close(0.01)
        await held.wait()


async def test_a_slow_page_gets_the_last_notes_and_state(
    chat: Room, telegram: WatchedTelegram
) -> None:
    stream = chat.events()
    await told(stream)
    await told(stream)
    for number in range(100):
        telegram.text(f"message {number}", chat_id=7)
        chat.refresh()
        chat.note("toast", {"text": str(number)})
    seen = [await told(stream) for _ in range(120)]
    assert next(data["text"] for name, data in seen if name == "toast") == "80"
    assert [name for name, _ in seen].count("message") == 100


async def test_files_are_kept_up_to_a_number(
    telegram: WatchedTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "_FILES", 3)
    telegram.enter(7, LocalUser(7))
    for number in range(5):
        file = LocalFile("p", bytes([number + 1]))
        await telegram.call("sendPhoto", {"chat_id": 7, "photo": file})
    assert [content[0] for content in telegram.files.values()] == [3, 4, 5]


async def test_a_telegram_nobody_watches_remembers_no_calls(telegram: WatchedTelegram) -> None:
    update = telegram.text("hello")
    query = telegram.press(update["message"]["message_id"], "x")["callback_query"]["id"]
    for method, parameters in (
        ("answerCallbackQuery", {"callback_query_id": query}),
        ("sendChatAction", {"chat_id": 1, "action": "typing"}),
        ("sendMessage", {"chat_id": 1, "text": "hi"}),
        ("sendMessage", {"chat_id": 5, "text": "to nobody"}),
    ):
        await telegram.call(method, parameters)
    assert (telegram.calls, telegram.toasts, telegram.pending()) == ([], [], [])


async def test_ids_are_later_than_those_of_a_process_before(telegram: WatchedTelegram) -> None:
    first = telegram.text("hello")
    await asyncio.sleep(0.001)
    second = WatchedTelegram().text("hello")
    assert second["update_id"] > first["update_id"]
    assert second["message"]["message_id"] > first["message"]["message_id"]


async def test_what_happens_elsewhere_reaches_no_room(site: Site) -> None:
    site.telegram.text("hello", chat_id=5)
    site.rooms.noted(5, "toast", {})
    assert site.telegram.messages(5)


async def test_who_was_away_for_a_day_is_dropped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "_IDLE", -1.0)
    first = site.rooms.enter(SECRET)
    site.telegram.text("hello", chat_id=first.chat_id)
    site.rooms.enter("b" * 32)
    assert site.telegram.messages(first.chat_id) == []
    assert site.rooms.enter(SECRET) is not first


def test_a_chat_is_one_that_telegram_never_gives() -> None:
    chats = {chat_of(f"{number:032x}") for number in range(500)}
    assert len(chats) == 500
    assert all(2**62 <= chat < 2**63 for chat in chats)


def test_rooms_know_the_telegram_they_watch(telegram: WatchedTelegram) -> None:
    made = Rooms(telegram, BotRunner(None, telegram))  # type: ignore[arg-type]
    assert telegram.watcher is made
