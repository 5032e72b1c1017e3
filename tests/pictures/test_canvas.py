"""The drawing surface: a PNG of its size, with what was drawn where it was drawn."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.pictures.canvas import Canvas

RED, WHITE = "#ff0000", "#ffffff"
Place = tuple[int, int]


def drawn(canvas: Canvas) -> Image.Image:
    with Image.open(io.BytesIO(canvas.png())) as picture:
        assert picture.format == "PNG"
        return picture.convert("RGB")


def is_red(picture: Image.Image, *places: Place) -> list[bool]:
    """Whether each pixel is red rather than white: edges are smooth."""
    green = picture.getchannel("G")
    return [green.crop((x, y, x + 1, y + 1)).tobytes()[0] < 128 for x, y in places]


def test_an_empty_canvas_is_its_background() -> None:
    picture = drawn(Canvas(40, 30, RED))
    assert picture.size == (40, 30)
    assert picture.getcolors() == [(40 * 30, (255, 0, 0))]


def test_a_line_goes_through_its_points_and_nowhere_else() -> None:
    canvas = Canvas(40, 30, WHITE)
    canvas.line([(5, 10), (35, 10), (35, 25)], RED, 4)
    assert is_red(drawn(canvas), (20, 10), (35, 20), (20, 20)) == [True, True, False]


@pytest.mark.parametrize(("radius", "corner"), [(0, True), (8, False)])
def test_a_box_is_filled_between_its_corners(radius: float, corner: bool) -> None:
    canvas = Canvas(40, 30, WHITE)
    canvas.box((10, 5), (30, 25), RED, radius)
    assert is_red(drawn(canvas), (20, 15), (5, 15), (10, 5)) == [True, False, corner]


def test_a_dot_is_round() -> None:
    canvas = Canvas(40, 30, WHITE)
    canvas.dot((20, 15), 10, RED)
    assert is_red(drawn(canvas), (20, 15), (12, 15), (12, 7), (32, 15)) == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("anchor", "left", "right"),
    [("lt", False, True), ("rt", True, False), ("mt", True, True)],
)
def test_a_text_stands_at_its_anchor(anchor: str, left: bool, right: bool) -> None:
    canvas = Canvas(100, 30, WHITE)
    canvas.text((50, 5), "WWWW", RED, 12, anchor)
    picture = drawn(canvas)
    halves = [(x, y) for x in range(48) for y in range(30)]
    assert any(is_red(picture, *halves)) is left
    assert any(is_red(picture, *((x + 52, y) for x, y in halves))) is right
