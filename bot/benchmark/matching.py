"""One engine on one set of rows: what it gets right, what it refuses, how long it takes."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from bot.benchmark.engines import Engine, Fuzzy, Nearest
from bot.benchmark.ours import Ours
from bot.benchmark.rows import LabelledText, of, with_typos
from bot.matching.model import Embeddings

Figures = dict[str, Any]


def measure_all(
    rows: Sequence[LabelledText], embeddings: Embeddings, peers: Collection[str] | None = None
) -> dict[str, Figures]:
    """Figures of the matcher and of its peers (all, or those named), the matcher first."""
    train, valid, test = of(rows, "train"), of(rows, "valid"), of(rows, "test")
    engines: dict[str, Callable[[], Engine]] = {
        "matcher": lambda: Ours(train, valid, embeddings),
        "rapidfuzz WRatio": lambda: Fuzzy(train, "WRatio"),
        "rapidfuzz token_set_ratio": lambda: Fuzzy(train, "token_set_ratio"),
        "BM25 nearest": lambda: Nearest(train, bm25=True),
        "tf-idf nearest": lambda: Nearest(train, bm25=False),
    }
    chosen = {
        name: make
        for name, make in engines.items()
        if peers is None or name == "matcher" or name in peers
    }
    return {name: measure(make, test) for name, make in chosen.items()}


def measure(make: Callable[[], Engine], test: Sequence[LabelledText]) -> Figures:
    """Build an engine and run it over the test rows."""
    started = time.perf_counter()
    engine = make()
    built = time.perf_counter() - started
    known = [row for row in test if row.intent is not None]
    strange = [row for row in test if row.intent is None]
    inside, times = _run(engine, [row.text for row in known])
    outside, _ = _run(engine, [row.text for row in strange])
    typed, _ = _run(engine, with_typos(row.text for row in known))
    right = np.array([intent == row.intent for (intent, _), row in zip(inside, known, strict=True)])
    mistyped = [intent == row.intent for (intent, _), row in zip(typed, known, strict=True)]
    return {
        "accuracy": _rounded(right.mean()),
        **_refusals(right, inside, outside),
        "accuracy_typos": _rounded(np.mean(mistyped)),
        "p50_ms": _rounded(np.percentile(times, 50)),
        "p99_ms": _rounded(np.percentile(times, 99)),
        "build_s": _rounded(built),
        "memory_mb": _peak_memory(),
    }


def _run(engine: Engine, texts: Sequence[str]) -> tuple[list[tuple[str, float]], list[float]]:
    found, times = [], []
    for text in texts:
        started = time.perf_counter()
        found.append(engine(text))
        times.append((time.perf_counter() - started) * 1000)
    return found, times


def _refusals(
    right: np.ndarray[Any, np.dtype[np.bool_]],
    inside: Sequence[tuple[str, float]],
    outside: Sequence[tuple[str, float]],
) -> Figures:
    """How well scores tell known from strange; None where there is nothing strange."""
    if not outside:
        return {"auroc": None, "oos_at_95": None, "accuracy_at_75_oos": None}
    known = np.array([score for _, score in inside])
    strange = np.sort([score for _, score in outside])
    below = np.searchsorted(strange, known, "left") + np.searchsorted(strange, known, "right")
    keep_95 = np.quantile(known, 0.05)
    refuse_75 = np.quantile(strange, 0.75)
    return {
        "auroc": _rounded(below.mean() / 2 / len(strange)),
        "oos_at_95": _rounded((strange < keep_95).mean()),
        "accuracy_at_75_oos": _rounded((right & (known > refuse_75)).mean()),
    }


def _peak_memory() -> int:
    """The process's peak so far, in MB: engines add up, so the first figure is the matcher's."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20)


def _rounded(value: Any) -> float:
    return round(float(value), 4)
