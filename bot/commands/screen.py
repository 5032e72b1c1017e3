"""The bot's messages on a terminal: Telegram's HTML as styled text, buttons numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.telegram.local import LocalButton, LocalMessage

_STYLES = {"bold": "1", "italic": "3", "pre": "36", "code": "36"}


def plain_screen(messages: Iterable[LocalMessage]) -> None:
    """Print messages without any styling."""
    for message in messages:
        print(message.text)
        _poll(message)
        _buttons(_rows(message))
        print(flush=True)


def styled_screen(messages: Iterable[LocalMessage]) -> None:
    """Print messages with bold, italic and tables marked."""
    for message in messages:
        print(f"\n{styled(message)}")
        _poll(message)
        _buttons(_rows(message), "\x1b[32m", "\x1b[0m")
        print(flush=True)


def card_screen(cards: Sequence[dict[str, Any]]) -> None:
    """Print what may be sent into another chat: a title and a line about it, each."""
    for card in cards:
        print(f"▸ {card['title']}\n  {card['description']}")
    print("" if cards else "No card fits.\n", flush=True)


def styled(message: LocalMessage) -> str:
    """The text with ANSI styles where Telegram has entities."""
    encoded = message.text.encode("utf-16-le")
    marks: list[tuple[int, str]] = []
    for entity in message.entities:
        style = _STYLES.get(entity["type"])
        if style:
            marks.append((entity["offset"], f"\x1b[{style}m"))
            marks.append((entity["offset"] + entity["length"], "\x1b[0m"))
    result, position = "", 0
    for offset, mark in sorted(marks, key=lambda pair: pair[0]):
        result += encoded[position * 2 : offset * 2].decode("utf-16-le") + mark
        position = offset
    return result + encoded[position * 2 :].decode("utf-16-le")


def _rows(message: LocalMessage) -> list[list[LocalButton]]:
    """What may be tapped, row by row: a poll's options one below another, then the buttons."""
    return [*([choice] for choice in message.choices), *message.keyboard]


def _poll(message: LocalMessage) -> None:
    """Which answer was right and which was given, once a poll has its vote."""
    poll = message.poll
    if poll is None or message.choices:
        return
    for number, option in enumerate(poll["options"]):
        mark = "✓" if number in poll.get("correct_option_ids", ()) else "✗"
        given = "  (your answer)" if option["voter_count"] else ""
        print(f"{mark} {option['text']}{given}")
    if "explanation" in poll:
        print(poll["explanation"])


def _buttons(keyboard: list[list[LocalButton]], before: str = "", after: str = "") -> None:
    number = 0
    for row in keyboard:
        cells = []
        for button in row:
            number += 1
            link = f" {button.url}" if button.url else ""
            cells.append(f"{before}[{number}] {button.label}{after}{link}")
        print("  ".join(cells))
