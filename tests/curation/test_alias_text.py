"""A line put into a curator's file: comments and layout stay, and YAML reads it back."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.curation.alias_text import line_of, with_alias

BLOCK = """\
# A comment at the top.
- id: first   # and one behind
  topic: first
  aliases:
    - one
    - "two: quoted"   # keep me
    # between
- id: second
  topic: second
  aliases: [a, "b, c"]   # flow
  label: x

- id: third
  topic: third
  answer: >-
    Folded
    text.
- id: fourth
  aliases: []
- id: fifth
  aliases:
  - |
    several
    lines
"""


def aliases(text: str, entry: str) -> list[Any]:
    found: list[Any] = next(row for row in yaml.safe_load(text) if row["id"] == entry)["aliases"]
    return found


@pytest.mark.parametrize(
    ("entry", "before"),
    [
        ("first", ["one", "two: quoted"]),
        ("second", ["a", "b, c"]),
        ("third", []),
        ("fourth", []),
        ("fifth", ["several\nlines\n"]),
    ],
)
@pytest.mark.parametrize("alias", ["when do I", "yes", "a: b", "- x", "it's #1, [ok]", "7", "né ☺"])
def test_the_alias_is_added_and_nothing_else_changes(
    entry: str, before: list[str], alias: str
) -> None:
    inserted = with_alias(BLOCK, entry, alias)
    assert inserted
    assert aliases(inserted.text, entry) == [*before, alias]
    old, new = BLOCK.splitlines(), inserted.text.splitlines()
    changed = [line for line in old if line not in new]
    assert len(changed) <= 1, "a flow list's own line at most"
    assert all("# " not in line or line.split("#")[1] in inserted.text for line in old)
    assert alias in new[inserted.line - 1] or "\\" in new[inserted.line - 1]
    assert line_of(inserted.text, entry, alias) == inserted.line
    others = [row for row in yaml.safe_load(BLOCK) if row["id"] != entry]
    assert [row for row in yaml.safe_load(inserted.text) if row["id"] != entry] == others


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_any_text_is_read_back_as_it_is(alias: str) -> None:
    for entry in ("first", "second", "third"):
        inserted = with_alias(BLOCK, entry, alias)
        assert inserted
        assert aliases(inserted.text, entry)[-1] == alias


def test_an_entry_of_another_file_is_not_there() -> None:
    assert with_alias(BLOCK, "nope", "x") is None
    assert with_alias("", "first", "x") is None
    assert line_of(BLOCK, "nope", "x") == 0
    assert line_of(BLOCK, "third", "x") == 0


def test_line_ends_and_a_missing_last_one(tmp_path: Any) -> None:
    windows = BLOCK.replace("\n", "\r\n")
    inserted = with_alias(windows, "first", "three")
    assert inserted
    assert inserted.text.count("\r\n") == windows.count("\r\n") + 1
    short = with_alias("- id: a\n  aliases:\n    - x", "a", "y")
    assert short
    assert short.text == "- id: a\n  aliases:\n    - x\n    - y\n"
