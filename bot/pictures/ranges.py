"""Pay ranges side by side: a panel for each part, a bar for each row, its middle marked.

One look for light and dark chats, as in lean.py; a phone shows it at about a third of its size.
"""

from __future__ import annotations

from bot.advice.picture import RangeBar, RangePanel, RangesPicture
from bot.pictures.canvas import Canvas, Colour

_WIDTH = 960
_MARGIN = 56
_TOP = 48
_HEAD = 150  # of title and note together
_PANEL = 74  # of a panel's heading
_ROW = 62
_MARKED = 96  # of a row with a reader's mark below it
_GAP = 26  # between panels
_FOOT = 74
_LABELS = 252  # how wide the labels' column may be
_FIGURES = 262  # how wide the figures' column may be
_TEXT = 37
_THICK = 13  # half a bar
_BACK, _INK, _MUTED, _LINE = "#f4f6f9", "#17212b", "#5a6775", "#dfe5ec"
_HUES: tuple[Colour, Colour] = ("#0b63c4", "#c4570a")
_FAINT: tuple[Colour, Colour] = ("#a8c6e8", "#ebc3a1")
_OWN: Colour = "#17212b"
_PAD = 0.12  # of a panel's span, left free on either side


def draw_ranges(picture: RangesPicture) -> bytes:
    """The picture as PNG."""
    height = _TOP + _HEAD + sum(_tall(panel) + _GAP for panel in picture.panels) + _FOOT
    canvas = Canvas(_WIDTH, height, _BACK)
    canvas.text((_MARGIN, _TOP), picture.title, _INK, 52)
    canvas.text((_MARGIN, _TOP + 72), picture.note, _MUTED, 32)
    top = _TOP + _HEAD
    for panel in picture.panels:
        _panel(canvas, top, panel)
        top += _tall(panel) + _GAP
    _legend(canvas, top, picture)
    return canvas.png()


def _tall(panel: RangePanel) -> int:
    return _PANEL + sum(_height(bar) for bar in panel.bars)


def _height(bar: RangeBar) -> int:
    return _ROW if bar.mark is None else _MARKED


def _panel(canvas: Canvas, top: float, panel: RangePanel) -> None:
    canvas.line([(_MARGIN, top), (_WIDTH - _MARGIN, top)], _LINE, 3)
    canvas.text((_MARGIN, top + 22), panel.name, _INK, 40)
    canvas.text((_WIDTH - _MARGIN, top + 26), panel.unit, _MUTED, 32, "rt")
    row = top + _PANEL
    for bar in panel.bars:
        _bar(canvas, row + _ROW / 2, bar, _span(panel))
        row += _height(bar)


def _span(panel: RangePanel) -> tuple[float, float]:
    """The figures at the track's two ends: all there is to show, and some air."""
    marks = [bar.mark for bar in panel.bars if bar.mark is not None]
    low = min([bar.low for bar in panel.bars] + marks)
    high = max([bar.high for bar in panel.bars] + marks)
    air = (high - low) * _PAD or 1
    return low - air, high + air


def _bar(canvas: Canvas, middle: float, bar: RangeBar, span: tuple[float, float]) -> None:
    hue = (_FAINT if bar.faint else _HUES)[bar.side]
    ink = _MUTED if bar.faint else _INK
    left, right = _MARGIN + _LABELS, _WIDTH - _MARGIN - _FIGURES
    canvas.text((_MARGIN, middle), bar.label, ink, _TEXT, "lm")
    canvas.text((_WIDTH - _MARGIN, middle), bar.text, ink, _TEXT, "rm")
    canvas.box((left, middle - 3), (right, middle + 3), _LINE, 3)
    low, high = (_across(figure, span, left, right) for figure in (bar.low, bar.high))
    canvas.box((low, middle - _THICK), (high, middle + _THICK), hue, 6)
    centre = (low + high) / 2
    canvas.line([(centre, middle - _THICK), (centre, middle + _THICK)], _BACK, 5)
    if bar.mark is not None:
        _mark(canvas, _across(bar.mark, span, left, right), middle, bar.said)


def _mark(canvas: Canvas, x: float, middle: float, said: str) -> None:
    """A reader's own figure: a dot on the track, what it is below."""
    canvas.dot((x, middle), 17, _BACK)
    canvas.dot((x, middle), 12, _OWN)
    canvas.text((x, middle + 24), said, _OWN, _TEXT, "mt")


def _across(figure: float, span: tuple[float, float], left: float, right: float) -> float:
    low, high = span
    return left + (figure - low) / (high - low) * (right - left)


def _legend(canvas: Canvas, top: float, picture: RangesPicture) -> None:
    middle = top + 14
    canvas.box((_MARGIN, middle - _THICK), (_MARGIN + 60, middle + _THICK), _MUTED, 6)
    x = _MARGIN + 30
    canvas.line([(x, middle - _THICK), (x, middle + _THICK)], _BACK, 5)
    canvas.text((_MARGIN + 78, middle), picture.legend, _MUTED, 32, "lm")
    if picture.own:
        canvas.dot((_WIDTH / 2 + 30, middle), 12, _OWN)
        canvas.text((_WIDTH / 2 + 60, middle), picture.own, _MUTED, 32, "lm")
