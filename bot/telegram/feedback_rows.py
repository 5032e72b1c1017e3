"""The thumbs under a message that is out already: other rows take their place."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.advice.feedback import PRESSES
from bot.advice.reply import Keyboard
from bot.telegram.html import keyboard


def with_rows(
    markup: InlineKeyboardMarkup | None, rows: Keyboard, address: str
) -> InlineKeyboardMarkup | None:
    """The keyboard with these rows for feedback; None where there is nothing to change."""
    if markup is None:
        return None
    others = [row for row in markup.inline_keyboard if not any(map(_is_feedback, row))]
    made = keyboard(rows, address)
    return InlineKeyboardMarkup([*others, *(made.inline_keyboard if made else ())])


def _is_feedback(button: InlineKeyboardButton) -> bool:
    return isinstance(button.callback_data, str) and button.callback_data.startswith(PRESSES)
