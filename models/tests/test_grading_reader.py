"""Faults of the reader of pictures: things missed, invented, or read as others.

The sprites are shapes of these tests, since the icons are not installed where checks run;
``python -m models.scripts.grade calibrate`` measures the reader on the real ones.
"""

from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from models.grading.arrangement import Guess, best_set
from models.grading.reader import Reader, Reading
from models.grading.templates import Templates, drawn_from, soften
from models.pictograms.world.scenes import BACKGROUNDS, SIZES, background
from models.pictograms.world.sprites import Pixels

Placed = tuple[str, int, int, int]
RED, BLUE, LIME, GOLD = (210, 40, 50), (40, 60, 200), (70, 210, 60), (240, 200, 30)


@cache
def shapes() -> dict[str, Pixels]:
    """Sprites of 256 pixels: flat shapes, two of them alike but for a detail."""
    found = {}
    for name in ("disk", "ring", "square", "triangle", "bars", "disk-with-hole"):
        image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
        pen = ImageDraw.Draw(image)
        if name.startswith("disk"):
            pen.ellipse((12, 12, 243, 243), fill=RED)
            if name.endswith("hole"):
                pen.ellipse((96, 96, 160, 160), fill=GOLD)
        elif name == "ring":
            pen.ellipse((12, 12, 243, 243), fill=BLUE)
            pen.ellipse((76, 76, 180, 180), fill=(0, 0, 0, 0))
        elif name == "square":
            pen.rectangle((24, 24, 231, 231), fill=LIME)
        elif name == "triangle":
            pen.polygon(((128, 10), (246, 240), (10, 240)), fill=GOLD)
        else:
            for x in range(16, 240, 64):
                pen.rectangle((x, 12, x + 36, 243), fill=BLUE)
        found[name] = np.asarray(image)
    return found


@cache
def reader() -> Reader:
    """A reader of the shapes."""
    return Reader(Templates(tuple(shapes()), drawn_from(shapes())))


def drawn(ground: str, *things: Placed) -> Pixels:
    """The shapes on a background of the world."""
    canvas = background(ground).astype(np.float32)
    for name, size, x, y in things:
        sprite = drawn_from(shapes())(name, size).astype(np.float32)
        alpha = sprite[..., 3:] / 255
        view = canvas[y : y + size, x : x + size]
        view[:] = view * (1 - alpha) + sprite[..., :3] * alpha
    return canvas.round().astype(np.uint8)


def spoiled(pixels: Pixels, sigma: float, noise: float) -> Pixels:
    """The picture blurred and with noise."""
    soft = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma)), np.float32)
    rough = soft + np.random.default_rng(3).normal(0, noise, soft.shape)
    return np.clip(rough, 0, 255).astype(np.uint8)


def things_of(reading: Reading) -> list[Placed]:
    """What was read, in an order of its own."""
    return sorted((one.concept, one.size, one.x, one.y) for one in reading.things)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["disk", "disk-with-hole", "triangle", "bars"])
def test_one_thing_is_read_with_its_size_and_place(name: str, size: int) -> None:
    """Fault: a size never tried, or a place counted in other units than pixels."""
    at = (256 - size) // 32 * 32
    read = reader().read(drawn("white", (name, size, at, at // 64 * 32)))
    assert things_of(read) == [(name, size, at, at // 64 * 32)]
    assert read.rest < 0.02


@pytest.mark.parametrize("ground", BACKGROUNDS)
def test_every_background_is_told_with_and_without_a_thing(ground: str) -> None:
    """Fault: a landscape taken for a colour, or its stars and its horizon for things."""
    bare = reader().read(drawn(ground))
    assert (bare.background, bare.things) == (ground, ())
    full = reader().read(drawn(ground, ("ring", 192, 32, 32)))
    assert (full.background, things_of(full)) == (ground, [("ring", 192, 32, 32)])


def test_several_things_are_read_apart() -> None:
    """Fault: one great thing claimed in the place of several small ones."""
    grid = [("disk", 64, x, y) for y in (0, 96, 192) for x in (0, 96, 192)]
    assert things_of(reader().read(drawn("green", *grid))) == sorted(grid)
    mixed: list[Placed] = [
        ("disk", 128, 0, 0),
        ("square", 128, 128, 0),
        ("triangle", 128, 0, 128),
        ("bars", 64, 160, 160),
    ]
    assert things_of(reader().read(drawn("white", *mixed))) == sorted(mixed)


@pytest.mark.parametrize(("sigma", "noise"), [(3, 0), (6, 0), (3, 12)])
def test_soft_and_noisy_pictures_are_read_as_sharp_ones(sigma: float, noise: float) -> None:
    """Fault: a soft drawing of the right thing counted as wrong."""
    things: list[Placed] = [("disk-with-hole", 128, 0, 64), ("ring", 128, 128, 64)]
    read = reader().read(spoiled(drawn("yellow", *things), sigma, noise))
    assert (read.background, things_of(read)) == ("yellow", things)


def test_a_thing_off_the_grid_is_found_where_it_stands() -> None:
    """Fault: the place of a frame's thing rounded to the grid, which hides an error of 6 %."""
    read = reader().read(drawn("white", ("triangle", 64, 75, 118)))
    assert [one.concept for one in read.things] == ["triangle"]
    assert abs(read.things[0].x - 75) <= 2
    assert abs(read.things[0].y - 118) <= 2


def test_patches_of_two_things_are_neither() -> None:
    """Fault: a drawing in pieces, with the right colours in the right place, accepted."""
    patches = drawn("gray", ("disk", 192, 32, 32))
    others = drawn("gray", ("square", 192, 32, 32))
    for y in range(0, 256, 32):
        for x in range(y % 64, 256, 64):
            patches[y : y + 32, x : x + 32] = others[y : y + 32, x : x + 32]
    assert not any(one.size > 64 for one in reader().read(patches).things)


def test_what_no_thing_explains_is_counted() -> None:
    """Fault: a strange shape beside the right thing goes unseen."""
    pixels = drawn("white", ("disk", 128, 0, 64)).copy()
    pixels[20:240:5, 150:250] = (20, 20, 20)
    pixels[20:250, 150:250:9] = (20, 20, 20)
    read = reader().read(pixels)
    assert things_of(read) == [("disk", 128, 0, 64)]
    assert read.rest > 0.25


def test_a_picture_of_another_size_is_refused() -> None:
    """Fault: numbers read from a picture of the wrong scale."""
    with pytest.raises(ValueError, match="256 x 256"):
        reader().read(np.zeros((128, 128, 3), np.uint8))


def test_softening_keeps_flat_pictures_and_sums() -> None:
    """Fault: a blur that darkens, so that soft pictures lose against sharp sprites."""
    flat = np.full((20, 20, 3), 0.5, np.float32)
    np.testing.assert_allclose(soften(flat, 2.0), flat, atol=1e-5)
    point = np.zeros((21, 21, 1), np.float32)
    point[10, 10] = 1
    assert soften(point, 1.5, "constant").sum() == pytest.approx(1, abs=1e-4)


def test_the_best_set_prefers_all_of_the_picture_to_the_greatest_piece() -> None:
    """Fault: greed, which takes the one greatest guess and blocks four better ones."""
    great = Guess(0, 256, 0, 0, 0.5, 0.5)
    four = [Guess(1, 128, x, y, 1.0, 0.24) for x in (0, 128) for y in (0, 128)]
    assert set(best_set([great, *four], 0.01)) == set(four)
    assert best_set([great, *four], 0.2) == (great,)
    assert best_set([], 0.01) == ()
