"""No reply shows a figure that is not in the knowledge, the reader's own, or a shown result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.advice import Advisor, Message, Reply, Session
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge
from bot.knowledge.models import Range
from tests.advice.desk.formulas import shown

DATA = Path(__file__).parent.parent / "data"
FIGURE = re.compile(r"(?<![\w.])\$?(\d[\d,]*(?:\.\d+)?)\s?([kKM])?(?![a-zA-Z])")
THOUSANDS = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000}
# What /fit computes stands with its scale; questions, steps and commands' examples are counted.
_SCORE = r"[+-]\d\.\d\d"
RESULT = re.compile(
    rf"score {_SCORE} from -1 \([^)]*\) to \+1 \([^)]*\), likely {_SCORE} to {_SCORE}(; \d+% sure)?"
    rf"|\({_SCORE}\)|\d of (about )?\d|^\d\.|Last time: {_SCORE}, now {_SCORE}",
    re.M | re.I,
)
SCALE = re.compile(r"from -1 \([^)]*\) to \+1")


def _figures(text: str) -> set[Decimal]:
    return {
        Decimal(digits.replace(",", "")) * THOUSANDS[unit] for digits, unit in FIGURE.findall(text)
    }


# Numbers and words that are read or reckoned with, and times that are chosen from: no fact of them.
_CHOICES = ("minutes", "shorter", "times", "offsets", "places", "unknown_place", "unknown_time")
_READ = ("scoring", "by", "moves", "around", "reading", "most_questions", "clock")
UNSAID = (*_READ, "days", "day_groups", "begin", *_CHOICES)


def _prose(value: Any) -> Iterator[str]:
    """Every text and number a reply may be made of; readers' ways to ask are left out."""
    match value:
        case BaseModel():
            for name in type(value).model_fields:
                if name not in ("aliases", "offtopic", "words", "version", *UNSAID):
                    yield from _prose(getattr(value, name))
        case tuple():
            for item in value:
                yield from _prose(item)
        case dict():
            yield from _prose(tuple(value.values()))
        case str() | int() | Decimal():
            yield SCALE.sub("", str(value))


def _shown(reply: Reply) -> set[Decimal]:
    return _figures(RESULT.sub("", plain_text(reply)))


def _asked(file: str) -> Iterator[list[str]]:
    """The texts of each conversation in a labelled set."""
    for line in (DATA / file).read_text("utf-8").splitlines():
        row = json.loads(line)
        yield [turn["text"] for turn in row.get("turns", [row])]


@pytest.fixture(scope="module")
def known(knowledge: Knowledge) -> set[Decimal]:
    return {figure for text in _prose(knowledge) for figure in _figures(text)}


def test_figures_are_read_as_people_write_them() -> None:
    text = "$210,000 or $180k-$205k, 0.06-0.08% (60 %), $45 M, 48 h to 6 h, in 2026; L5, v1.2.3"
    read = {210000, 180000, 205000, Decimal("0.06"), Decimal("0.08"), 60, 45_000_000, 48, 6, 2026}
    assert _figures(text) == read


def test_every_figure_that_is_curated_is_the_articles(
    known: set[Decimal], knowledge: Knowledge
) -> None:
    facts = yaml.safe_load((DATA / "facts.yaml").read_text("utf-8"))["facts"]
    claims = [text for fact in facts for text in (fact["statement"], *map(str, fact["figures"]))]
    ours = {Decimal(days) for days in knowledge.service.days.values()}  # that things are kept
    assert known <= ours | {figure for text in claims for figure in _figures(text)}


def test_answers_show_only_figures_of_their_entry(advisor: Advisor, knowledge: Knowledge) -> None:
    around = [*knowledge.section_title.values(), knowledge.article.title]
    for entry in knowledge.entries:
        if entry.lookup != "pay":
            reply, _ = advisor.reply(Message(f"a:{entry.id}", kind="press"), Session())
            cautions = [knowledge.caution[name].text for name in entry.cautions]
            own = [entry.answer, *entry.points, *cautions, *around]
            assert _shown(reply) <= {figure for text in own for figure in _figures(text)}, entry.id


@pytest.mark.parametrize("role", ["", "ai", "ml"])
@pytest.mark.parametrize("level", ["all levels", "senior", "staff"])
@pytest.mark.parametrize("part", ["", "base", "sign_on", "bonus", "rsu"])
def test_pay_shows_only_figures_of_its_cells(
    advisor: Advisor, knowledge: Knowledge, role: str, level: str, part: str
) -> None:
    pay = knowledge.pay
    reply, _ = advisor.reply(Message(f"/salary {level} {role} {part.replace('_', ' ')}"), Session())
    cells = [
        row.range(name)
        for row in pay.rows
        for name in ([part] if part else ["base", "sign_on", "bonus", "rsu"])
        if row.role in (role or row.role) and (level == row.level or level == "all levels")
    ]
    bounds = {bound for cell in cells for bound in (cell.low, cell.high)}
    around = [
        pay.region,
        str(pay.year),
        knowledge.article.title,
        *(one.name for one in pay.components),
    ]
    named = bounds | {each for text in around for each in _figures(text)}
    assert bounds <= _shown(reply) <= named | _worked_out(plain_text(reply), cells)


CASH = re.compile(r"^(Cash .*|If the bonus .*)$", re.M)


def _worked_out(text: str, cells: list[Range]) -> set[Decimal]:
    """Middles, and results of formulas; tests/advice/desk/test_formulas.py reckons all of them."""
    formulas = [part for one in shown(text) for part in (one.result, one.formula)]
    lines = [*formulas, *CASH.findall(text)]
    middles = {(cell.low + cell.high) / 2 for cell in cells}
    return middles | {figure for line in lines for figure in _figures(line)}


@pytest.mark.parametrize("file", ["questions.jsonl", "blind.jsonl"])
def test_conversations_show_only_known_figures_and_the_readers(
    advisor: Advisor, knowledge: Knowledge, known: set[Decimal], file: str
) -> None:
    cells = [row.range(part.id) for row in knowledge.pay.rows for part in knowledge.pay.components]
    for conversation in islice(_asked(file), 0, None, 4):  # a sample is fast and says as much
        session = Session()
        for text in conversation:
            reply, session = advisor.reply(Message(text), session)
            worked_out = _worked_out(plain_text(reply), cells)
            assert _shown(reply) <= known | _figures(text) | worked_out, text


@given(picks=st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_a_fit_result_shows_what_it_computed_and_nothing_else(
    advisor: Advisor, knowledge: Knowledge, known: set[Decimal], picks: list[int]
) -> None:
    reply, session = advisor.reply(Message("/fit"), Session())
    for pick in picks:
        if session.fit is not None:
            button = reply.buttons[pick][0]
            reply, session = advisor.reply(Message(button.press, kind="press"), session)
            assert _shown(reply) <= known
    result = reply.data["fit"]
    (shown,) = re.findall(r"score ([+-]\d\.\d\d) from", plain_text(reply), re.I)
    assert float(shown) == pytest.approx(result["score"], abs=0.006)
    for sure in re.findall(r"(\d+)% sure", plain_text(reply)):
        assert int(sure) == pytest.approx(result["confidence"] * 100, abs=1)
