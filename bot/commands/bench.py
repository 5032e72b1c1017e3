"""`bench matching`: the matcher on labelled rows, with its peers in the same run.

`bench scale`: the same over made-up aliases, as many as are asked for, by words alone.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.benchmark.matching import Figures, measure_all
from bot.benchmark.rows import LabelledText, RowsError, knowledge_rows, read_rows
from bot.benchmark.scale import made_up_rows
from bot.commands import common
from bot.errors import UsageError
from bot.matching.model import NO_EMBEDDINGS

_COLUMNS = (
    "accuracy",
    "accuracy_typos",
    "auroc",
    "oos_at_95",
    "p50_ms",
    "p99_ms",
    "build_s",
    "memory_mb",
)
_TESTS = 100  # texts asked of made-up knowledge
_FEWEST = 2  # intents to tell apart


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=["matching", "scale"])
    parser.add_argument(
        "file", type=Path, nargs="?", help="JSON Lines; without it, the shipped aliases"
    )
    parser.add_argument("--aliases", type=int, default=100_000, help="how many, for scale")
    parser.add_argument("--json", action="store_true", help="the matcher's figures as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    if arguments.what == "scale":
        rows = made_up_rows(arguments.aliases, _TESTS)
        figures = measure_all(rows, NO_EMBEDDINGS, peers=("rapidfuzz token_set_ratio",))
    else:
        rows = _rows(arguments.file)
        figures = measure_all(rows, common.embeddings(common.settings()))
    if arguments.json:
        ours, *peers = figures.items()
        print(json.dumps({**ours[1], "peers": dict(peers)}))
    else:
        _table(figures)
    return 0


def _rows(path: Path | None) -> list[LabelledText]:
    if path is None:
        return knowledge_rows(common.knowledge(common.settings()))
    try:
        rows = read_rows(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except RowsError as error:
        raise UsageError(str(error)) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8 text") from None
    if len({row.intent for row in rows if row.split == "train" and row.intent}) < _FEWEST:
        raise UsageError(f"{path}: wants train rows of at least two intents")
    if not any(row.split == "test" and row.intent for row in rows):
        raise UsageError(f"{path}: wants test rows of an intent")
    return rows


def _table(figures: dict[str, Figures]) -> None:
    print(f"{'':26}" + "".join(f"{column:>16}" for column in _COLUMNS))
    for name, found in figures.items():
        cells = (found[column] for column in _COLUMNS)
        print(f"{name:26}" + "".join(f"{'-' if cell is None else cell:>16}" for cell in cells))
