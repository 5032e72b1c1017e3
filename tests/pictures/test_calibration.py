"""Confidence against truth: bins of tenths, their mean gap, and the picture of both."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.pictures.calibration import Bin, bins, calibration, error

Found = list[tuple[float, bool]]

HONEST: Found = [(0.25, True), (0.25, False), (0.25, False), (0.25, False), (1.0, True)]
BOASTING: Found = [(0.9, False)] * 3 + [(0.1, False)]


def test_a_bin_holds_a_tenth_of_the_scale() -> None:
    assert bins([(0.0, False), (0.04, True), (0.1, True), (0.95, True), (1.0, False)]) == [
        Bin(0.02, 0.5, 2),
        Bin(0.1, 1.0, 1),
        Bin(0.975, 0.5, 2),
    ]


def test_a_bin_without_messages_is_left_out() -> None:
    assert bins([]) == []
    assert [part.count for part in bins(HONEST)] == [4, 1]


@pytest.mark.parametrize(
    ("found", "expected"), [([], 0), (HONEST, 0), (BOASTING, (3 * 0.9 + 0.1) / 4)]
)
def test_the_error_is_the_mean_gap_weighted_by_messages(found: Found, expected: float) -> None:
    assert error(found) == pytest.approx(expected)


@pytest.mark.parametrize("found", [[], BOASTING[:1], HONEST, BOASTING])
def test_the_picture_is_a_png_of_one_size(found: Found) -> None:
    with Image.open(io.BytesIO(calibration(found, "Title"))) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (720, 560))


def test_the_picture_shows_the_figures_and_the_title() -> None:
    pictures = {calibration(found, "Title") for found in ([], HONEST, BOASTING)}
    assert len(pictures | {calibration(HONEST, "Another")}) == 4
    assert calibration(HONEST, "Title") in pictures
