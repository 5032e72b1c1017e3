"""Formulas as replies show them, reckoned again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_SCALES = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_FIGURE = re.compile(r"\$?(\d+(?:\.\d+)?)([kMBT]?)(%?)")
_SHOWN = re.compile(
    r"([(\d$][\d.$kMBT%()+×/ -]*?) ([=≈]) (\$?\d+(?:\.\d+)?[kMBT]?%?)( points)?", re.M
)


@dataclass(frozen=True)
class Shown:
    """`formula` = or ≈ `result`, as it stands in a reply."""

    formula: str
    sign: str
    result: str

    def is_right(self) -> bool:
        """Equal where it says so; else the same to the last digit shown."""
        truth, result = reckon(self.formula), reckon(self.result)
        if self.sign == "=":
            return truth == result
        return abs(truth - result) <= _last_digit(self.result) / 2


def shown(text: str) -> list[Shown]:
    """Every formula of a text with its result."""
    return [Shown(found[1], found[2], _percent(found)) for found in _SHOWN.finditer(text)]


def reckon(formula: str) -> Fraction:
    """`$180k + 12% × $180k` by the rules of school."""
    plain = _FIGURE.sub(lambda found: f"Fraction({_value(found)})", formula)
    return _evaluated(ast.parse(plain.replace("×", "*"), mode="eval").body)


def _percent(found: re.Match[str]) -> str:
    return f"{found[3]}%" if found[4] else found[3]


def _value(found: re.Match[str]) -> str:
    value = Fraction(found[1]) * _SCALES[found[2]] / (100 if found[3] else 1)
    return f"{value.numerator}, {value.denominator}"


def _last_digit(result: str) -> Fraction:
    found = _FIGURE.fullmatch(result)
    assert found
    digits = len(found[1].partition(".")[2])
    unit = Fraction(_SCALES[found[2]], 100 if found[3] else 1)
    return Fraction(unit, 10**digits)


def _evaluated(node: ast.expr) -> Fraction:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return _evaluated(left) + _evaluated(right)
        case ast.BinOp(left, ast.Sub(), right):
            return _evaluated(left) - _evaluated(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _evaluated(left) * _evaluated(right)
        case ast.BinOp(left, ast.Div(), right):
            return _evaluated(left) / _evaluated(right)
        case ast.Call(args=[ast.Constant(int(above)), ast.Constant(int(below))]):
            return Fraction(above, below)
        case _:
            raise ValueError(ast.dump(node))


def results(text: str) -> Iterator[str]:
    """What the formulas of a text come to, as it is written."""
    return (one.result for one in shown(text))
