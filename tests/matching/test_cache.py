"""Models and embeddings on disk: made once, made anew when anything is wrong, never needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.matching import cache, learning
from bot.matching.cache import cached_model, remembering
from bot.matching.learning import build
from bot.matching.model import NO_EMBEDDINGS, Embeddings, Model
from tests.matching.fakes import ROWS, FakeEmbedding, prepare


class Builder:
    """Makes the model, and counts how often it had to."""

    def __init__(self, embeddings: Embeddings = NO_EMBEDDINGS) -> None:
        self.made = 0
        self._embeddings = embeddings

    def __call__(self) -> Model:
        self.made += 1
        return build(ROWS, prepare, self._embeddings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def the_file(folder: Path, pattern: str = "model-*.npz") -> Path:
    (path,) = folder.glob(pattern)
    return path


def judge_alike(first: Model, second: Model, embeddings: Embeddings) -> None:
    """Both judges of a model are heard: a quick one who is never sure asks the careful one."""
    assert first.labels == second.labels
    doubting = [replace(model, quick=model.quick.never_sure()) for model in (first, second)]
    for models in ([first, second], doubting):
        for text in ("what is the pay", "wage", "zebra", ""):
            one, two = (model.judge(prepare(text), embeddings) for model in models)
            assert two.careful == one.careful
            assert two.ranking.scores == pytest.approx(one.ranking.scores, abs=2e-3)
            assert two.confidence == pytest.approx(one.confidence, abs=1e-2)
            assert two.certainty == pytest.approx(one.certainty, abs=1e-2)


@pytest.mark.parametrize(
    "embeddings",
    [
        NO_EMBEDDINGS,
        Embeddings(words=FakeEmbedding()),
        Embeddings(sentences=FakeEmbedding()),
        Embeddings(words=FakeEmbedding(), sentences=FakeEmbedding()),
    ],
    ids=["letters", "words", "sentences", "both"],
)
def test_a_model_read_back_judges_as_the_one_that_was_made(
    folder: Path, embeddings: Embeddings
) -> None:
    builder = Builder(embeddings)
    first, second = (cached_model("v1", builder, folder) for _ in range(2))
    assert builder.made == 1
    judge_alike(first, second, embeddings)


def test_so_does_a_model_of_many_rows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_MOST_LEARNT", 1)
    builder = Builder()
    first, second = (cached_model("v1", builder, folder) for _ in range(2))
    assert builder.made == 1
    judge_alike(first, second, NO_EMBEDDINGS)


def test_another_key_is_another_model(folder: Path) -> None:
    builder = Builder()
    cached_model("v1", builder, folder)
    cached_model("v2", builder, folder)
    assert builder.made == 2


def test_without_a_folder_nothing_is_kept() -> None:
    builder = Builder()
    cached_model("v1", builder, None)
    cached_model("v1", builder, None)
    assert builder.made == 2


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"no model at all")


def bent(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 50] = bytes(50)
    path.write_bytes(content)


def of_another_shape(path: Path) -> None:
    np.savez(path, kinds=np.array(["topic"]))


DAMAGE = [cut_short, emptied, overwritten, bent, of_another_shape]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_broken_model_is_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    builder = Builder()
    cached_model("v1", builder, folder)
    damage(the_file(folder))
    cached_model("v1", builder, folder)
    assert builder.made == 2
    cached_model("v1", builder, folder)
    assert builder.made == 2


def test_a_folder_that_cannot_be_written_only_warns(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        model = cached_model("v1", Builder(), tmp_path / "file" / "cache")
    assert model.labels
    assert "cannot be written" in caplog.text


def test_only_the_last_few_models_are_kept(folder: Path) -> None:
    model = Builder()()
    for key in "abcde":
        cached_model(key, lambda: model, folder)
    assert len(list(folder.iterdir())) == 3


# embeddings ---------------------------------------------------------------------


def test_texts_embedded_before_are_remembered(folder: Path) -> None:
    embed = FakeEmbedding()
    first = remembering(embed, "fake", folder)(["pay", "tea", "pay"])
    second = remembering(embed, "fake", folder)(["tea", "pay", "visa"])
    assert embed.asked == ["pay", "tea", "visa"]
    assert second[:2] == pytest.approx(first[[1, 0]])
    assert first == pytest.approx(FakeEmbedding()(["pay", "tea", "pay"]), abs=1e-3)


def test_texts_of_another_base_are_remembered_too(folder: Path) -> None:
    embed = FakeEmbedding()
    for text in ("pay", "tea", "pay"):
        remembering(embed, "fake", folder)([text])
    assert embed.asked == ["pay", "tea"]


def test_of_too_many_texts_only_the_last_are_remembered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_REMEMBERED", 2)
    embed = FakeEmbedding()
    for texts in (["pay"], ["tea"], ["visa", "tea"], ["tea"], ["pay"]):
        remembering(embed, "fake", folder)(texts)
    assert embed.asked == ["pay", "tea", "visa", "pay"]


def test_another_embedding_remembers_its_own(folder: Path) -> None:
    embed = FakeEmbedding()
    remembering(embed, "one", folder)(["pay"])
    remembering(embed, "two", folder)(["pay"])
    assert embed.asked == ["pay", "pay"]


def test_without_a_folder_every_text_is_embedded_again() -> None:
    embed = FakeEmbedding()
    assert remembering(embed, "fake", None) is embed


@pytest.mark.parametrize("damage", DAMAGE)
def test_broken_embeddings_are_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    embed = FakeEmbedding()
    remembering(embed, "fake", folder)(["pay", "tea"])
    damage(the_file(folder, "embeddings-*.npz"))
    again = remembering(embed, "fake", folder)(["pay", "tea"])
    assert again == pytest.approx(FakeEmbedding()(["pay", "tea"]), abs=1e-3)
    assert embed.asked == ["pay", "tea"] * 2
