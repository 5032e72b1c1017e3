"""Telegram's HTML style: what is drawn, and what is refused in which words."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.local_html import HtmlError, parse_html, trim, utf16_length


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@given(st.text())
def test_escaped_text_parses_back(text: str) -> None:
    parsed = parse_html(html.escape(text))
    assert parsed.text == text
    assert parsed.entities == []


@given(st.text(min_size=1), st.text())
def test_a_tag_covers_exactly_its_text(inside: str, before: str) -> None:
    parsed = parse_html(f"{html.escape(before)}<b>{html.escape(inside)}</b>")
    assert parsed.entities == [entity("bold", utf16_length(before), utf16_length(inside))]


@given(st.text(alphabet="<>/&;\"'= abipre#x1-é👍\0", max_size=40))
def test_any_markup_parses_or_is_refused(source: str) -> None:
    try:
        parsed = parse_html(source)
    except HtmlError:
        return
    length = utf16_length(parsed.text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= length for e in parsed.entities)


@given(st.text())
def test_utf16_length(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("STRONG", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_plain_tags(tag: str, kind: str) -> None:
    assert parse_html(f"👍<{tag}>é👍</{tag}>").entities == [entity(kind, 2, 3)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<span class="tg-spoiler">ab</span>', entity("spoiler", 0, 2)),
        ("<span class=tg-spoiler>ab</span>", entity("spoiler", 0, 2)),
        ("<blockquote expandable>ab</blockquote>", entity("expandable_blockquote", 0, 2)),
        ("<blockquote expandable = '' >ab</ >", entity("expandable_blockquote", 0, 2)),
        (
            '<a href="https://a.example/x?y&amp;z">ab</a>',
            entity("text_link", 0, 2, url="https://a.example/x?y&z"),
        ),
        ("<a href='https://a.example'>ab</a>", entity("text_link", 0, 2, url="https://a.example/")),
        ("<a href=a.example>ab</a>", entity("text_link", 0, 2, url="http://a.example/")),
        ("<a>a.io</a>", entity("text_link", 0, 4, url="http://a.io/")),
        (
            "<a href='tg://resolve?domain=x'>ab</a>",
            entity("text_link", 0, 2, url="tg://resolve?domain=x"),
        ),
        (
            '<tg-emoji emoji-id="53">👍</tg-emoji>',
            entity("custom_emoji", 0, 2, custom_emoji_id="53"),
        ),
        (
            '<tg-time unix="16" format="wDT">ab</tg-time>',
            entity("date_time", 0, 2, unix_time=16, date_time_format="wDT"),
        ),
        ('<tg-time unix="16">ab</tg-time>', entity("date_time", 0, 2, unix_time=16)),
        ('<pre><code class="language-sql">ab</code></pre>', entity("pre", 0, 2, language="sql")),
        ('<code class="language-sql"><pre>ab</pre></code>', entity("pre", 0, 2, language="sql")),
        ('<code class="language-sql">ab</code>', entity("code", 0, 2)),
        ('<code class="sql">ab</code>', entity("code", 0, 2)),
    ],
)
def test_tags_with_attributes(source: str, expected: dict[str, Any]) -> None:
    assert parse_html(source).entities == [expected]


@pytest.mark.parametrize(
    "source",
    ["<b></b>ab", "<a href='javascript:x'>ab</a>", "<a>ab</a>", "<a href='ftp://a.io'>ab</a>"],
)
def test_nothing_is_drawn_for_empty_tags_and_bad_links(source: str) -> None:
    parsed = parse_html(source)
    assert parsed.text == "ab"
    assert parsed.entities == []


def test_nested_tags_come_outermost_first() -> None:
    parsed = parse_html("<b>a<i>b</i></b> <pre>c<code>d</code></pre>")
    assert parsed.text == "ab cd"
    assert parsed.entities == [
        entity("bold", 0, 2),
        entity("italic", 1, 1),
        entity("pre", 3, 2),
        entity("code", 4, 1),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&lt&gt", "<>"),
        ("&#128077;&#x1F44D;&#x27;", "👍👍'"),
        ("&nbsp;&laquo;&ltx;", "&nbsp;&laquo;&ltx;"),
        ("&#12345678;&#0;&#x;&#xFFFFFF;&", "&#12345678;&#0;&#x;&#xFFFFFF;&"),
    ],
)
def test_character_references(source: str, text: str) -> None:
    assert parse_html(source).text == text


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("a <br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("pay < 5", 'Unsupported start tag "" at byte offset 4'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<a href='x", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x", 'Unclosed start tag "a" at byte offset 0'),
        ("<i abc", 'Unclosed start tag "i" at byte offset 0'),
        ("<i =abc>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<a href=http://x>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>a</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix=now>x</tg-time>", "Invalid Unix time specified"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_refusals(source: str, error: str) -> None:
    with pytest.raises(HtmlError) as refused:
        parse_html(source)
    assert str(refused.value) == error


def test_trimming_moves_the_entities_and_drops_the_empty_ones() -> None:
    trimmed = trim(parse_html("<i> </i> <b> 👍 </b>x<u> </u>"))
    assert trimmed.text == "👍 x"
    assert trimmed.entities == [entity("bold", 0, 3)]
