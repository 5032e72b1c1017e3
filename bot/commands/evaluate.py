"""`eval`: how well the bot does on a labelled set, the held-out part apart."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.commands import common
from bot.errors import UsageError
from bot.evaluation import Report, evaluate

Shares = Mapping[str, tuple[int, int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, help="labelled rows, JSON Lines")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")


def run(arguments: argparse.Namespace) -> int:
    """Print the scores."""
    rows = _rows(arguments.file)
    report = evaluate(common.advisor(common.settings()), rows)
    if arguments.json:
        print(json.dumps(_figures(report)))
        return 0
    _table(report)
    if arguments.wrong:
        for verdict in report.verdicts:
            if not verdict.right and verdict.text:
                print(f"{verdict.kind}: {verdict.row}: {verdict.text!r} -> {verdict.said}")
    return 0


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}: not JSON Lines ({error.msg})") from None


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
