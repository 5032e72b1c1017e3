"""knowledge/regressions.jsonl: questions that were once answered wrongly, as labelled rows.

They live beside the answers because an installed bot has a knowledge folder and no tests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.knowledge.models import Entry

FILE = "regressions.jsonl"


def regression(text: str, entry: Entry) -> dict[str, Any]:
    """A labelled row as in tests/data/questions.jsonl. With no `must`, its topic is the test."""
    return {
        "id": f"gap_{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        "text": text,
        "kind": "in",
        "topics": [entry.topic],
        "role": entry.role,
        "level": entry.level,
        "must": [],
        "style": "gap",
    }


def with_rows(written: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The file with these rows at its end; a row of the same id is replaced."""
    rows = list(rows)
    new = {row["id"] for row in rows}
    kept = [line for line in written.splitlines() if line.strip() and _id(line) not in new]
    return "".join(f"{line}\n" for line in [*kept, *map(_line, rows)])


def _id(line: str) -> Any:
    try:
        row = json.loads(line)
    except ValueError:
        return None  # `eval` names the line; it is not ours to drop
    return row.get("id") if isinstance(row, dict) else None


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
