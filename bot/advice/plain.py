"""A reply as plain text, for `ask`, pipes and logs."""

from __future__ import annotations

from bot.advice.reply import (
    Block,
    Bullets,
    Cautions,
    Citation,
    Folded,
    Heading,
    Invitation,
    Paragraph,
    Reply,
    Section,
    Table,
)


def plain_text(reply: Reply) -> str:
    """The whole reply, blocks a blank line apart."""
    return "\n\n".join(_block(block) for block in reply.blocks) or reply.toast


def _block(block: Block) -> str:
    match block:
        case Paragraph(text) | Heading(text):
            return text
        case Bullets(items):
            return "\n".join(bullet(item) for item in items)
        case Section(title, items) | Folded(title, items):
            return "\n".join((title, *map(bullet, items)))
        case Table():
            return "\n".join(table_lines(block))
        case Cautions(lines):
            return "\n".join(f"Note: {line}" for line in lines)
        case Citation():
            return f"Source: {cited(block)}"
        case Invitation(text, payload):
            return f"{text} /start {payload}"


def bullet(item: str) -> str:
    """A list item; one that carries its own number needs no mark."""
    return item if item[:1] == "#" or (item[:1].isdigit() and item[1:2] == ".") else f"• {item}"


def cited(citation: Citation) -> str:
    """Title and sections on one line."""
    return f"“{citation.title}”, {'; '.join(citation.sections)}"


def table_lines(table: Table) -> list[str]:
    """Columns padded to line up in a fixed-width font."""
    widths = [max(map(len, column)) for column in zip(*table.rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table.rows
    ]
