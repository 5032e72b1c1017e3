"""What the tests of /compare, /resume, /interview and /quiz share."""

from __future__ import annotations

import pytest

from bot.advice.job.bullets import BulletReader
from bot.knowledge import Knowledge
from bot.matching.word_vectors import word_vectors


@pytest.fixture(scope="session")
def bullets(knowledge: Knowledge) -> BulletReader:
    """Reads bullets by words, stems and likeness."""
    return BulletReader(knowledge.resume, word_vectors())
