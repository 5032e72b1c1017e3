"""What a curator gets wrong, as small edits of a folder, and what is said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import KnowledgeError, load

END = r"\Z"


@dataclass(frozen=True)
class Edit:
    """The first match of `old` in a file becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Folder:
    """A knowledge folder that may be spoiled."""

    path: Path

    def spoil(self, edit: Edit) -> None:
        """Make one edit; it has to change something."""
        path = self.path / edit.file
        text = path.read_text(encoding="utf-8")
        spoiled, count = re.subn(edit.old, lambda _: edit.new, text, count=1, flags=re.M)
        assert count == 1, f"{edit.file} has no {edit.old}"
        assert spoiled != text
        path.write_text(spoiled, encoding="utf-8")

    def line(self, file: str, text: str) -> int:
        """The last line of a file that begins with a text, indentation aside."""
        lines = (self.path / file).read_text(encoding="utf-8").splitlines()
        found = [at for at, line in enumerate(lines, start=1) if line.strip().startswith(text)]
        return found[-1]

    def said(self) -> list[str]:
        """The problems found, paths from this folder on; none when it loads."""
        try:
            load(self.path)
        except KnowledgeError as error:
            return str(error).replace(f"{self.path}/", "").splitlines()
        return []


def entry(name: str, **more: str) -> str:
    """A whole, right entry as YAML, with keys added or changed."""
    keys = {
        "id": name,
        "topic": name,
        "section": "faq",
        "label": "A label",
        "question": "A question?",
        "answer": "An answer.",
        **more,
    }
    lines = [f"{key}: {value}" for key, value in keys.items()]
    return "\n- " + "\n  ".join(lines) + "\n"
