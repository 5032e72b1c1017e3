"""A knowledge folder to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import SHIPPED
from tests.knowledge.spoiling import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the shipped folder."""
    copy = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return Folder(copy)
