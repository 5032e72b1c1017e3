"""How often the article really answers what the matcher gives a confidence for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.canvas import Canvas, Point

_BINS = 10
_WIDTH, _HEIGHT = 720, 560
_LEFT, _TOP, _SIDE, _BARS = 80, 70, 400, 60
_INK, _PALE, _LINE, _BACK = "#1f2933", "#d5dce4", "#0b6bcb", "#ffffff"


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies in one tenth of the scale."""

    confidence: float  # their mean
    answerable: float  # the share of them that the article answers
    count: int


def bins(found: Sequence[tuple[float, bool]]) -> list[Bin]:
    """(confidence, whether the article answers it) -> the bins that hold any."""
    result = []
    for number in range(_BINS):
        inside = [pair for pair in found if min(int(pair[0] * _BINS), _BINS - 1) == number]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            share = sum(truth for _, truth in inside) / len(inside)
            result.append(Bin(mean, share, len(inside)))
    return result


def error(found: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: how far confidence and truth lie apart, on average."""
    parts = (part.count * abs(part.confidence - part.answerable) for part in bins(found))
    return sum(parts) / max(len(found), 1)


def calibration(found: Sequence[tuple[float, bool]], title: str) -> bytes:
    """A reliability diagram as PNG: on the diagonal, confidence is what it says."""
    canvas = Canvas(_WIDTH, _HEIGHT, _BACK)
    canvas.text((_LEFT, 20), title, _INK, 18)
    _axes(canvas)
    known = bins(found)
    most = max((part.count for part in known), default=1)
    for part in known:
        x, _ = _place(part.confidence, 0)
        base = _TOP + _SIDE + _BARS
        canvas.box((x - 10, base - _BARS * 0.8 * part.count / most), (x + 10, base), _PALE, 2)
        canvas.text((x, base + 4), str(part.count), _INK, 11, "mt")
    line = [_place(part.confidence, part.answerable) for part in known]
    if len(line) > 1:
        canvas.line(line, _LINE, 3)
    for point in line:
        canvas.dot(point, 5, _LINE)
    canvas.text((_LEFT + _SIDE + 24, _TOP), f"messages {len(found)}", _INK, 15)
    canvas.text((_LEFT + _SIDE + 24, _TOP + 26), f"mean gap {error(found):.3f}", _INK, 15)
    return canvas.png()


def _axes(canvas: Canvas) -> None:
    canvas.line([_place(0, 0), _place(1, 1)], _PALE, 2)
    canvas.line([_place(0, 1), _place(0, 0), _place(1, 0)], _INK, 1)
    for tenth in range(0, _BINS + 1, 2):
        share = tenth / _BINS
        canvas.text((_place(share, 0)[0], _TOP - 8), f"{share:.1f}", _INK, 12, "mb")
        canvas.text((_LEFT - 10, _place(0, share)[1]), f"{share:.1f}", _INK, 12, "rm")
    canvas.text((_LEFT, _HEIGHT - 4), "across: confidence, with how many", _INK, 12, "lb")
    canvas.text((_LEFT + _SIDE, _HEIGHT - 4), "up: share answerable", _INK, 12, "rb")


def _place(across: float, up: float) -> Point:
    return _LEFT + across * _SIDE, _TOP + (1 - up) * _SIDE
