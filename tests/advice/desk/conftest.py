"""The reader of offers, over the shipped knowledge."""

from __future__ import annotations

import pytest

from bot.advice import Advisor
from bot.advice.desk.reading import OfferReader
from bot.knowledge import Knowledge


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge, advisor: Advisor) -> OfferReader:
    return OfferReader(knowledge, advisor.matcher.speller)
