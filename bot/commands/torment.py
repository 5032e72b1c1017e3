"""`torment`: the whole bot in real processes, killed, stopped, loaded: what was lost, how fast."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.benchmark.delivery import adversity, runs
from bot.benchmark.delivery.runs import Figures
from bot.benchmark.delivery.stage import Plan
from bot.errors import UsageError

_TORMENTS: dict[str, Callable[[Plan], Figures]] = {
    "kills": runs.kills,
    "stop": runs.stop,
    "overlap": runs.overlap,
    "replicas": runs.replicas,
    "throughput": runs.throughput,
    "unkind": adversity.unkind,
    "database": adversity.database,
    "memory": adversity.memory,
}
_USUAL: dict[str, dict[str, Any]] = {  # where it is not as in Plan
    "overlap": {"messages": 1000, "times": 5},
    "unkind": {"seconds": 60.0},
    "database": {"messages": 1500},
    "memory": {"messages": 100_000, "chats": 10_000},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=list(_TORMENTS))
    parser.add_argument("--webhook", action="store_true", default=None, help="instead of polling")
    parser.add_argument("--database", help="a URL; a new SQLite file without it")
    parser.add_argument("--texts", type=Path, help="JSON Lines with `text`; commands without it")
    parser.add_argument("--messages", type=int)
    parser.add_argument("--chats", type=int)
    parser.add_argument("--rate", type=float, help="messages a second")
    parser.add_argument("--kills", "--deploys", type=int, dest="times")
    parser.add_argument("--replicas", type=int, help="of throughput: measured beside one")
    parser.add_argument("--delay", type=float, help="seconds a Telegram call takes")
    parser.add_argument("--faults", type=float, help="share of replies that fail")
    parser.add_argument("--seconds", type=float, help="of throughput, or of each adversity")
    parser.add_argument("--haste", type=float, help="divides Telegram's pauses between tries")
    parser.add_argument("--seed", type=int, help="of the times of accidents")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures; the status is 1 when something was lost."""
    found = _TORMENTS[arguments.what](_plan(arguments))
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, figure in found.items():
            shown = f"{figure:.1f}" if isinstance(figure, float) else str(figure)
            print(f"{name:22}{shown:>10}")
    return 1 if found.get("lost") else 0


def _plan(arguments: argparse.Namespace) -> Plan:
    """The usual plan of a torment, with what was given instead."""
    usual = Plan(**_USUAL.get(arguments.what, {}))
    given = {name: vars(arguments)[name] for name in vars(usual) if name in vars(arguments)}
    given["texts"] = _texts(arguments.texts) if arguments.texts else None
    return replace(usual, **{name: one for name, one in given.items() if one is not None})


def _texts(path: Path) -> Sequence[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return [row["text"] for row in rows if row.get("text", "").strip()]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{path}: {error}") from None
