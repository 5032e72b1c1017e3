"""YAML as curators write it, and the line of each value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.positions import Document, YamlError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


def _read(path: Path, text: str) -> Document:
    path.write_text(text, encoding="utf-8")
    return Document(path)


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "No", "2026-01-01"])
def test_words_stay_words(path: Path, word: str) -> None:
    assert _read(path, f"- {word}").data == [word]


def test_true_and_numbers_are_what_they_look_like(path: Path) -> None:
    assert _read(path, "[true, false, 3, 0.5]").data == [True, False, 3, 0.5]


def test_a_byte_order_mark_is_no_part_of_the_text(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa: b\n")
    assert Document(path).data == {"a": "b"}


def test_each_value_has_its_line(path: Path) -> None:
    document = _read(path, "# remark\nfirst: 1\nlist:\n  - id: a\n  - id: b\n    deep: {x: 1}\n")
    assert document.line(()) == 2
    assert document.line(("first",)) == 2
    assert document.line(("list",)) == 3
    assert document.line(("list", 1)) == 5
    assert document.line(("list", 1, "deep", "x")) == 6


def test_what_is_not_there_has_the_line_of_its_nearest_parent(path: Path) -> None:
    document = _read(path, "a: 1\nlist:\n  - id: b\n")
    assert document.line(("list", 0, "missing")) == 3
    assert document.line(("list", 7)) == 2
    assert document.line(("a", "b", "c")) == 1


def test_an_empty_file_has_one_line(path: Path) -> None:
    document = _read(path, "")
    assert document.data is None
    assert document.line(("anything",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice"),
        ("- x: 1\n  y:\n    - z: 1\n      z: 2\n", 4, "the key 'z' stands twice"),
        ("a: 1\n? [b, c]\n: 2\n", 2, "a key has to be one word"),
        ("a: 1\nb: [1\n", 3, "did not find expected ',' or ']'"),
        ("a: 1\nb: \x07\n", 2, "a control character, which nobody can see"),
        ("a: *nobody\n", 1, "found undefined alias"),
        ("a: 1\n\tb: 2\n", 2, "found a tab character that violates indentation"),
        ("é: 1\na: !!python/name:os.system\n", 2, "could not determine a constructor"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(
    path: Path, text: str, line: int, what: str
) -> None:
    with pytest.raises(YamlError) as caught:
        _read(path, text)
    assert caught.value.line == line
    assert caught.value.what.startswith(what)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    try:
        line = _read(path, text).line(("a", 0))
    except YamlError as error:
        line = error.line
    assert 1 <= line <= len(text.splitlines()) + 1
