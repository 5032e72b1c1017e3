"""A drawing surface in picture units: smooth lines, one font, PNG out."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = str  # "#rrggbb"

_COLOURS = 64
_FINE = 2  # drawn this many times larger and scaled down, for smooth edges


class Canvas:
    """Coordinates are pixels of the finished picture, from the top left."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.size = (width, height)
        self._image = Image.new("RGB", (width * _FINE, height * _FINE), background)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, points: list[Point], colour: Colour, width: float = 1) -> None:
        """A line through the points."""
        fine = [(x * _FINE, y * _FINE) for x, y in points]
        self._draw.line(fine, colour, round(width * _FINE), joint="curve")

    def box(self, start: Point, end: Point, colour: Colour, radius: float = 0) -> None:
        """A filled rectangle between two corners."""
        edges = (start[0] * _FINE, start[1] * _FINE, end[0] * _FINE, end[1] * _FINE)
        self._draw.rounded_rectangle(edges, radius * _FINE, colour)

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """A filled circle."""
        x, y, r = centre[0] * _FINE, centre[1] * _FINE, radius * _FINE
        self._draw.ellipse((x - r, y - r, x + r, y + r), colour)

    def text(self, at: Point, text: str, colour: Colour, size: float, anchor: str = "lt") -> None:
        """One line of text; `anchor` as in Pillow, "lt" is left and top."""
        place = (at[0] * _FINE, at[1] * _FINE)
        self._draw.text(place, text, colour, _font(round(size * _FINE)), anchor=anchor)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        kept = io.BytesIO()
        small = self._image.reduce(_FINE)
        # Few colours are used, so a palette loses nothing that shows and quarters the size; this
        # way to find it, and no squeezing of the last byte, take a fifth of the time.
        small.quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(kept, "PNG")
        return kept.getvalue()


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)
