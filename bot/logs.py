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


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


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
    console = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_Hiding(_Json() if style == "json" else console, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
