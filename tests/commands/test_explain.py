"""`explain`: what was read, what speaks for each candidate, and which band that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.advice import Advisor
from bot.commands.explain import explanation
from bot.knowledge import load
from bot.matching.model import Embeddings
from tests.commands.conftest import CommandLine
from tests.matching.fakes import FakeEmbedding

Explain = Callable[[str], list[str]]
VAGUE = "What is discussed inside the committee when the candidate is gone home?"


def part(lines: list[str], head: str) -> list[str]:
    """The lines that begin with a head, without it."""
    return [line.removeprefix(head).strip() for line in lines if line.startswith(f"{head} ")]


@pytest.fixture
def explain(cli: CommandLine) -> Explain:
    def lines(text: str) -> list[str]:
        ended = cli("explain", text)
        assert (ended.status, ended.err) == (0, "")
        return ended.out.splitlines()

    return lines


def test_a_sure_question(explain: Explain) -> None:
    lines = explain("how long is the phone screen?")
    assert part(lines, "words") == ["how long is the phone screen"]
    assert part(lines, "slots") == ["(none)"]
    assert part(lines, "asked") == ["phone_screen"]
    assert part(lines, "reply") == ["answer: phone_screen"]
    assert ": answer (" in lines[-2]


def test_words_that_were_taken_for_others(explain: Explain) -> None:
    lines = explain("whats the salry of a senior")
    assert part(lines, "words") == ["what is the pay of a senior"]
    assert lines[1:3] == ["            whats -> what is", "            salry -> pay"]


def test_slots_and_the_rule_that_read_them(explain: Explain) -> None:
    lines = explain("senior and staff ml base")
    assert part(lines, "slots") == [
        "roles=ml, levels=senior+staff, components=base, both_levels=True"
    ]
    assert part(lines, "asked") == ["pay_range, by the rules of pay look-ups"]


def test_each_question_of_several(explain: Explain) -> None:
    lines = explain("who earns more, and how long is the phone screen?")
    assert part(lines, "asked") == ["who_earns_more", "phone_screen"]
    assert part(lines, "reply") == ["answer: who_earns_more, phone_screen"]


def test_candidates_come_best_first_and_a_score_is_the_sum_of_its_signals(
    explain: Explain,
) -> None:
    lines = explain("how long is the phone screen?")
    head = next(number for number, line in enumerate(lines) if line.split()[:1] == ["score"])
    rows = [line.split() for line in lines[head + 1 : head + 6]]
    assert rows[0][:2] == ["topic", "phone_screen"]
    scores = [float(row[2]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    for _, _, score, *signals in rows:
        assert float(score) == pytest.approx(sum(map(float, signals)), abs=0.02)


@pytest.mark.parametrize("text", ["how do I bake bread?", "", "\N{GRINNING FACE}"])
def test_what_is_no_question_here_has_no_entry(explain: Explain, text: str) -> None:
    lines = explain(text)
    assert ": decline (" in lines[-2]
    assert lines[-1].endswith(": (no entry)")


def test_between_the_bands_it_is_the_nearest_thing(explain: Explain) -> None:
    lines = explain(VAGUE)
    assert ": nearest thing, or a choice (" in lines[-2]
    assert part(lines, "reply")[0].startswith("partial: ")


def test_without_sentence_vectors_there_is_no_second_opinion(explain: Explain) -> None:
    lines = explain("PRDs?")
    assert len(part(lines, "quick")) == 1
    assert not part(lines, "careful")
    assert any(line.lstrip().startswith("no second opinion") for line in lines)


def test_a_second_opinion_is_shown_beside_the_first(light: Path) -> None:
    advisor = Advisor(load(light), embeddings=Embeddings(sentences=FakeEmbedding()))
    lines = list(explanation(advisor, "who earns more when all is said and done"))
    assert len(part(lines, "quick")) == len(part(lines, "careful")) == 1
    assert not any("no second opinion" in line for line in lines)
