"""What the torments count, on chats checked by eye."""

from __future__ import annotations

import pytest

from bot.benchmark.delivery.scenarios import Load, counted, inversions, missing
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


def test_chats_take_turns_and_texts_too() -> None:
    telegram = LoudTelegram()
    load = Load(telegram, ["/a", "/b"], chats=2, rate=10_000)
    load.type_all(8)
    assert telegram.typed == {1: ["/a", "/b", "/a", "/b"], 2: ["/b", "/a", "/b", "/a"]}
