"""Faults of the free pictures: things that overlap, lie outside, or are drawn or read elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.grading.free import draw
from models.grading.free.borrowed import Pixels, Reader, Templates
from models.grading.free.dice import Dice
from models.grading.free.layout import Put, spread, touching
from models.grading.free.reading import FreeReader, thousandths
from models.grading.free.seal import sealed_cases
from models.grading.free.spoil import compressed, photographed, resized, spoiled
from models.grading.templates import drawn_from


@cache
def shapes() -> dict[str, Pixels]:
    """Three flat shapes of 256 pixels."""
    found = {}
    for name in ("disk", "square", "triangle"):
        image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
        pen = ImageDraw.Draw(image)
        if name == "disk":
            pen.ellipse((12, 12, 243, 243), fill=(210, 40, 50))
            pen.rectangle((96, 20, 160, 120), fill=(250, 240, 120))
        elif name == "square":
            pen.rectangle((24, 24, 231, 231), fill=(40, 60, 200))
            pen.rectangle((24, 24, 231, 80), fill=(70, 210, 60))
        else:
            pen.polygon(((128, 10), (246, 240), (10, 240)), fill=(240, 200, 30))
        found[name] = np.asarray(image)
    return found


@pytest.fixture(autouse=True)
def own_sprites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenes are drawn with these shapes, since the icons are not installed where checks run."""
    monkeypatch.setattr(draw, "sprite", lambda hand, thing: shapes()[thing])


def scene(*things: list, noise: list | None = None, side: int = 256) -> dict:
    """A scene on plain blue-gray paper."""
    return {
        "w": side,
        "h": side,
        "ground": ["plain", [252, 252, 250]],
        "hand": "noto",
        "things": list(things),
        "noise": noise or [],
    }


def test_the_dice_fall_as_they_always_did() -> None:
    """Catches another generator: these numbers were written down when the bank was sealed."""
    dice = Dice("a name")
    assert [dice.below(100) for _ in range(6)] == [91, 45, 53, 19, 24, 53]
    assert Dice("x").shuffled("abcdef") == list("ebcfad")


def test_things_stand_apart_and_inside() -> None:
    """Catches scenes in which one thing hides another or leaves the picture."""
    for case in sealed_cases():
        for picture in case.get("pictures", []):
            put = [Put(*row) for row in picture.get("things", [])]
            for i, one in enumerate(put):
                assert one.x >= one.size / 2 and one.x + one.size / 2 <= 1000
                assert one.y >= one.size / 2 and one.y + one.size / 2 <= 1000
                assert not any(touching(one, other) for other in put[:i])


def test_a_crowd_that_cannot_stand_apart_is_refused() -> None:
    """Catches an endless search for a place."""
    with pytest.raises(RuntimeError, match="No arrangement of 9 things"):
        spread(Dice("crowd"), ["cat"] * 9, [(600, 700)] * 9, 0)


def test_a_scene_is_drawn_where_it_says() -> None:
    """Catches things drawn elsewhere, in another size, or turned the wrong way."""
    pixels = draw.rendered(scene(["square", 250, 250, 400, 0], ["disk", 750, 700, 300, 90]))
    assert pixels.shape == (256, 256, 3)
    assert tuple(pixels[250, 10]) == (252, 252, 250)
    assert np.abs(pixels[64, 64].astype(int) - (40, 60, 200)).max() < 4
    assert np.abs(pixels[32, 64].astype(int) - (70, 210, 60)).max() < 30
    # The disk's bar is at its top; turned clockwise by 90 degrees it is at its right.
    assert np.abs(pixels[179, 192 + 18].astype(int) - (250, 240, 120)).max() < 30
    assert np.abs(pixels[179, 192 - 18].astype(int) - (210, 40, 50)).max() < 30
    assert (
        pixels == draw.rendered(scene(["square", 250, 250, 400, 0], ["disk", 750, 700, 300, 90]))
    ).all()


def test_spoiling_changes_a_picture_but_not_what_it_shows() -> None:
    """Catches noise that destroys a picture or leaves it as it was."""
    clean = draw.rendered(scene(["disk", 500, 500, 600, 0]))
    screen = [[10, -10, 20, 5, -8, 12, 0, -20], [200, 40, 6], [800, 200, 300], 60]
    for spoilt in (compressed(clean, 40), resized(clean, 50), photographed(clean, screen)):
        assert spoilt.shape == clean.shape
        assert spoilt.dtype == np.uint8
        assert (spoilt != clean).any()
        assert np.abs(spoilt[150, 128].astype(int) - clean[150, 128]).max() < 60
    assert (spoiled(clean, [["jpeg", 40]]) == compressed(clean, 40)).all()
    assert (compressed(np.full((30, 22, 3), 90, np.uint8), 50).astype(int) - 90 < 4).all()
    with pytest.raises(ValueError, match="cannot be spoiled"):
        spoiled(clean, [["melt", 3]])


def test_the_reader_reads_what_stands_off_the_grid() -> None:
    """Catches things of odd sizes and turns that are missed, doubled or read elsewhere."""
    templates = Templates(tuple(shapes()), drawn_from(shapes()))
    reader = FreeReader(templates, shapes(), Reader(templates))
    rows: list[list[Any]] = [
        ["square", 240, 300, 270, 8],
        ["disk", 700, 260, 330, -10],
        ["triangle", 560, 770, 290, 5],
    ]
    for noise in ([], [["jpeg", 45]]):
        found = reader.read(draw.rendered(scene(*rows, noise=noise)))
        assert found.background == "white"
        assert sorted(one.concept for one in found.things) == ["disk", "square", "triangle"]
        for one in found.things:
            row = next(row for row in rows if row[0] == one.concept)
            x, y, size = thousandths(one)
            assert max(abs(x - row[1]), abs(y - row[2])) < 40
            assert max(size, row[3]) < 1.2 * min(size, row[3])
