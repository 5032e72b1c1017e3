"""The tensors of an ONNX file by name: enough of the format to read weights, and no more.

ONNX is protocol buffers: https://onnx.ai/onnx/api/classes.html has the fields' numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.generic]
_GRAPH, _INITIALIZER = 7, 5  # of ModelProto, of GraphProto
_DIMS, _TYPE, _NAME, _RAW = 1, 2, 8, 9  # of TensorProto
_TYPES: dict[int, type[np.generic]] = {
    1: np.float32,
    2: np.uint8,
    3: np.int8,
    6: np.int32,
    7: np.int64,
    9: np.bool_,
    10: np.float16,
    11: np.float64,
}
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Every initializer of the model, as views into one copy of the file."""
    model = memoryview(path.read_bytes())
    graph = next(value for number, value in _fields(model) if number == _GRAPH)
    tensors = (value for number, value in _fields(graph) if number == _INITIALIZER)
    return dict(_tensor(value) for value in tensors if isinstance(value, memoryview))


def _tensor(message: memoryview) -> tuple[str, Tensor]:
    shape: list[int] = []
    kind, name, raw = 1, "", memoryview(b"")
    for number, value in _fields(message):
        if isinstance(value, int):
            shape += [value] if number == _DIMS else []
            kind = value if number == _TYPE else kind
        elif number == _DIMS:
            shape += _packed(value)
        elif number == _NAME:
            name = bytes(value).decode()
        elif number == _RAW:
            raw = value
    return name, np.frombuffer(raw, dtype=_TYPES[kind]).reshape(shape)


def _fields(message: memoryview | int) -> Iterator[tuple[int, memoryview | int]]:
    """Field numbers and values of a message. Raises ValueError for another format."""
    if isinstance(message, int):
        raise TypeError("not a message")
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        wire = key & 7
        if wire == _VARINT:
            value, position = _varint(message, position)
            yield key >> 3, value
            continue
        size = {_FIXED64: 8, _FIXED32: 4}.get(wire)
        if wire == _BYTES:
            size, position = _varint(message, position)
        if size is None:
            raise ValueError("not an ONNX file")
        yield key >> 3, message[position : position + size]
        position += size


def _packed(values: memoryview) -> list[int]:
    found, position = [], 0
    while position < len(values):
        value, position = _varint(values, position)
        found.append(value)
    return found


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    result, shift = 0, 0
    while True:
        byte = message[position]
        position += 1
        result |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return result, position
