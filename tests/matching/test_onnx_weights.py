"""Reading weights out of an ONNX file, on files small enough to write by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.matching.onnx_weights import read_tensors

FLOAT, INT8, INT64 = 1, 3, 7


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, value: int | bytes) -> bytes:
    """A protocol-buffer field: a number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name: str, kind: int, shape: tuple[int, ...], raw: bytes, *, packed: bool) -> bytes:
    dims = (
        field(1, b"".join(map(varint, shape)))
        if packed
        else b"".join(field(1, size) for size in shape)
    )
    note = field(12, b"what nobody needs to know")
    return field(5, dims + field(2, kind) + field(8, name.encode()) + field(9, raw) + note)


def a_file(folder: Path, *tensors: bytes) -> Path:
    path = folder / "model.onnx"
    version = field(1, 8) + field(2, b"maker")
    fixed = varint(3 << 3 | 1) + bytes(8) + varint(4 << 3 | 5) + bytes(4)
    path.write_bytes(version + fixed + field(7, field(2, b"graph") + b"".join(tensors)))
    return path


@pytest.mark.parametrize("packed", [True, False])
def test_tensors_are_read_by_name_with_shape_and_type(tmp_path: Path, packed: bool) -> None:
    weights = np.arange(300, dtype=np.float32).reshape(2, 150)
    path = a_file(
        tmp_path,
        tensor("weights", FLOAT, (2, 150), weights.tobytes(), packed=packed),
        tensor("scale", INT8, (3,), bytes([1, 2, 255]), packed=packed),
        tensor("count", INT64, (), (7).to_bytes(8, "little"), packed=packed),
    )
    found = read_tensors(path)
    assert found["weights"].tolist() == weights.tolist()
    assert found["scale"].tolist() == [1, 2, -1]
    assert found["count"].tolist() == 7


def test_a_model_without_weights_has_none(tmp_path: Path) -> None:
    assert read_tensors(a_file(tmp_path)) == {}


def test_a_number_where_the_graph_should_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(field(7, 1))
    with pytest.raises(TypeError, match="not a message"):
        read_tensors(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x0b not a message")
    with pytest.raises(ValueError, match="not an ONNX file"):
        read_tensors(path)
