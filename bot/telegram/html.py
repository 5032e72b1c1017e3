"""A reply as Telegram HTML, within Telegram's limits."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.advice.plain import bullet, cited, plain_text, table_lines
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Citation,
    Folded,
    Heading,
    Invitation,
    Keyboard,
    Paragraph,
    Reply,
    Section,
    Table,
)

_LONGEST = 4096  # UTF-16 units after entities, as Telegram counts at worst
_LONGEST_CAPTION = 1024
_TOAST = 200
_TAG = re.compile(r"<[^>]+>")


def html(reply: Reply, address: str) -> str:
    """The reply's text; what makes it too long is left off from the end, block by block.

    `address` is the bot's own, as in https://t.me/NAME.
    """
    blocks = list(reply.blocks)
    while len(blocks) > 1 and _units(_joined(blocks, address)) > _LONGEST:
        blocks.pop()
    text = _joined(blocks, address)
    if _units(text) <= _LONGEST:
        return text
    return f"{escape(_cut(plain_text(replace(reply, blocks=tuple(blocks))), _LONGEST - 1))}…"


def fits_caption(text: str) -> bool:
    """Whether an HTML text may stand under a picture."""
    return _units(unescape(_TAG.sub("", text))) <= _LONGEST_CAPTION


def keyboard(buttons: Keyboard, address: str) -> InlineKeyboardMarkup | None:
    """The reply's buttons, or None where there are none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(button, address) for button in row] for row in buttons])


def _button(button: Button, address: str) -> InlineKeyboardButton:
    if button.invitation is None:
        return InlineKeyboardButton(button.label, callback_data=button.press)
    invitation = button.invitation
    asked = {"url": _link(address, invitation.payload), "text": invitation.text}
    url = f"https://t.me/share/url?{urlencode(asked, quote_via=quote)}"
    return InlineKeyboardButton(button.label, url=url)


def _link(address: str, payload: str) -> str:
    return f"{address}?start={payload}"


def toast(text: str) -> str | None:
    """A short note over the chat, cut to Telegram's limit."""
    return _cut(text, _TOAST) or None


def _joined(blocks: list[Block], address: str) -> str:
    return "\n\n".join(_block(block, address) for block in blocks)


def _block(block: Block, address: str) -> str:
    match block:
        case Paragraph(text):
            return escape(text)
        case Heading(text):
            return f"<b>{escape(text)}</b>"
        case Bullets(items):
            return "\n".join(escape(bullet(item)) for item in items)
        case Section(title, items):
            return _listed(title, items)
        case Folded(title, items):
            return f"<blockquote expandable>{_listed(title, items)}</blockquote>"
        case Table():
            return f"<pre>{escape(chr(10).join(table_lines(block)))}</pre>"
        case Cautions(lines):
            return "\n".join(f"⚠️ <i>{escape(line)}</i>" for line in lines)
        case Citation():
            return f"📖 <i>{escape(cited(block))}</i>"
        case Invitation(text, payload):
            return f"{escape(text)} {escape(_link(address, payload))}"


def _listed(title: str, items: tuple[str, ...]) -> str:
    return "\n".join((f"<b>{escape(title)}</b>", *(escape(bullet(item)) for item in items)))


def _units(text: str) -> int:
    """Length with the markup, which only errs towards shorter."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    """The beginning of a text; no character is cut in two."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
