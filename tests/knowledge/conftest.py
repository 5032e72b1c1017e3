"""A knowledge folder to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.knowledge.spoiling import Folder


@pytest.fixture
def folder(light: Path, tmp_path: Path) -> Folder:
    """A copy of that."""
    return Folder(Path(shutil.copytree(light, tmp_path / "knowledge")))
