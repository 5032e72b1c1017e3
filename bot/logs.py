"""Logging for operators: one line an event, as text or JSON, and never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

_SHAPE = r"\d{5,}:[\w-]{20,}"  # of any bot's token
_HIDDEN = "<secret>"
_FIELDS = ("update", "chat", "outcome", "ms")  # what our events may have beside a message


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


class _Console(logging.Formatter):
    """A line for people; what an event has of its own follows as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        found = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        line, newline, rest = super().format(record).partition("\n")
        return f"{line} {found}".rstrip() + newline + rest


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name in _FIELDS}


class _Hiding(logging.Formatter):
    """Another formatter's line, with secrets made unreadable."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secret = re.compile("|".join([*map(re.escape, secrets), _SHAPE]))

    def format(self, record: logging.LogRecord) -> str:
        return self._secret.sub(_HIDDEN, self._inner.format(record))


def set_up_logging(level: str, style: str, secrets: Iterable[str] = ()) -> None:
    """Log to standard error; libraries that log every request are kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    console = _Console("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_Hiding(_Json() if style == "json" else console, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "uvicorn", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
