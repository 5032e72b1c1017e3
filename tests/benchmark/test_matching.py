"""The matcher beside its peers, on rows small enough to check by eye."""

import numpy as np

from bot.benchmark.engines import Fuzzy, Nearest, Ours
from bot.benchmark.matching import measure_all
from bot.benchmark.rows import LabelledText

TRAIN = [
    LabelledText("train", text, intent)
    for intent, texts in {
        "pay": ["what is the salary", "how much does it pay", "salary of the role"],
        "stages": ["how many interview rounds", "interview stages", "rounds of the interview"],
        "skills": ["which skills are needed", "what should i learn", "skills for the job"],
    }.items()
    for text in texts
]
TEST = [
    LabelledText("test", "salary of the job", "pay"),
    LabelledText("test", "interview rounds", "stages"),
    LabelledText("test", "which skills should i learn", "skills"),
    LabelledText("test", "purple elephants dancing", None),
]
VALID = [LabelledText("valid", row.text, row.intent) for row in (*TRAIN, TEST[3])]


def by_length(texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """An embedding of no merit: it only has the right shape."""
    assert isinstance(texts, list)
    rows = [[len(text) % 7 + 1.0, 1.0, text.count("e") + 1.0] for text in texts]
    vectors = np.array(rows, dtype=np.float32)
    lengths: np.ndarray[tuple[int, int], np.dtype[np.float32]] = np.linalg.norm(
        vectors, axis=1, keepdims=True
    )
    return vectors / lengths


def test_all_engines_are_measured_on_the_same_rows() -> None:
    figures = measure_all([*TRAIN, *TEST], None)
    assert next(iter(figures)) == "matcher"
    assert figures["matcher"]["accuracy"] == 1.0
    assert figures["matcher"]["auroc"] == 1.0
    for found in figures.values():
        assert 0 <= found["accuracy_typos"] <= 1
        assert 0 <= found["oos_at_95"] <= 1
        assert found["p50_ms"] <= found["p99_ms"]


def test_without_strangers_nothing_is_said_of_refusing_them() -> None:
    figures = measure_all([*TRAIN, *TEST[:3]], None)
    assert figures["matcher"]["auroc"] is None


def test_the_matcher_fits_its_scale_on_valid_rows() -> None:
    fitted = Ours(TRAIN, VALID, None)
    assert fitted("how much does it pay")[0] == "pay"
    assert fitted("how much does it pay")[1] > fitted("purple elephants dancing")[1]


def test_the_matcher_takes_an_embedding() -> None:
    assert Ours(TRAIN, (), by_length)("interview stages")[0] == "stages"


def test_peers_find_what_shares_words() -> None:
    for engine in (
        Fuzzy(TRAIN, "token_set_ratio"),
        Nearest(TRAIN, bm25=True),
        Nearest(TRAIN, bm25=False),
    ):
        assert engine("salary of the role")[0] == "pay"
        assert engine("salary of the role")[1] > engine("zzz")[1]
