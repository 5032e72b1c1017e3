"""Models and embeddings on disk, named by the hash of what they were made from."""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching.classifier import Index
from bot.matching.confidence import Confidence
from bot.matching.corpus import Kind, Label
from bot.matching.features import Features, Floats
from bot.matching.lexicon import Lexicon
from bot.matching.model import Embed, Judge, Mix, Model

log = logging.getLogger(__name__)
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
_KEPT = 3  # files of a kind per folder
_EMBEDDING_CODE = ("embedding.py", "minilm.py", "onnx_weights.py", "wordpiece.py")
_REMEMBERED = 50_000  # embeddings; beyond it only those of the newest rows are kept


def cached_model(key: str, make: Callable[[], Model], folder: Path | None) -> Model:
    """The model of this key, from `folder` when it was made before; None keeps nothing."""
    if folder is None:
        return make()
    path = folder / f"model-{key}-{_code_version()}.npz"
    try:
        return _load(path)
    except _BROKEN:
        model = make()
        _write(path, _arrays(model))
        _forget_old(folder)
        return model


def remembering(embed: Embed, name: str, folder: Path | None) -> Embed:
    """The same embedding, which remembers texts embedded before: only new aliases cost time."""
    if folder is None:
        return embed
    path = folder / f"embeddings-{name}-{_code_version(_EMBEDDING_CODE)}.npz"

    def embed_rows(texts: Sequence[str]) -> Floats:
        known = _known(path)
        missing = [text for text in dict.fromkeys(texts) if _digest(text) not in known]
        if missing:
            made = embed(missing).astype(np.float16)
            known |= {_digest(text): vector for text, vector in zip(missing, made, strict=True)}
            if len(known) > _REMEMBERED:
                known = {_digest(text): known[_digest(text)] for text in texts}
            _write(
                path,
                {
                    "digests": np.array(list(known)),
                    "vectors": np.stack(list(known.values())),
                },
            )
        return np.stack([known[_digest(text)] for text in texts]).astype(np.float32)

    return embed_rows


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _known(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["digests"].tolist(), stored["vectors"], strict=True))
    except _BROKEN:
        return {}


def _code_version(modules: Sequence[str] | None = None) -> str:
    """Changes when the code that makes a thing does, so that an old cache is not believed."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for name in modules or sorted(module.name for module in folder.glob("*.py")):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:8]


def _write(path: Path, arrays: dict[str, Any]) -> None:
    """Write whole or not at all; a folder that cannot be written costs time, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            with whole.open("wb") as file:
                np.savez(file, **arrays)
            whole.replace(path)
    except OSError as error:
        log.warning("the matcher's cache %s cannot be written: %s", path.parent, error)


def _forget_old(folder: Path) -> None:
    with suppress(OSError):  # another process may be tidying up as well
        for kind in ("model", "embeddings"):
            found = sorted(folder.glob(f"{kind}-*.npz"), key=lambda path: path.stat().st_mtime)
            for path in found[:-_KEPT]:
                path.unlink(missing_ok=True)


def _arrays(model: Model) -> dict[str, Any]:
    return {
        "kinds": np.array([label.kind.value for label in model.labels]),
        "ids": np.array([label.id for label in model.labels]),
        "label_starts": model.starts,
        "names": np.array("\n".join(model.features.names)),
        "idf": model.features.idf,
        "starts": model.index.starts,
        "rows": model.index.rows,
        "values": model.index.values.astype(np.float16),
        "size": np.array(model.index.size),
        "lexicon": np.array(json.dumps(model.lexicon.counts)),
        "vocabulary": np.array(json.dumps(model.vocabulary)),
        **_judge_arrays("quick", model.quick),
        **_judge_arrays("careful", model.careful),
    }


def _judge_arrays(name: str, judge: Judge | None) -> dict[str, Any]:
    if judge is None:
        return {}
    arrays = {
        f"{name}_mix": np.array(astuple(judge.mix)),
        f"{name}_landmarks": judge.landmarks,
        f"{name}_places": judge.places,
        f"{name}_starts": judge.starts,
        f"{name}_confidence": judge.confidence.weights,
        f"{name}_certainty": judge.certainty.weights,
    }
    for part, values in (("weights", judge.weights), ("vectors", judge.vectors)):
        if values is not None:
            arrays[f"{name}_{part}"] = values.astype(np.float16)
    return arrays


def _load(path: Path) -> Model:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        labels = tuple(map(Label, map(Kind, stored["kinds"].tolist()), stored["ids"].tolist()))
        rows = int(stored["size"])
        counts = json.loads(str(stored["lexicon"]))
        values = stored["values"].astype(np.float32)
        return Model(
            labels,
            stored["label_starts"],
            Features(str(stored["names"]).split("\n"), stored["idf"]),
            Index(stored["starts"], stored["rows"], values, rows),
            Lexicon({int(label): found for label, found in counts.items()}, rows),
            _judge(stored, "quick"),
            _judge(stored, "careful") if "careful_mix" in stored else None,
            json.loads(str(stored["vocabulary"])),
        )


def _judge(stored: Any, name: str) -> Judge:
    def floats(part: str) -> Floats | None:
        key = f"{name}_{part}"
        return stored[key].astype(np.float32) if key in stored else None

    return Judge(
        Mix(*stored[f"{name}_mix"].tolist()),
        stored[f"{name}_landmarks"],
        stored[f"{name}_places"],
        stored[f"{name}_starts"],
        floats("weights"),
        floats("vectors"),
        Confidence(stored[f"{name}_confidence"]),
        Confidence(stored[f"{name}_certainty"]),
    )
