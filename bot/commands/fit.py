"""`fit calibrate`: how true the assessment's certainty is, on made-up readers."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from bot.benchmark.fit import Calibration, calibrate
from bot.commands import common
from bot.errors import UsageError

_READERS = 4_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=["calibrate"])
    parser.add_argument("--readers", type=int, default=_READERS, help="how many are made up")
    parser.add_argument("--seed", type=int, default=1, help="another one makes up other readers")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the calibration."""
    if arguments.readers < 1:
        raise UsageError(f"--readers: got {arguments.readers}, wants at least 1")
    fit = common.knowledge(common.settings()).fit
    found = calibrate(fit, arguments.readers, arguments.seed)
    print(json.dumps(asdict(found)) if arguments.json else _table(found))
    return 0


def _table(found: Calibration) -> str:
    rows = [f"{b.confidence:>10.2f}{b.right:>10.2f}{b.count:>10}" for b in found.bins]
    asked = ", ".join(f"{number}: {count}" for number, count in found.asked.items())
    return "\n".join(
        [
            f"{'confidence':>10}{'right':>10}{'readers':>10}",
            *rows,
            f"mean gap between the two: {found.gap:.3f}",
            f"true leans found: {found.right:.1%}; turned round: {found.reversed:.2%}",
            f"true scores within the range shown: {found.within:.1%} (80% is meant)",
            f"standard deviation of true scores: {found.spread:.2f}",
            f"questions asked: {asked}; median of clear profiles: {found.asked_when_clear:g}",
            f"random clickers that come out balanced: {found.random_balanced:.1%}",
        ]
    )
