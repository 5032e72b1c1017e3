"""What all tests share: the shipped knowledge, an advisor over it, and a clean environment."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "true")  # read when `telegram` is imported
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when `numpy` is; workers share the cores already

from bot.advice import Advisor
from bot.knowledge import Knowledge, load
from bot.matching.model import Embeddings
from bot.matching.word_vectors import word_vectors
from bot.settings import Settings

pytest_plugins = ["tests.postgres"]

SHIPPED = Path(__file__).parent.parent / "knowledge"
_MOST_ALIASES = re.compile(r"^(  aliases:\n(?:    - .*\n){2})(?:    - .*\n)+", re.M)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge folder, loaded."""
    return load(SHIPPED)


@pytest.fixture(scope="session")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with two aliases an entry, which loads ten times faster."""
    folder = tmp_path_factory.mktemp("light") / "knowledge"
    shutil.copytree(SHIPPED, folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_MOST_ALIASES.sub(r"\1", text), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def advisor(knowledge: Knowledge, cache_home: Path) -> Advisor:
    """An advisor over the shipped knowledge, in the cache where commands look for theirs too."""
    folder = cache_home / "pm-advisor"
    with _alone(cache_home / "building"):
        if not list(folder.glob("model-*")):
            _build_index(cache_home)
        return Advisor(knowledge, folder, Embeddings(words=word_vectors()))


def _build_index(cache_home: Path) -> None:
    """In a process of its own: on all cores, and not traced for coverage."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache_home), "EMBEDDING": "off"}
    del environment["OPENBLAS_NUM_THREADS"]
    check = [sys.executable, "-m", "bot", "knowledge", "check"]
    subprocess.run(
        check, cwd=SHIPPED.parent, env=environment, check=True, capture_output=True, timeout=300
    )


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers: the model takes seconds to build."""
    base = tmp_path_factory.getbasetemp()
    numbered = base.name.startswith(("pytest-", "popen-"))  # by run, or by worker
    folder = (base.parent if numbered else base) / "cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_environment(cache_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No variable of the machine's reaches a test, and no test writes to the user's folders."""
    with pytest.MonkeyPatch.context() as environment:
        for name in Settings.model_fields:
            environment.delenv(name.upper(), raising=False)
        environment.setenv("EMBEDDING", "off")  # its index takes a minute to build
        environment.setenv("XDG_CACHE_HOME", str(cache_home))
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time; the lock goes when its holder does."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
