"""Fixtures of the local Telegram."""

import pytest

from bot.telegram.local import LocalTelegram
from tests.telegram.local_helpers import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> LocalTelegram:
    return LocalTelegram(clock=clock)
