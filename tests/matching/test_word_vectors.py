"""Static word vectors: those installed, a package small enough for numbers by hand, and none."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.matching.model import Embed
from bot.matching.word_vectors import WordVectors, word_vectors

TABLE = "weights/l2_supercat_256.safetensors"
PIECES = "tokenizers/l2_supercat_tokenizer_config.json"


@pytest.fixture(scope="module")
def embed() -> Embed:
    found = word_vectors()
    assert found is not None
    return found


def test_what_means_the_same_is_closer_than_what_does_not(embed: Embed) -> None:
    salary, wage, banana = embed(["the salary", "what do they earn", "a banana"])
    assert salary @ wage > salary @ banana + 0.1


def test_vectors_have_length_one(embed: Embed) -> None:
    texts = ["pay", "?" * 300, "\U0001f984", "</s>", "\0", "pay " * 1000]
    assert np.linalg.norm(embed(texts), axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(embed: Embed) -> None:
    together = embed(["pay", "how much is the pay"])
    assert embed(["how much is the pay"])[0] == pytest.approx(together[1])


def test_a_text_without_a_word_has_no_direction(embed: Embed) -> None:
    assert not embed([""]).any()
    assert embed([]).shape == (0, embed(["pay"]).shape[1])


# a package by hand --------------------------------------------------------------


def write_table(path: Path, rows: list[list[float]]) -> None:
    values = np.array(rows, dtype=np.float16)
    size = values.nbytes
    tensor = {"dtype": "F16", "shape": values.shape, "data_offsets": [0, size]}
    header = json.dumps({"__metadata__": {"made": "by hand"}, "embedding": tensor}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + values.tobytes())


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two words in two dimensions, installed instead of the real table."""
    folder = tmp_path / "wordllama"
    for path in (folder / PIECES, folder / TABLE):
        path.parent.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    words = {"pay": 0, "tea": 1, "?": 2}
    tokenizer: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": "?"},
    }
    (folder / PIECES).write_text(json.dumps(tokenizer))
    write_table(folder / TABLE, [[3, 4], [0, 1], [1, 0]])
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_a_text_is_the_mean_of_its_pieces_the_long_vectors_held_back(package: Path) -> None:
    pay, both = WordVectors(package)(["pay", "pay tea"])
    assert pay == pytest.approx([0.6, 0.8], abs=1e-6)
    held_back = 5**-0.35  # `pay` has length 5, `tea` length 1
    mean = np.array([3 * held_back, 4 * held_back + 1])
    assert both == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_the_installed_package_is_found(package: Path) -> None:
    found = word_vectors()
    assert found is not None
    assert found(["tea"]).tolist() == [[0, 1]]


def without_table(package: Path) -> None:
    (package / TABLE).unlink()


def with_a_table_cut_short(package: Path) -> None:
    (package / TABLE).write_bytes((package / TABLE).read_bytes()[:-2])


def with_an_empty_table(package: Path) -> None:
    (package / TABLE).write_bytes(b"")


def without_pieces(package: Path) -> None:
    (package / PIECES).unlink()


def with_pieces_of_another_format(package: Path) -> None:
    (package / PIECES).write_text("{}")


@pytest.mark.parametrize(
    "damage",
    [
        without_table,
        with_a_table_cut_short,
        with_an_empty_table,
        without_pieces,
        with_pieces_of_another_format,
    ],
)
def test_with_a_damaged_package_letters_alone_decide(
    package: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    damage(package)
    assert word_vectors() is None
    (line,) = caplog.messages
    assert "by their letters alone" in line


def test_without_the_package_letters_alone_decide(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "wordllama", None)
    assert word_vectors() is None
    (line,) = caplog.messages
    assert "is not installed" in line
