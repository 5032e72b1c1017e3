"""The house: arrows point one way, rooms are small, and no fact lives in the code."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from logging import Logger
from pathlib import Path

import pytest
import yaml
from importlinter.cli import lint_imports

from bot.knowledge import Knowledge

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "bot").rglob("*.py"))
NAMES = [module.relative_to(ROOT).as_posix() for module in MODULES]
LONGEST = 330

# Companies, products and tools that the article names.
NAMED = re.compile(
    r"\b(?:Google (?:Ads|Gemini)|Meta|Amazon|Snapchat|Azure|AutoML|TensorFlow|Snowflake|DVC|Feast"
    r"|Valenx|Playbook|Cognitive Services|Bay Area|San Francisco)\b",
    re.I,
)
AMOUNT = re.compile(r"\$[\d.,]+\s?[kM]?|\d[\d.]*\s?%")


@pytest.fixture(scope="module", params=MODULES, ids=NAMES)
def source(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


@contextmanager
def loggers_as_before() -> Iterator[None]:
    """The import linter sets logging up anew, and switches off all loggers that there are."""
    found = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, Logger)]
    before = {logger: logger.disabled for logger in found}
    yield
    for logger, disabled in before.items():
        logger.disabled = disabled


def test_arrows_point_one_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    with loggers_as_before():
        status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_a_module_is_small_enough_to_read_at_once(source: str) -> None:
    assert len(source.splitlines()) <= LONGEST


def test_the_code_names_nothing_of_the_article(source: str) -> None:
    assert NAMED.findall(source) == []


def test_the_code_holds_no_figure_of_the_article(source: str, amounts: set[str]) -> None:
    assert set(AMOUNT.findall(source)) & amounts == set()


def test_the_code_asks_and_answers_nothing_itself(source: str, knowledge: Knowledge) -> None:
    told = [entry.question for entry in knowledge.entries]
    told += [entry.answer for entry in knowledge.entries]
    assert [text for text in told if text in source] == []


def test_the_code_knows_no_role_or_level(source: str, knowledge: Knowledge) -> None:
    """A second article has others."""
    own = {*knowledge.role_name, *knowledge.role_name.values()}
    own |= {level.id for level in knowledge.pay.levels}
    own |= {side.lean for side in knowledge.fit.sides}
    constants = {
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
    }
    assert own & constants == set()


@pytest.fixture(scope="module")
def amounts() -> set[str]:
    """Money and percents of the facts, as written."""
    facts = yaml.safe_load((ROOT / "tests/data/facts.yaml").read_text(encoding="utf-8"))["facts"]
    figures = [str(figure) for fact in facts for figure in fact["figures"]]
    found = {amount for figure in figures for amount in AMOUNT.findall(figure)}
    assert {"$210,000", "60%", "$180k"} <= found
    return found
