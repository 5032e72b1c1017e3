"""all-MiniLM-L6-v2 in numpy: a small BERT encoder, mean-pooled, of unit length.

Six layers at message length are a few milliseconds of matrix products, so numpy alone does: no
inference runtime to install, and a third of its memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.matching.features import Floats, Ints
from bot.matching.onnx_weights import Tensor

SIZE = 384
_HEADS = 12
_LAYERS = 6
_EPSILON = 1e-12


@dataclass(frozen=True)
class _Norm:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
        result: Floats = centred / spread * self.weight + self.bias
        return result


@dataclass(frozen=True)
class _Dense:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        # One large product: numpy would make a small one of each text, many times slower.
        flat = x.reshape(-1, x.shape[-1]) @ self.weight + self.bias
        result: Floats = flat.reshape(*x.shape[:-1], -1)
        return result


@dataclass(frozen=True)
class _Layer:
    query: _Dense
    key: _Dense
    value: _Dense
    attended: _Dense
    attended_norm: _Norm
    wide: _Dense
    narrow: _Dense
    norm: _Norm

    def __call__(self, x: Floats) -> Floats:
        x = self.attended_norm(x + self.attended(self._attend(x)))
        return self.norm(x + self.narrow(_gelu(self.wide(x))))

    def _attend(self, x: Floats) -> Floats:
        texts, length, size = x.shape
        query, key, value = (
            dense(x).reshape(texts, length, _HEADS, -1).transpose(0, 2, 1, 3)
            for dense in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(size // _HEADS))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        result: Floats = (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, size)
        return result


class Encoder:
    """The network; made from the tensors of the int8 ONNX file."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        words = tensors["inner.embeddings.word_embeddings.weight_q"]
        self._words = np.asarray(words, dtype=np.int8)
        self._word_scale = np.asarray(
            tensors["inner.embeddings.word_embeddings.weight_scale"], dtype=np.float32
        )
        kinds = np.asarray(tensors["inner.embeddings.token_type_embeddings.weight"])
        self._places = _whole(tensors, "inner.embeddings.position_embeddings.weight") + kinds[0]
        self._norm = _norm(tensors, "inner.embeddings")
        self._layers = _layers(tensors)

    def __call__(self, ids: Ints) -> Floats:
        """Vectors (texts x 384) of texts of one length (texts x pieces)."""
        scale = self._word_scale[ids] if self._word_scale.ndim > 1 else self._word_scale
        x = self._norm(self._words[ids] * scale + self._places[: ids.shape[1]])
        for layer in self._layers:
            x = layer(x)
        mean = x.mean(axis=1)
        result: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return result


def _layers(tensors: Mapping[str, Tensor]) -> list[_Layer]:
    """The exporter numbered the matrices in the order they are used: six to a layer."""
    names = sorted(
        (
            name.removesuffix("_q")
            for name in tensors
            if name.startswith("val_") and name[-1] == "q"
        ),
        key=lambda name: int(name.split("_")[1]),
    )
    if len(names) != 6 * _LAYERS:
        raise ValueError(f"{len(names)} matrices where {6 * _LAYERS} are expected")
    return [
        _layer(tensors, f"inner.encoder.layer.{number}", names[6 * number : 6 * number + 6])
        for number in range(_LAYERS)
    ]


def _layer(tensors: Mapping[str, Tensor], at: str, names: list[str]) -> _Layer:
    biases = (
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    )
    query, key, value, attended, wide, narrow = (
        _Dense(_whole(tensors, name), _plain(tensors, f"{at}.{bias}.bias"))
        for name, bias in zip(names, biases, strict=True)
    )
    return _Layer(
        query,
        key,
        value,
        attended,
        _norm(tensors, f"{at}.attention.output"),
        wide,
        narrow,
        _norm(tensors, f"{at}.output"),
    )


def _norm(tensors: Mapping[str, Tensor], at: str) -> _Norm:
    return _Norm(_plain(tensors, f"{at}.LayerNorm.weight"), _plain(tensors, f"{at}.LayerNorm.bias"))


def _plain(tensors: Mapping[str, Tensor], name: str) -> Floats:
    return np.asarray(tensors[name], dtype=np.float32)


def _whole(tensors: Mapping[str, Tensor], name: str) -> Floats:
    """An int8 matrix times its scale."""
    return np.asarray(tensors[f"{name}_q"], dtype=np.float32) * _plain(tensors, f"{name}_scale")


def _gelu(x: Floats) -> Floats:
    """x times the chance that a standard normal is below it (erf by Abramowitz-Stegun 7.1.26)."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (
        0.254829592
        + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429))))
    )
    below = 0.5 * np.exp(-z * z) * series.astype(np.float32)
    result: Floats = (x * np.where(x > 0, 1 - below, below)).astype(np.float32)
    return result
