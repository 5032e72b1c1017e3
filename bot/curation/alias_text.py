"""A line put into a file of entries as text, so that comments and layout stay."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z][\w ,'?!.()/-]*")  # no YAML but for the words that are looked at next


@dataclass(frozen=True)
class Inserted:
    """The new text, and the line (from 1) where the alias stands."""

    text: str
    line: int


def with_alias(text: str, entry: str, alias: str) -> Inserted | None:
    """The file's text with an alias added to an entry; None when the entry is not in the file."""
    node = _entry(text, entry)
    if node is None:
        return None
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += _end(lines)
    aliases = next((value for key, value in node.value if key.value == "aliases"), None)
    if isinstance(aliases, yaml.SequenceNode) and aliases.value:
        return (
            _into_flow(lines, aliases, alias)
            if aliases.flow_style
            else _below(
                lines, aliases.value[-1], " " * aliases.start_mark.column + f"- {_scalar(alias)}"
            )
        )
    return _anew(lines, node, aliases, alias)


def line_of(text: str, entry: str, alias: str) -> int:
    """The line (from 1) of an alias that an entry has; 0 when it has not."""
    node = _entry(text, entry)
    pairs = node.value if node is not None else ()
    aliases = next((value for key, value in pairs if key.value == "aliases"), None)
    items = aliases.value if isinstance(aliases, yaml.SequenceNode) else ()
    same = (item for item in items if str(item.value).casefold() == alias.casefold())
    return next((item.start_mark.line + 1 for item in same), 0)


def _entry(text: str, name: str) -> Any:
    """The entry's node, with the places of all that is in it."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return next((item for item in getattr(root, "value", ()) if _id(item) == name), None)


def _id(item: Any) -> str | None:
    pairs = item.value if isinstance(item, yaml.MappingNode) else ()
    return next((value.value for key, value in pairs if key.value == "id"), None)


def _below(lines: list[str], last: Any, line: str) -> Inserted:
    """A line of its own below a node, which may go over several lines."""
    end = last.end_mark
    at = end.line + 1 if end.column > 0 else end.line
    lines.insert(at, f"{line}{_end(lines)}")
    return Inserted("".join(lines), at + 1)


def _end(lines: list[str]) -> str:
    """How the file ends its lines."""
    return "\r\n" if lines[0].endswith("\r\n") else "\n"


def _into_flow(lines: list[str], aliases: Any, alias: str) -> Inserted:
    """`[a, b]` becomes `[a, b, c]`."""
    end = aliases.value[-1].end_mark
    line = lines[end.line]
    lines[end.line] = f"{line[: end.column]}, {_scalar(alias, flow=True)}{line[end.column :]}"
    return Inserted("".join(lines), end.line + 1)


def _anew(lines: list[str], node: Any, empty: Any, alias: str) -> Inserted:
    """The entry had no aliases: `aliases: []`, or no such key."""
    key = " " * node.value[0][0].start_mark.column
    if empty is not None:
        at = empty.start_mark.line
        lines[at] = re.sub(r"\[\s*\]", f"[{_scalar(alias, flow=True)}]", lines[at], count=1)
        return Inserted("".join(lines), at + 1)
    last = node.value[-1][1]
    added = _below(lines, last, f"{key}aliases:{_end(lines)}{key}  - {_scalar(alias)}")
    return Inserted(added.text, added.line + 1)


def _scalar(text: str, *, flow: bool = False) -> str:
    """Without quotes where YAML reads the same words back."""
    plain = _PLAIN.fullmatch(text) and not (flow and re.search(r"[,\[\]{}]", text))
    if plain and yaml.safe_load(text) == text:
        return text
    quoted = json.dumps(text, ensure_ascii=False)  # YAML reads JSON's quotes, and one escape more
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in quoted)
