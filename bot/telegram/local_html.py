"""Telegram's HTML style: from markup to the plain text and the entities a reader's app draws.

Offsets and lengths of entities are in UTF-16 code units, positions in errors in UTF-8 bytes,
because Telegram counts so.
"""

import re
from dataclasses import dataclass, field
from typing import Any

_END = "\0"
_SPACE = " \t\r\n\v"
_NAME_STOP = _SPACE + _END + "=>/\"'"
_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})(?![0-9a-fA-F])"
    r"|#(?P<number>[0-9]{1,7})(?![0-9])"
    r"|(?P<name>lt|gt|amp|quot)(?![A-Za-z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile("[&<]")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LINK = re.compile(r"(?P<scheme>[a-z]+://)?(?P<host>[^\s/?#]+)(?P<rest>\S*)", re.IGNORECASE)
_SCHEMES = {"http://", "https://", "tg://", "ton://"}

_PLAIN_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_PLAIN_TAGS, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}


class HtmlError(ValueError):
    """Markup Telegram refuses; the message is Telegram's own wording."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text and its entities (dicts as in the Bot API's MessageEntity), sorted by offset."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int
    start: int


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units: Telegram counts most emoji as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(source: str) -> Formatted:
    """Parse Telegram's HTML style. Raises HtmlError as Telegram would refuse it."""
    return _Parser(source).parse()


def trim(formatted: Formatted) -> Formatted:
    """Without the white space around the text, which Telegram drops, and with entities moved."""
    text = formatted.text.strip()
    lost = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    moved = (_moved(entity, lost, utf16_length(text)) for entity in formatted.entities)
    return Formatted(text, [entity for entity in moved if entity["length"] > 0])


