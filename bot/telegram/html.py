"""A reply as Telegram HTML, within Telegram's limits."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.advice.plain import bullet, cited, plain_text, table_lines
from bot.advice.reply import (
    Block,
    Bullets,
    Cautions,
    Citation,
    Heading,
    Keyboard,
    Paragraph,
    Reply,
    Table,
)

_LONGEST = 4096  # UTF-16 units after entities, as Telegram counts at worst
_TOAST = 200


def html(reply: Reply) -> str:
    """The reply's text; what makes it too long is left off from the end, block by block."""
    blocks = list(reply.blocks)
    while len(blocks) > 1 and _units(_joined(blocks)) > _LONGEST:
        blocks.pop()
    text = _joined(blocks)
    if _units(text) <= _LONGEST:
        return text
    return f"{escape(_cut(plain_text(replace(reply, blocks=tuple(blocks))), _LONGEST - 1))}…"


def keyboard(buttons: Keyboard) -> InlineKeyboardMarkup | None:
    """The reply's buttons, or None where there are none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.press) for b in row] for row in buttons]
    )


def toast(text: str) -> str | None:
    """A short note over the chat, cut to Telegram's limit."""
    return _cut(text, _TOAST) or None


def _joined(blocks: list[Block]) -> str:
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return escape(text)
        case Heading(text):
            return f"<b>{escape(text)}</b>"
        case Bullets(items):
            return "\n".join(escape(bullet(item)) for item in items)
        case Table():
            return f"<pre>{escape(chr(10).join(table_lines(block)))}</pre>"
        case Cautions(lines):
            return "\n".join(f"⚠️ <i>{escape(line)}</i>" for line in lines)
        case Citation():
            return f"📖 <i>{escape(cited(block))}</i>"


def _units(text: str) -> int:
    """Length with the markup, which only errs towards shorter."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    """The beginning of a text; no character is cut in two."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
