"""JSON Schemas for editors, made from the same models that check the files."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from bot.knowledge.loader import ENTRIES, FILES


def schemas() -> dict[str, dict[str, Any]]:
    """File name without its ending -> its JSON Schema; `entries` is for each file in entries/."""
    shapes = {**FILES, "entries": ENTRIES}
    return {name: TypeAdapter(shape).json_schema(by_alias=True) for name, shape in shapes.items()}
