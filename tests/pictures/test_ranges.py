"""The picture of pay ranges: where bars, middles and marks lie."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.advice.picture import RangeBar, RangePanel, RangesPicture
from bot.pictures import content_of, draw

BLUE, ORANGE, BACK = (11, 99, 196), (196, 87, 10), (244, 246, 249)
SMALLEST = 80_000  # bytes
AI = RangeBar("AI PM", 200, 225, "$200k-$225k", 0)
ML = RangeBar("ML PM", 180, 205, "$180k-$205k", 1)


def of(*bars: RangeBar, panels: int = 1) -> RangesPicture:
    panel = RangePanel("Base", "$ a year", bars)
    return RangesPicture("Senior", "Bay Area, 2026", (panel,) * panels, "middle of the range")


def opened(picture: RangesPicture) -> Image.Image:
    return Image.open(io.BytesIO(draw(picture))).convert("RGB")


def spans(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int]:
    """The leftmost and the rightmost pixel of a colour, above the legend."""
    width, height = image.size
    near = [
        x
        for y in range(0, height - 80, 3)
        for x in range(width)
        if _near(image.getpixel((x, y)), colour)
    ]
    return min(near), max(near)


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return bool(sum(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 30)


def test_the_higher_range_lies_to_the_right() -> None:
    image = opened(of(AI, ML))
    (blue_low, blue_high), (orange_low, orange_high) = spans(image, BLUE), spans(image, ORANGE)
    assert orange_low < blue_low < orange_high < blue_high


def test_the_middle_of_a_bar_is_open() -> None:
    image = opened(of(AI))
    low, high = spans(image, BLUE)
    rows = [y for y in range(image.height - 80) if _near(image.getpixel((low + 10, y)), BLUE)]
    middle = image.getpixel(((low + high) // 2, sum(rows) // len(rows)))
    assert _near(middle, BACK)


def test_a_faint_range_is_paler() -> None:
    image = opened(of(replace(AI, faint=True)))
    with pytest.raises(ValueError, match="empty"):
        spans(image, BLUE)


@pytest.mark.parametrize(("mark", "left"), [(170.0, True), (240.0, False)])
def test_a_mark_outside_the_range_lies_beside_it(mark: float, left: bool) -> None:
    bar = replace(AI, mark=mark, said="$170k")
    image = opened(of(bar))
    low, high = spans(image, BLUE)
    rows = [y for y in range(image.height - 80) if _near(image.getpixel((low + 8, y)), BLUE)]
    y = sum(rows) // len(rows)
    dark = [x for x in range(292, 640) if _near(image.getpixel((x, y)), (23, 33, 43))]
    assert (max(dark) < low) if left else (min(dark) > high)


def test_a_mark_makes_room_for_its_figure() -> None:
    assert opened(of(replace(AI, mark=210.0, said="$210k"))).height > opened(of(AI)).height


def test_a_range_of_one_figure_is_drawn() -> None:
    assert opened(of(replace(AI, low=200, high=200))).size[0] == 960


def test_all_rows_of_all_parts_stay_small() -> None:
    four = (AI, ML, replace(AI, low=260, high=285), replace(ML, low=240, high=265))
    assert len(draw(of(*four, panels=4))) < SMALLEST


def test_other_figures_are_another_content() -> None:
    assert content_of(of(AI)) != content_of(of(ML))
    assert content_of(of(AI)) == content_of(of(AI))


@settings(max_examples=15, deadline=None)
@given(low=st.floats(0, 1e7), more=st.floats(0, 1e7), mark=st.none() | st.floats(0, 1e12))
def test_any_figures_are_drawn(low: float, more: float, mark: float | None) -> None:
    draw(of(replace(AI, low=low, high=low + more, mark=mark, said="x")))
