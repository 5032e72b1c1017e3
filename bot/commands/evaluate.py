"""`eval`: how well the bot does on a labelled set, the held-out part apart."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.advice import Advisor
from bot.commands import common
from bot.errors import UsageError
from bot.evaluation import Report, Row, evaluate

Shares = Mapping[str, tuple[int, int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, help="labelled rows, JSON Lines")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")


def run(arguments: argparse.Namespace) -> int:
    """Print the scores."""
    rows = _rows(arguments.file)
    report = _report(common.advisor(common.settings()), rows)
    if arguments.json:
        print(json.dumps(_figures(report)))
        return 0
    _table(report)
    if arguments.wrong:
        for verdict in report.verdicts:
            if not verdict.right and verdict.text:
                print(f"{verdict.kind}: {verdict.row}: {verdict.text!r} -> {verdict.said}")
    return 0


def _rows(path: Path) -> dict[str, Row]:
    """Where a row stands -> the row."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8 text") from None
    numbered = ((f"{path}:{number}", line) for number, line in enumerate(lines, start=1))
    return {place: _row(place, line) for place, line in numbered if line.strip()}


def _row(place: str, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: not JSON ({getattr(error, 'msg', error)})") from None
    if not isinstance(row, dict):
        raise UsageError(f"{place}: not a labelled row, which is an object")
    return row


def _report(advisor: Advisor, rows: Mapping[str, Row]) -> Report:
    report = Report()
    for place, row in rows.items():
        try:
            report.verdicts += evaluate(advisor, [row]).verdicts
        except (KeyError, TypeError) as error:
            raise UsageError(f"{place}: not a labelled row ({error!r})") from None
        except re.error as error:
            raise UsageError(f"{place}: {error.pattern!r} is no pattern ({error.msg})") from None
    return report


def _table(report: Report) -> None:
    whole, apart = report.shares(), report.shares(held_out=True)
    print(f"{'':16}{'all':>16}{'held out':>16}")
    for kind, share in whole.items():
        print(f"{kind:16}{_share(share):>16}{_share(apart.get(kind, (0, 0))):>16}")
    print(f"median words of an in-scope reply: {report.median_words():.0f}")


def _share(share: tuple[int, int]) -> str:
    right, total = share
    return f"{right}/{total} {right / total:.1%}" if total else "-"


def _figures(report: Report) -> dict[str, Any]:
    def shares(found: Shares) -> dict[str, float]:
        return {kind: round(right / total, 4) for kind, (right, total) in found.items()}

    return {
        "all": shares(report.shares()),
        "held_out": shares(report.shares(held_out=True)),
        "median_words": report.median_words(),
    }
