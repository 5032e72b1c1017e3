"""The matcher beside its peers, on rows small enough to check by eye."""

from bot.benchmark.engines import Fuzzy, Nearest
from bot.benchmark.matching import measure_all
from bot.matching.model import NO_EMBEDDINGS
from tests.benchmark.rows import STRANGER, TEST, TRAIN


def test_all_engines_are_measured_on_the_same_rows() -> None:
    figures = measure_all([*TRAIN, *TEST], NO_EMBEDDINGS)
    assert next(iter(figures)) == "matcher"
    assert figures["matcher"]["accuracy"] == 1.0
    assert figures["matcher"]["auroc"] == 1.0
    for found in figures.values():
        assert 0 <= found["accuracy_typos"] <= 1
        assert 0 <= found["oos_at_95"] <= 1
        assert found["p50_ms"] <= found["p99_ms"]
        assert 10 < found["memory_mb"] < 10_000


def test_without_strangers_nothing_is_said_of_refusing_them() -> None:
    known = [row for row in TEST if row is not STRANGER]
    figures = measure_all([*TRAIN, *known], NO_EMBEDDINGS)
    assert figures["matcher"]["auroc"] is None


def test_peers_find_what_shares_words() -> None:
    for engine in (
        Fuzzy(TRAIN, "token_set_ratio"),
        Nearest(TRAIN, bm25=True),
        Nearest(TRAIN, bm25=False),
    ):
        assert engine("salary of the role")[0] == "pay"
        assert engine("salary of the role")[1] > engine("zzz")[1]