def _moved(entity: dict[str, Any], lost: int, length: int) -> dict[str, Any]:
    begin = max(entity["offset"] - lost, 0)
    end = min(entity["offset"] + entity["length"] - lost, length)
    return {**entity, "offset": begin, "length": end - begin}


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text = ""
        self._units = 0
        self._open: list[_Tag] = []
        self._entities: list[dict[str, Any]] = []

    def parse(self) -> Formatted:
        while self._at < len(self._source):
            self._step()
        if self._open:
            name = self._open[-1].name
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{name}"')
        entities = [_without_code_language(entity) for entity in self._entities]
        return Formatted(self._text, sorted(entities, key=_outermost_first))

    def _step(self) -> None:
        if self._here() == "&":
            self._emit(self._character())
        elif self._here() != "<":
            end = _SPECIAL.search(self._source, self._at)
            stop = end.start() if end else len(self._source)
            self._emit(self._source[self._at : stop])
            self._at = stop
        elif self._source.startswith("</", self._at):
            self._end_tag()
        else:
            self._start_tag()

    def _emit(self, text: str) -> None:
        self._text += text
        self._units += utf16_length(text)

    def _here(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else _END

    def _bytes(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))

    def _error(self, message: str, begin: int) -> HtmlError:
        return HtmlError(f"{message} at byte offset {self._bytes(begin)}")

    def _skip_spaces(self) -> None:
        while self._here() in _SPACE:
            self._at += 1

    def _until(self, stop: str) -> str:
        begin = self._at
        while self._here() not in stop:
            self._at += 1
        return self._source[begin : self._at]

    def _character(self) -> str:
        """One character; a reference Telegram does not know stays as it is written."""
        match = _REFERENCE.match(self._source, self._at)
        character = _referred(match) if match else ""
        self._at = match.end() if match and character else self._at + 1
        return character or self._source[self._at - 1]

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(_SPACE + _END + ">").lower()
        if self._here() == _END:
            raise self._error("Unclosed start tag", begin)
        if name not in _TAGS:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Tag(name, attributes, self._units, len(self._text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        self._skip_spaces()
        while self._here() != ">":
            name = self._until(_NAME_STOP)
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            attributes[name] = self._attribute_value()
            if self._here() == _END:
                raise self._error(f'Unclosed start tag "{tag}"', begin)
            self._skip_spaces()
        self._at += 1
        return attributes

    def _attribute_value(self) -> str:
        self._skip_spaces()
        if self._here() != "=":
            return ""
        self._at += 1
        self._skip_spaces()
        if self._here() in "\"'":
            return self._quoted()
        return self._token()

    def _token(self) -> str:
        begin = self._at
        match = _TOKEN.match(self._source, begin)
        self._at = match.end() if match else begin
        if self._here() not in _SPACE + _END + ">":
            raise self._error("Unexpected end of name token", begin)
        return self._source[begin : self._at].lower()

    def _quoted(self) -> str:
        quote = self._here()
        self._at += 1
        value = ""
        while self._here() not in (quote, _END):
            value += self._character()
        self._at += self._here() == quote
        return value

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        self._at += 2
        name = self._until(_SPACE + _END + ">").lower()
        self._skip_spaces()
        if self._here() != ">":
            raise self._error("Unclosed end tag", begin)
        self._at += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            expected = f', expected "</{tag.name}>", found "</{name}>"'
            raise HtmlError(f"Unmatched end tag at byte offset {self._bytes(begin)}{expected}")
        self._close(tag)

    def _close(self, tag: _Tag) -> None:
        length = self._units - tag.offset
        if not length:
            return
        place = {"offset": tag.offset, "length": length}
        if tag.name in ("pre", "code"):
            self._close_code(tag, place)
        elif kind := _kind(tag, self._text[tag.start :]):
            self._entities.append({**kind, **place})

    def _close_code(self, tag: _Tag, place: dict[str, int]) -> None:
        """pre around code, or code around pre, of the same length is one block of a language."""
        language = _language(tag)
        last = self._entities[-1] if self._entities else {}
        other = "code" if tag.name == "pre" else "pre"
        same = {"type": other, **place}
        if tag.name == "pre" and last.items() >= same.items() and "language" in last:
            self._entities[-1] = {**last, "type": "pre"}
        elif tag.name == "code" and last == same and language:
            self._entities[-1] = {"type": "pre", "language": language, **place}
        else:
            kept = {"language": language} if tag.name == "code" and language else {}
            self._entities.append({"type": tag.name, **kept, **place})


def _outermost_first(entity: dict[str, Any]) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _without_code_language(entity: dict[str, Any]) -> dict[str, Any]:
    """Only a block has a language: one that met no pre is dropped."""
    if entity["type"] != "code":
        return entity
    return {key: value for key, value in entity.items() if key != "language"}


def _referred(match: re.Match[str]) -> str:
    """The character a reference stands for, or nothing when there is no such character."""
    if match["name"]:
        return _NAMED[match["name"]]
    code = int(match["hex"], 16) if match["hex"] else int(match["number"])
    if 0xD800 <= code <= 0xDFFF:
        raise HtmlError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code < 0x10FFFF else ""


def _language(tag: _Tag) -> str:
    name = tag.attributes.get("class", "")
    return name.removeprefix("language-") if name.startswith("language-") else ""


def _kind(tag: _Tag, inner: str) -> dict[str, Any] | None:
    """The entity of a closed tag without its place; None when Telegram shows plain text."""
    match tag.name:
        case "a":
            url = _checked_link(tag.attributes.get("href") or inner)
            return {"type": "text_link", "url": url} if url else None
        case "blockquote":
            expandable = "expandable" in tag.attributes
            return {"type": "expandable_blockquote" if expandable else "blockquote"}
        case "tg-emoji":
            emoji = _number(tag, "emoji-id", "Invalid custom emoji identifier specified")
            return {"type": "custom_emoji", "custom_emoji_id": str(emoji)}
        case "tg-time":
            return _time(tag)
    return {"type": _PLAIN_TAGS[tag.name]}


def _number(tag: _Tag, attribute: str, error: str) -> int:
    value = tag.attributes.get(attribute, "")
    if not re.fullmatch("[0-9]{1,19}", value):
        raise HtmlError(error)
    return int(value)


def _time(tag: _Tag) -> dict[str, Any]:
    unix = _number(tag, "unix", "Invalid Unix time specified")
    shown = tag.attributes.get("format")
    return {
        "type": "date_time",
        "unix_time": unix,
        **({"date_time_format": shown} if shown else {}),
    }


def _checked_link(url: str) -> str | None:
    """The address as Telegram stores it; None for one it silently drops."""
    match = _LINK.fullmatch(url.strip())
    if not match or (match["scheme"] or "http://").lower() not in _SCHEMES:
        return None
    if not match["scheme"] and "." not in match["host"]:
        return None
    return f"{match['scheme'] or 'http://'}{match['host']}{match['rest'] or '/'}"
