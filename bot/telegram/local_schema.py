"""A call's parameters against the Bot API's documentation, kept as data in bot_api.json.

Telegram ignores a parameter or a field it does not know. Here it is an error, because it is
always a mistake of ours.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]

_SCALARS: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "Float": (int, float),
    "Boolean": bool,
    "True": bool,
    "String": str,
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
# python-telegram-bot sends its Defaults with calls that have no use for them.
_DEFAULTS = {"parse_mode", "link_preview_options", "disable_notification", "protect_content"}
_EMPTY = {"text": "message text is empty", "chat_id": "chat_id is empty"}


class ApiError(Exception):
    """A refused call: HTTP status, Telegram's description, and what else the answer carries."""

    def __init__(self, description: str, *, status: int = 400, **parameters: int) -> None:
        prefix = "Bad Request: " if status == 400 else ""
        super().__init__(prefix + description)
        self.status = status
        self.parameters = parameters

    def body(self) -> JSON:
        """The answer's JSON."""
        extra = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": str(self), **extra}


@dataclass(frozen=True, slots=True)
class LocalFile:
    """An uploaded file, as a multipart body carries it."""

    name: str
    content: bytes


@cache
def _api() -> JSON:
    document: JSON = json.loads(Path(__file__).with_name("bot_api.json").read_text("utf-8"))
    return document


def method_names() -> frozenset[str]:
    """Every method of the Bot API, played here or not."""
    return frozenset(_api()["methods"])


def checked_parameters(method: str, given: Mapping[str, Any]) -> JSON:
    """The parameters as values of their documented types. Raises ApiError on any mistake."""
    fields = _api()["methods"][method]
    given = {name: given[name] for name in given if name in fields or name not in _DEFAULTS}
    _refuse_unknown(given, fields)
    _refuse_broken_text(given)
    parameters = {
        name: _decoded(name, field["types"], given[name])
        for name, field in fields.items()
        if given.get(name) is not None
    }
    for name, field in fields.items():
        if "required" in field and parameters.get(name, "") == "":
            raise ApiError(_EMPTY.get(name, f"parameter {name} is required"))
    return parameters | {name: file for name, file in given.items() if name not in fields}


def _refuse_unknown(given: Mapping[str, Any], fields: JSON) -> None:
    """A file may have any name, if another parameter refers to it as attach://NAME."""
    attached = set(re.findall(r"attach://([\w.-]+)", json.dumps(given, default=repr)))
    for name, value in given.items():
        if name not in fields and not (isinstance(value, LocalFile) and name in attached):
            raise ApiError(f"unknown parameter {name}")


def _refuse_broken_text(given: Mapping[str, Any]) -> None:
    """Half of a surrogate pair survives JSON's escapes, but is no text."""
    try:
        json.dumps(given, default=repr, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ApiError("strings must be encoded in UTF-8") from None


def _decoded(name: str, types: list[str], value: Any) -> Any:
    if isinstance(value, LocalFile):
        if "InputFile" in types:
            return value
        raise ApiError(f"can't parse {name}: {' or '.join(types)} expected, got a file")
    if isinstance(value, str):
        value = _from_form(types, value)
    if problem := _problem(types, value):
        raise ApiError(f"can't parse {name}: {problem}")
    return value


def _from_form(types: list[str], value: str) -> Any:
    """Forms carry every value as a string, so the documented type says what it means."""
    if "Integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "Boolean" in types:
        return _BOOLEANS.get(value.lower(), value)
    if "String" in types or "InputFile" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _problem(types: list[str], value: Any) -> str:
    """What is wrong with a decoded value of one of these types; empty when nothing is."""
    kinds = [kind for name in types for kind in _kinds(name)]
    if isinstance(value, dict):
        objects = [kind for kind in kinds if kind in _api()["types"]]
        if objects:
            return _object_problem(min(objects, key=lambda kind: _distance(kind, value)), value)
    if isinstance(value, list):
        items = [name.removeprefix("Array of ") for name in kinds if name.startswith("Array of ")]
        if items:
            return next(filter(None, (_problem(items, item) for item in value)), "")
    if any(_is_scalar(kind, value) for kind in kinds):
        return ""
    return f"{' or '.join(types)} expected"


def _is_scalar(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind in ("Boolean", "True")
    return kind in _SCALARS and isinstance(value, _SCALARS[kind])


def _kinds(name: str) -> list[str]:
    """A type, or the types it stands for: InputMedia is any of six."""
    alternatives = _api()["types"].get(name)
    return alternatives if isinstance(alternatives, list) else [name]


def _distance(kind: str, value: JSON) -> int:
    """How many fields are too many or missing for the value to be of this kind."""
    fields = _api()["types"][kind]
    required = {name for name, field in fields.items() if "required" in field}
    return len(value.keys() - fields.keys()) + len(required - value.keys())


def _object_problem(kind: str, value: JSON) -> str:
    fields = _api()["types"][kind]
    for name in value:
        if name not in fields:
            return f'unknown field "{name}" in {kind}'
    for name, field in fields.items():
        if "required" in field and name not in value:
            return f'Can\'t find field "{name}" in {kind}'
    problems = (_field_problem(name, fields[name], item) for name, item in value.items())
    return next(filter(None, problems), "")


def _field_problem(name: str, field: JSON, value: Any) -> str:
    problem = _problem(field["types"], value)
    return f"{name}: {problem}" if problem else ""
