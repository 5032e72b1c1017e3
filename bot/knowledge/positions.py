"""YAML with the line of every value, so that a curator's mistake can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML 1.2 booleans only: a curator's alias `no` or `yes` stays a word."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))
    ]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class YamlError(Exception):
    """A file that is not YAML, or repeats a key; `line` counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


class Document:
    """One parsed file: its data, and where each part of it stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8-sig")
        unseen = yaml.reader.Reader.NON_PRINTABLE.search(text)
        if unseen is not None:
            line = text.count("\n", 0, unseen.start()) + 1
            raise YamlError(line, "a control character, which nobody can see")
        loader = _Loader(text)
        try:
            self._root = loader.get_single_node()
            self._reject_repeated_keys(self._root)
            self.data: Any = loader.construct_document(self._root) if self._root else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise YamlError(mark.line + 1 if mark else 1, error.problem or "not YAML") from None
        finally:
            loader.dispose()

    def line(self, location: Sequence[int | str]) -> int:
        """The line (from 1) of the value at `location`, or of its nearest parent."""
        node = self._root
        line = 1 if node is None else node.start_mark.line + 1
        for step in location:
            child = self._child(node, step)
            if child is None:
                break
            line, node = child
        return line

    @staticmethod
    def _child(node: Any, step: int | str) -> tuple[int, Any] | None:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step].start_mark.line + 1, node.value[step]
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    return key.start_mark.line + 1, value
        return None

    def _reject_repeated_keys(self, node: Any) -> None:
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise YamlError(key.start_mark.line + 1, "a key has to be one word")
                if key.value in seen:
                    raise YamlError(key.start_mark.line + 1, f"the key '{key.value}' stands twice")
                seen.add(key.value)
                self._reject_repeated_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for child in node.value:
                self._reject_repeated_keys(child)
