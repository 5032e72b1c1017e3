"""All that is kept about a reader, as a JSON file that opens anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.knowledge.service import Service

FILE_NAME = "my-data.json"
SCHEMA = 1  # raised when the shape changes
_JSON = ("session", "payload")  # columns that hold JSON


def exported(
    service: Service, belongings: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime
) -> bytes:
    """UTF-8 JSON: `kept` has a part for each kind, with what it is, its days, and its rows."""
    document = {
        "schema": SCHEMA,
        "exported_at": _value("", at),
        "kept": [
            {
                "what": kept.line,
                "days": kept.days,
                "tables": {
                    table: [_row(row) for row in belongings[table]]
                    for table in kept.tables
                    if table in belongings
                },
            }
            for kept in service.kept
            if any(table in belongings for table in kept.tables)
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):  # SQLite gives them back without their zone, which is UTC
        return value.replace(tzinfo=value.tzinfo or UTC).isoformat(timespec="seconds")
    if name in _JSON:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
