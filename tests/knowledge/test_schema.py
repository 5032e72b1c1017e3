"""The JSON Schema that editors read and the models that load the files agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from bot.knowledge.loader import ENTRIES, FILES
from bot.knowledge.positions import Document
from bot.knowledge.schema import schemas
from tests.conftest import SHIPPED

SHAPES = {**FILES, "entries": ENTRIES}
SCHEMAS = {name: Draft202012Validator(schema) for name, schema in schemas().items()}
OTHERS: dict[type, list[Any]] = {
    str: ["", "x" * 700, "Not An Id", 1, []],
    bool: ["x", 7, []],
    int: [-1, 10_000, "x", {}],
    float: [-1.5, 10_000, "x", {}],
    list: [[], {}, "x"],
    dict: [{}, [], "x"],
}
SHIPPED_FILES = sorted(SHIPPED.rglob("*.yaml"))


def _kind(file: str) -> str:
    return "entries" if file.startswith("entries/") else file.removesuffix(".yaml")


def _refusals(kind: str, data: Any) -> set[str]:
    """The kinds of mistake that the models find."""
    try:
        TypeAdapter(SHAPES[kind]).validate_python(data)
    except ValidationError as error:
        return {mistake["type"] for mistake in error.errors()}
    return set()


def _example(kind: str) -> Any:
    """A shipped document, its long lists cut; of entries, one with every key any of them has."""
    if kind != "entries":
        return _cut(Document(SHIPPED / f"{kind}.yaml").data)
    entry: dict[str, Any] = {}
    for path in (SHIPPED / "entries").glob("*.yaml"):
        for other in Document(path).data:
            entry |= other
    return _cut([entry])


def _cut(data: Any) -> Any:
    if isinstance(data, dict):
        words = all(isinstance(value, str) for value in data.values())
        kept = list(data)[:8] if words else list(data)
        return {key: _cut(data[key]) for key in kept}
    return [_cut(item) for item in data[:8]] if isinstance(data, list) else data


def _spoiled(data: Any) -> Iterator[Any]:
    """The document with one thing in it gone, too much, or of another kind."""
    yield from OTHERS[type(data)]
    if isinstance(data, dict):
        yield {**data, "Not A Key": "x"}
        for key, value in data.items():
            yield {other: data[other] for other in data if other != key}
            yield from ({**data, key: spoiled} for spoiled in _spoiled(value))
    if isinstance(data, list):
        yield [*data, {}]
        yield from ([spoiled, *data[1:]] for spoiled in _spoiled(data[0]))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_schema_is_one(kind: str) -> None:
    Draft202012Validator.check_schema(schemas()[kind])


@pytest.mark.parametrize("file", [path.relative_to(SHIPPED).as_posix() for path in SHIPPED_FILES])
def test_the_shipped_files_are_valid_by_their_schema(file: str) -> None:
    errors = SCHEMAS[_kind(file)].iter_errors(Document(SHIPPED / file).data)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", SHAPES)
def test_models_and_schema_agree_on_every_spoiled_document(kind: str) -> None:
    refused = 0
    for data in _spoiled(_example(kind)):
        refusals = _refusals(kind, data)
        if refusals != {"value_error"}:  # a rule between values, which no schema can say
            assert SCHEMAS[kind].is_valid(data) == (not refusals), data
            refused += bool(refusals)
    assert refused > 5
