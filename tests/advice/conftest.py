"""A fresh chat for each test."""

from __future__ import annotations

import pytest

from bot.advice import Advisor
from tests.advice.chat import Chat


@pytest.fixture
def chat(advisor: Advisor) -> Chat:
    return Chat(advisor)
