"""Messages on a terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.screen import card_screen, plain_screen, styled, styled_screen
from bot.telegram.local import LocalMessage


def message(text: str, *entities: dict[str, Any], rows: list[list[str]] | None = None) -> Any:
    keyboard = [[{"text": label, "callback_data": "go"} for label in row] for row in rows or []]
    markup = {"inline_keyboard": keyboard}
    return LocalMessage({"text": text, "entities": list(entities), "reply_markup": markup})


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


def test_styles_begin_and_end_where_telegram_counts_in_utf_16() -> None:
    shown = styled(message("📖 a title, a table", entity("italic", 3, 7), entity("pre", 12, 7)))
    assert shown == "📖 \x1b[3ma title\x1b[0m, \x1b[36ma table\x1b[0m"


def test_styles_that_touch() -> None:
    shown = styled(message("ab", entity("bold", 0, 1), entity("code", 1, 1)))
    assert shown == "\x1b[1ma\x1b[0m\x1b[36mb\x1b[0m"


def test_what_has_no_style_stays_as_it_is() -> None:
    assert styled(message("try /fit", entity("bot_command", 4, 4))) == "try /fit"


@given(st.text(), st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=4))
def test_styles_change_no_letter(text: str, places: list[tuple[int, int]]) -> None:
    widths = [1 + (ord(letter) > 0xFFFF) for letter in text]
    starts = [sum(widths[:position]) for position in range(len(text) + 1)]
    entities = [
        entity("bold", starts[first], starts[last] - starts[first])
        for first, length in places
        if (last := first + length) <= len(text)
    ]
    shown = styled(message(text, *entities))
    assert re.sub("\x1b\\[[013]*m", "", shown) == re.sub("\x1b\\[[013]*m", "", text)


def test_buttons_are_numbered_across_rows(capsys: pytest.CaptureFixture[str]) -> None:
    plain_screen([message("Which?", rows=[["this"], ["that", "none"]]), message("Bye")])
    assert capsys.readouterr().out == "Which?\n[1] this\n[2] that  [3] none\n\nBye\n\n"


def test_buttons_are_green_at_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    styled_screen([message("Which?", entity("bold", 0, 5), rows=[["this"]])])
    assert capsys.readouterr().out == "\n\x1b[1mWhich\x1b[0m?\n\x1b[32m[1] this\x1b[0m\n\n"


def test_cards_are_a_title_and_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    card_screen([{"title": "Staff ML PM", "description": "Base: much"}])
    card_screen([])
    assert capsys.readouterr().out == "▸ Staff ML PM\n  Base: much\n\nNo card fits.\n\n"
