"""A knowledge folder to write into."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(light: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(light, tmp_path / "knowledge"))
