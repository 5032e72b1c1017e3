"""`eval`: how well the bot does on a labelled set, the held-out part apart."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.advice import Advisor
from bot.commands import common
from bot.errors import UsageError
from bot.evaluation import Report, Row, evaluate
from bot.pictures.calibration import calibration, error

Shares = Mapping[str, tuple[int, int]]
_CONFUSIONS = 8  # of topics, shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("files", type=Path, nargs="+", help="labelled rows, JSON Lines")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    parser.add_argument("--picture", type=Path, help="where to write the calibration as PNG")
    parser.add_argument(
        "--floors", type=Path, help="JSON: the least share of the held-out part, by kind"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the scores; the status is 1 when the held-out part is under its floors."""
    rows = {place: row for path in arguments.files for place, row in _rows(path).items()}
    floors = _floors(arguments.floors) if arguments.floors else {}
    report = _report(common.advisor(common.settings()), rows)
    if arguments.json:
        print(json.dumps(_figures(report)))
    else:
        _table(report)
        if arguments.wrong:
            _wrong(report)
    if arguments.picture:
        _draw(report, arguments.picture)
    return _under(report, floors)


def _draw(report: Report, path: Path) -> None:
    picture = calibration(report.confidences(), "Confidence that the article answers it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    print(f"calibration: {path}", file=sys.stderr)


def _floors(path: Path) -> dict[str, float]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{path}: not JSON ({error})") from None
    if not isinstance(found, dict) or not all(isinstance(v, int | float) for v in found.values()):
        raise UsageError(f'{path}: wants {{"in-scope": 0.9, …}}')
    return found


def _under(report: Report, floors: Mapping[str, float]) -> int:
    """Whether a held-out share is lower than recorded, told a line each."""
    shares = report.shares(held_out=True)
    status = 0
    for kind, floor in floors.items():
        right, total = shares.get(kind, (0, 0))
        if not total or right / total < floor:
            print(
                f"held out, {kind}: {_share((right, total))} is under {floor:.1%}", file=sys.stderr
            )
            status = 1
    return status


def _wrong(report: Report) -> None:
    for verdict in report.verdicts:
        if not verdict.right and verdict.text:
            print(f"{verdict.kind}: {verdict.row}: {verdict.text!r} -> {verdict.said}")


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
    print(f"{'':18}{'all':>16}{'held out':>16}")
    for kind, share in whole.items():
        print(f"{kind:18}{_share(share):>16}{_share(apart.get(kind, (0, 0))):>16}")
    print(f"median words of an in-scope reply: {report.median_words():.0f}")
    for style, share in report.styles().items():
        print(f"  {style:16}{_share(share):>16}")
    for (wanted, found), count in report.confusions().most_common(_CONFUSIONS):
        print(f"  {wanted} taken for {found}: {count}")
    if report.confidences():
        print(f"confidence is off by {error(report.confidences()):.3f} on average")


def _share(share: tuple[int, int]) -> str:
    right, total = share
    return f"{right}/{total} {right / total:.1%}" if total else "-"


def _figures(report: Report) -> dict[str, Any]:
    def shares(found: Shares) -> dict[str, float]:
        return {kind: round(right / total, 4) for kind, (right, total) in found.items()}

    return {
        "all": shares(report.shares()),
        "held_out": shares(report.shares(held_out=True)),
        "styles": shares(report.styles()),
        "median_words": report.median_words(),
        "calibration_error": round(error(report.confidences()), 4),
    }
