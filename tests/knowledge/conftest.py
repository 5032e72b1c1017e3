"""A knowledge folder to spoil."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import SHIPPED
from tests.knowledge.spoiling import Folder

_MOST_ALIASES = re.compile(r"^(  aliases:\n(?:    - .*\n){2})(?:    - .*\n)+", re.M)


@pytest.fixture(scope="session")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with two aliases an entry, which loads ten times faster."""
    folder = tmp_path_factory.mktemp("light") / "knowledge"
    shutil.copytree(SHIPPED, folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_MOST_ALIASES.sub(r"\1", text), encoding="utf-8")
    return folder


@pytest.fixture
def folder(light: Path, tmp_path: Path) -> Folder:
    """A copy of that."""
    return Folder(Path(shutil.copytree(light, tmp_path / "knowledge")))
