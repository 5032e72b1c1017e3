"""The lean of an assessment: a scale with the likely range, and a bar for each trait.

One look for light and dark chats: a card of its own colour, dark text, and two hues that readers
who cannot tell red from green can tell apart. A phone shows it at about a third of its size.
"""

from __future__ import annotations

from bot.advice.picture import LeanPicture
from bot.pictures.canvas import Canvas, Colour

_WIDTH = 960
_MARGIN = 64
_TOP = 56  # of the title
_SCALE = 300  # where the scale's line is
_TRAITS = 430  # where the first trait is
_ROW = 74
_BOTTOM = 30
_TRACK = (330, _WIDTH - _MARGIN)  # where a trait's bar may lie
_BACK, _INK, _MUTED, _LINE = "#f4f6f9", "#17212b", "#5a6775", "#c9d2dc"
_HUES: tuple[Colour, Colour] = ("#0b63c4", "#c4570a")
_EVEN = 0.005  # a score that is shown as a dot


def draw_lean(picture: LeanPicture) -> bytes:
    """The picture as PNG."""
    canvas = Canvas(_WIDTH, _TRAITS + _ROW * len(picture.traits) + _BOTTOM, _BACK)
    canvas.text((_MARGIN, _TOP), picture.title, _MUTED, 30)
    canvas.text((_MARGIN, _TOP + 48), picture.summary, _INK, 56)
    _scale(canvas, picture)
    for number, (name, score) in enumerate(picture.traits):
        _trait(canvas, _TRAITS + _ROW * number, name, score)
    return canvas.png()


def _scale(canvas: Canvas, picture: LeanPicture) -> None:
    left, right = float(_MARGIN), float(_WIDTH - _MARGIN)
    for label, at, anchor, hue in (
        (picture.sides[0], left, "lt", _HUES[0]),
        (picture.sides[1], right, "rt", _HUES[1]),
    ):
        canvas.text((at, _SCALE + 34), label, hue, 38, anchor)
    canvas.box((left, _SCALE - 5), (right, _SCALE + 5), _LINE, 5)
    middle = _across(0, left, right)
    canvas.line([(middle, _SCALE - 22), (middle, _SCALE + 22)], _MUTED, 3)
    low, high = (_across(score, left, right) for score in picture.likely)
    canvas.box((low, _SCALE - 14), (high, _SCALE + 14), _pale(_hue(picture.score)), 14)
    x = _across(picture.score, left, right)
    canvas.dot((x, _SCALE), 24, _BACK)
    canvas.dot((x, _SCALE), 19, _hue(picture.score))
    above = min(max(x, left + 50), right - 50)
    canvas.text((above, _SCALE - 36), f"{picture.score + 0.0:+.2f}", _INK, 38, "mb")


def _trait(canvas: Canvas, top: float, name: str, score: float) -> None:
    left, right = _TRACK
    middle, centre = _across(0, left, right), top + _ROW / 2
    canvas.text((_MARGIN, centre), name, _INK, 38, "lm")
    canvas.box((left, centre - 3), (right, centre + 3), _LINE, 3)
    end = _across(score, left, right)
    if abs(score) <= _EVEN:
        canvas.dot((middle, centre), 14, _MUTED)
        return
    canvas.box((min(middle, end), centre - 15), (max(middle, end), centre + 15), _hue(score), 6)
    canvas.line([(middle, centre - 22), (middle, centre + 22)], _MUTED, 3)


def _across(score: float, left: float, right: float) -> float:
    return left + (score + 1) / 2 * (right - left)


def _hue(score: float) -> Colour:
    return _MUTED if abs(score) <= _EVEN else _HUES[score > 0]


def _pale(hue: Colour) -> Colour:
    """A lighter shade, for a range."""
    parts = (int(hue[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * 0.55):02x}" for part in parts)
