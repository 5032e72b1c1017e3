"""What the torments count, on chats checked by eye."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.benchmark.delivery import scenarios
from bot.benchmark.delivery.scenarios import (
    Load,
    counted,
    inversions,
    learn_dialogue,
    longest_wait,
    misled,
    missing,
)
from bot.benchmark.delivery.telegram import LoudTelegram

KNOWN = {"One": "/one", "Two": "/two", "Three": "/three"}


def chat(typed: list[str], answered: list[str]) -> LoudTelegram:
    telegram = LoudTelegram()
    for number, text in enumerate(typed):
        telegram.type(text, 7)
        telegram.said[7][-1] = float(number)
    telegram.texts[7] = [f"{text}\nmore" for text in answered]
    telegram.got[7] = [number + 0.25 for number in range(len(answered))]
    return telegram


@pytest.mark.parametrize(
    ("answered", "found"),
    [
        (["One", "Two", "Three"], 0),
        (["One", "One", "Two", "Two", "Three"], 0),
        (["One", "Two"], 0),
        (["Two", "One", "Three"], 2),
        (["One", "Three", "Two"], 1),
        ([], 0),
    ],
)
def test_replies_out_of_order(answered: list[str], found: int) -> None:
    telegram = chat(["/one", "/two", "/three"], answered)
    assert inversions(telegram, KNOWN) == found


@pytest.mark.parametrize(
    ("answered", "lost", "doubled"),
    [(["One", "Two"], 0, 0), (["One"], 1, 0), (["One", "Two", "Two"], 0, 1), ([], 2, 0)],
)
def test_lost_and_doubled_replies(answered: list[str], lost: int, doubled: int) -> None:
    telegram = chat(["/one", "/two"], answered)
    found = counted(telegram, 1.0)
    assert (found.messages, found.lost, found.doubled) == (2, lost, doubled)
    assert missing(telegram) == lost
    if answered:
        assert found.p50_ms == pytest.approx(250)


def test_the_longest_wait_is_of_the_slowest_reply() -> None:
    telegram = chat(["/one", "/two"], ["One", "Two"])
    telegram.got[7][1] += 3
    assert longest_wait(telegram) == pytest.approx(3.25)
    assert longest_wait(LoudTelegram()) == 0


@pytest.mark.parametrize(
    ("answered", "found"),
    [
        (["One", "Two", "Three"], 0),
        (["One", "One", "Two", "Three", "Three"], 0),  # said twice, and nothing changed twice
        (["One", "Three"], 1),  # "two" changed the state twice
        (["One", "Two"], 1),
        (["One", "Two", "One", "Three"], 1),
    ],
)
def test_a_chat_whose_state_went_astray(answered: list[str], found: int) -> None:
    telegram = chat(["/one", "/two", "/three"], answered)
    assert misled(telegram, ["One", "Two", "Three", "Four"]) == found


def test_an_undisturbed_dialogue_is_as_long_as_the_longest_chat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scenarios, "settle", lambda _: None)  # all is there at once
    telegram = chat(["/a", "/b", "/a"], ["A", "B", "A"])
    load = Load(telegram, ["/a", "/b"], chats=1, alike=True)
    telegram.text = answering(telegram)  # type: ignore[method-assign]
    assert learn_dialogue(load) == ["re /a", "re /b", "re /a"]


def answering(telegram: LoudTelegram) -> Callable[..., dict[str, Any]]:
    """A bot so quick that the reply is there at once."""

    def text(text: str, *, chat_id: int, **_: object) -> dict[str, Any]:
        telegram.got[chat_id].append(0.0)
        telegram.texts[chat_id].append(f"re {text}")
        return {}

    return text


def test_typing_goes_on_until_the_torments_are_over() -> None:
    load, over = Load(LoudTelegram(), ["/a"], chats=1, rate=10_000), threading.Event()
    typing = threading.Thread(target=load.type_all, args=(3, over))
    typing.start()
    while len(load.telegram.typed[1]) < 10:
        time.sleep(0.001)
    over.set()
    typing.join(10)
    assert not typing.is_alive()


def test_all_chats_may_type_alike() -> None:
    load = Load(LoudTelegram(), ["/a", "/b"], chats=2, rate=10_000, alike=True)
    load.type_all(4)
    assert load.telegram.typed == {1: ["/a", "/b"], 2: ["/a", "/b"]}


def test_chats_take_turns_and_texts_too() -> None:
    telegram = LoudTelegram()
    load = Load(telegram, ["/a", "/b"], chats=2, rate=10_000)
    load.type_all(8)
    assert telegram.typed == {1: ["/a", "/b", "/a", "/b"], 2: ["/b", "/a", "/b", "/a"]}
