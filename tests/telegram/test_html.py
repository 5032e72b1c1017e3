"""Replies as Telegram HTML: whatever they say, it parses back to just that, within the limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.plain import plain_text
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Citation,
    Folded,
    Heading,
    Invitation,
    Outcome,
    Paragraph,
    Reply,
    Section,
    Table,
)
from bot.telegram.html import html, keyboard, toast
from bot.telegram.local_html import parse_html, utf16_length

ADDRESS = "https://t.me/a_bot"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))
TEXTS |= st.sampled_from(["<b>", "&", "</a>", "&amp;", '<a href="x">', "'\"", "<!--", "&#60;"])
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, TEXTS),
    st.builds(Heading, TEXTS),
    st.builds(Bullets, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Section, TEXTS, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Folded, TEXTS, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Table, st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3).map(tuple)),
    st.builds(Cautions, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Invitation, TEXTS, st.just("fit")),
    st.builds(Citation, TEXTS, st.lists(TEXTS, max_size=3).map(tuple)),
)


def reply(*blocks: Block) -> Reply:
    return Reply(blocks, Outcome.ANSWER)


def seen(*blocks: Block) -> str:
    """What a reader's app shows of the blocks."""
    return parse_html(html(reply(*blocks), ADDRESS)).text


# Markup ----------------------------------------------------------------------------------------


def test_each_block_has_its_own_look() -> None:
    assert html(
        reply(
            Heading("Senior ML PM"),
            Paragraph("R&D pays <well>"),
            Bullets(("Base", "1. First", "#2")),
            Section("Pay & more", ("Base",)),
            Folded("Gaps & more", ("Bonus",)),
            Table((("Senior", "AI PM"), ("Base", "$1"))),
            Cautions(("One company", "One region")),
            Citation("Paths", ("Pay", "FAQ")),
            Invitation("Come & see", "fit"),
        ),
        ADDRESS,
    ) == (
        "<b>Senior ML PM</b>\n\n"
        "R&amp;D pays &lt;well&gt;\n\n"
        "• Base\n1. First\n#2\n\n"
        "<b>Pay &amp; more</b>\n• Base\n\n"
        "<blockquote expandable><b>Gaps &amp; more</b>\n• Bonus</blockquote>\n\n"
        "<pre>Senior  AI PM\nBase    $1</pre>\n\n"
        "⚠️ <i>One company</i>\n⚠️ <i>One region</i>\n\n"
        "📖 <i>“Paths”, Pay; FAQ</i>\n\n"
        "Come &amp; see https://t.me/a_bot?start=fit"
    )


@given(TEXTS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert seen(Paragraph(text)) == text
    assert seen(Heading(text)) == text


@given(st.lists(BLOCKS, max_size=5))
def test_any_blocks_make_markup_that_telegram_takes(blocks: list[Block]) -> None:
    shown = seen(*blocks)
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            assert block.text in shown


# Limits ----------------------------------------------------------------------------------------


def test_what_makes_a_reply_too_long_is_left_off_from_its_end() -> None:
    parts = [Paragraph(letter * 1500) for letter in "abcd"]
    assert html(reply(*parts), ADDRESS) == "\n\n".join(part.text for part in parts[:2])


def test_a_reply_of_just_the_limit_is_whole() -> None:
    whole = [Paragraph("a" * 4000), Paragraph("b" * 94)]
    assert seen(*whole) == "a" * 4000 + "\n\n" + "b" * 94
    assert seen(Paragraph("c" * 4096)) == "c" * 4096


@pytest.mark.parametrize(
    "block",
    [
        Paragraph("word " * 1000),
        Paragraph("&" * 5000),
        Paragraph("👍" * 3000),
        Heading("<b>" * 2000),
        Bullets(tuple(f"item {number}" for number in range(1000))),
        Table(tuple(("cell", "cell") for _ in range(1000))),
        Cautions(("careful " * 1000,)),
    ],
)
def test_a_single_block_that_is_too_long_is_cut_short(block: Block) -> None:
    shown = seen(block, Paragraph("the end"))
    assert 4000 < utf16_length(shown) <= 4096
    assert plain_text(reply(block)).startswith(shown[:-1])
    assert shown[-1] == "…"


@pytest.mark.parametrize("letter", ["a", "&", "👍", "é", "e\u0301"])
@pytest.mark.parametrize("length", [2047, 2048, 2049, 4095, 4096, 4097])
def test_no_length_escapes_the_limit_or_cuts_a_character(length: int, letter: str) -> None:
    shown = seen(Paragraph(letter * length))
    assert utf16_length(shown) <= 4096
    assert set(shown) <= {*letter, "…"}


# Buttons and toasts ----------------------------------------------------------------------------


def test_buttons_keep_their_rows() -> None:
    markup = keyboard(
        ((Button("A & B", "a"), Button("<C>", "c")), (Button("👍", "v:+:x"),)), ADDRESS
    )
    assert markup
    rows = [[(b.text, b.callback_data) for b in row] for row in markup.inline_keyboard]
    assert rows == [[("A & B", "a"), ("<C>", "c")], [("👍", "v:+:x")]]


def test_no_buttons_no_keyboard() -> None:
    assert keyboard((), ADDRESS) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", None), ("Noted", "Noted"), ("a" * 201, "a" * 200), ("👍" * 150, "👍" * 100)],
)
def test_a_toast_fits_telegrams_limit(text: str, shown: str | None) -> None:
    assert toast(text) == shown
