"""Static word vectors: texts that compare by meaning for the price of a table look-up.

The table is the data package wordllama (MIT; 32,000 word pieces, 256 dimensions). Of the package
only two files are read. Where it is missing, words alone decide.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.matching.features import Floats
from bot.matching.model import Embed

log = logging.getLogger(__name__)

_PACKAGE = "wordllama"
_LENGTH = 0.35  # rare pieces have long vectors: this takes back a part of their weight
_TABLE = "weights/l2_supercat_256.safetensors"
_PIECES = "tokenizers/l2_supercat_tokenizer_config.json"


class WordVectors:
    """Texts -> vectors of length 1: the mean of their word pieces' vectors."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / _PIECES))
        self._table = _read_table(folder / _TABLE)

    def __call__(self, texts: Sequence[str]) -> Floats:
        """A row for each text; all zero for one without a word."""
        result = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, text in zip(result, texts, strict=True):
            pieces = self._tokenizer.encode(text, add_special_tokens=False).ids
            if pieces:
                found = self._table[pieces].astype(np.float32)
                lengths = np.linalg.norm(found, axis=1)
                row[:] = (lengths**-_LENGTH) @ found
                row /= np.linalg.norm(row)
        return result


def word_vectors() -> Embed | None:
    """The word vectors, or None with one log line where their package is not installed."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        log.warning("%s is not installed: words are compared by their letters alone", _PACKAGE)
        return None
    try:
        return WordVectors(Path(spec.submodule_search_locations[0]))
    except Exception as error:  # the tokenizer raises bare exceptions
        log.warning("words are compared by their letters alone: %s", error)
        return None


def _read_table(path: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float16]]:
    """The one tensor of a safetensors file, left on disk until its rows are wanted."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    (tensor,) = (found for name, found in header.items() if name != "__metadata__")
    start, _ = tensor["data_offsets"]
    rows, columns = tensor["shape"]
    return np.memmap(path, np.float16, "r", 8 + length + start, (rows, columns))
