"""What telegram.yaml says of itself and of other files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.knowledge.models import Knowledge
from bot.knowledge.reference import Reference

_FILE = "telegram.yaml"


def in_telegram(knowledge: Knowledge) -> Iterator[Reference]:
    """Commands that stand twice in a list, or in two lists."""
    listed = Counter[str]()
    for index, name in enumerate(knowledge.telegram.groups.commands):
        listed[name] += 1
        if listed[name] > 1:
            location = ("groups", "commands", index)
            yield Reference(f"/{name} stands twice", "keep one", _FILE, location)
    for shared in knowledge.telegram.admin_commands.keys() & {*knowledge.texts.commands}:
        what = f"/{shared} is a command of all readers"
        yield Reference(what, "drop it here", _FILE, ("admin_commands", shared))
