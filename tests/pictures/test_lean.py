"""The picture of a lean: what is where, and that it is light to send."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.advice.picture import LeanPicture
from bot.pictures import content_of, draw

LEAN = LeanPicture(
    title="PM Advisor: where I lean",
    summary="Leaning to ML PM",
    sides=("AI PM", "ML PM"),
    score=0.5,
    likely=(0.2, 0.8),
    traits=(("Company", 1.0), ("Craft", -0.5), ("Pay", 0.0)),
)
ORANGE, BLUE, BACK = (196, 87, 10), (11, 99, 196), (244, 246, 249)
SCALE_Y, FIRST_ROW, ROW = 300, 467, 74


def opened(picture: LeanPicture) -> Image.Image:
    return Image.open(io.BytesIO(draw(picture))).convert("RGB")


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


def test_the_score_is_where_it_should_be_on_the_scale() -> None:
    image = opened(LEAN)
    assert near(image, (688, SCALE_Y), ORANGE)  # 64 + 0.75 * 832
    assert near(opened(replace(LEAN, score=-0.5)), (272, SCALE_Y), BLUE)


def test_bars_reach_to_their_side() -> None:
    image = opened(LEAN)
    assert near(image, (880, FIRST_ROW), ORANGE)
    assert near(image, (540, FIRST_ROW + ROW), BLUE)
    assert not near(image, (880, FIRST_ROW + ROW), BLUE)


def test_it_has_a_row_for_each_trait() -> None:
    assert opened(LEAN).height == opened(replace(LEAN, traits=())).height + 3 * ROW


def test_text_stands_out_from_its_background() -> None:
    """The background is the picture's own, so that a dark chat changes nothing."""
    image = opened(LEAN)
    assert near(image, (2, 2), BACK)
    darkest = min(sum(pixel) for _, pixel in image.getcolors(1 << 24) or [])  # type: ignore[arg-type]
    assert darkest < 150


@pytest.mark.parametrize("score", [-1.0, -0.004, 0.0, 0.01, 1.0])
def test_any_score_can_be_drawn(score: float) -> None:
    picture = replace(LEAN, score=score, likely=(max(score - 1, -1), min(score + 1, 1)))
    assert opened(picture).width == 960


def test_it_is_light_to_send() -> None:
    traits = tuple((f"Trait {number}", number / 4 - 1) for number in range(8))
    assert len(draw(replace(LEAN, traits=traits))) < 80_000


def test_the_same_picture_is_drawn_once() -> None:
    assert draw(LEAN) is draw(replace(LEAN))


def test_content_tells_pictures_apart() -> None:
    assert content_of(LEAN) == content_of(replace(LEAN))
    assert content_of(LEAN) != content_of(replace(LEAN, score=0.51))
    assert len(content_of(LEAN)) == 64
