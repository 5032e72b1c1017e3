"""Made-up rows: as many as asked for, the same for a seed, and each alike its intent."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.benchmark.rows import of
from bot.benchmark.scale import made_up_rows


@pytest.mark.parametrize(("aliases", "made"), [(200, 200), (207, 200), (0, 20)])
def test_ten_aliases_for_each_of_two_intents_or_more(aliases: int, made: int) -> None:
    rows = made_up_rows(aliases, tests=5)
    counts = Counter(row.intent for row in of(rows, "train"))
    assert (sum(counts.values()), set(counts.values())) == (made, {10})
    assert len(of(rows, "test")) == 5


def test_a_seed_gives_the_same_rows_again_and_another_others() -> None:
    assert made_up_rows(50, 5) == made_up_rows(50, 5)
    assert made_up_rows(50, 5) != made_up_rows(50, 5, seed=8)


def test_every_text_shares_words_with_its_intent() -> None:
    rows = made_up_rows(300, 30)
    for asked in of(rows, "test"):
        said = {
            word
            for row in of(rows, "train")
            if row.intent == asked.intent
            for word in row.text.split()
        }
        assert asked.text
        assert len(said & set(asked.text.split())) >= len(set(asked.text.split())) / 2
