"""Scenes: a background and things on it, drawn at 256 x 256.

Sizes are few and places lie on a grid of 32 pixels, so that one concept at one size always falls
on the visualizer's patches in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from models.pictograms.world.spoiling import spoiled
from models.pictograms.world.sprites import Pixels, sprite, turned

SIDE = 256
GRID = 32
SIZES = (64, 96, 128, 192, 256)

PLAIN_COLOURS: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "black": (24, 24, 28),
    "red": (214, 60, 60),
    "green": (90, 180, 90),
    "blue": (80, 130, 220),
    "yellow": (250, 220, 100),
    "purple": (150, 100, 200),
    "orange": (245, 150, 60),
    "pink": (250, 180, 200),
    "gray": (150, 150, 155),
    "brown": (130, 90, 60),
}
# Upper colour, lower colour, and the row where the lower begins (a multiple of the grid).
LANDSCAPES: dict[str, tuple[tuple[int, int, int], tuple[int, int, int], int]] = {
    "day": ((150, 205, 250), (120, 190, 90), 192),
    "night": ((22, 26, 66), (34, 62, 48), 192),
    "sea": ((176, 222, 250), (40, 110, 190), 128),
    "meadow": ((196, 228, 250), (112, 188, 84), 128),
    "snow": ((190, 208, 228), (246, 249, 253), 160),
}
BACKGROUNDS = (*PLAIN_COLOURS, *LANDSCAPES)


@dataclass(frozen=True)
class Thing:
    """One concept in a scene: ``size`` and top left corner in pixels of the 256 x 256 picture.

    Pictures from outside have any size and place, and are turned by degrees against the clock.
    """

    concept: str
    size: int
    x: int
    y: int
    turn: int = 0


@dataclass(frozen=True)
class Scene:
    """A picture of the world; later things are drawn over earlier ones.

    ``spoiled`` is the seed of what a picture from outside went through, 0 for nothing.
    """

    background: str
    things: tuple[Thing, ...] = ()
    spoiled: int = 0


@cache
def background(name: str) -> Pixels:
    """Background by name as (256, 256, 3). Raises ``KeyError`` for an unknown name."""
    canvas = np.empty((SIDE, SIDE, 3), np.uint8)
    if name in PLAIN_COLOURS:
        canvas[:] = PLAIN_COLOURS[name]
        return canvas
    upper, lower, row = LANDSCAPES[name]
    canvas[:row] = upper
    canvas[row:] = lower
    if name == "night":
        for x, y in ((28, 30), (90, 62), (150, 22), (214, 52), (46, 118), (196, 124), (120, 140)):
            canvas[y : y + 4, x : x + 4] = (250, 240, 190)
    return canvas


def render(scene: Scene, style: str = "noto") -> Pixels:
    """Draws a scene as uint8 (256, 256, 3)."""
    canvas = background(scene.background).astype(np.float32)
    for thing in scene.things:
        picture = sprite(thing.concept, thing.size, style)
        if thing.turn:
            picture = turned(picture, thing.turn)
        left, top = max(thing.x, 0), max(thing.y, 0)
        right, bottom = min(thing.x + thing.size, SIDE), min(thing.y + thing.size, SIDE)
        if right <= left or bottom <= top:
            continue
        part = picture[top - thing.y : bottom - thing.y, left - thing.x : right - thing.x]
        alpha = part[..., 3:].astype(np.float32) / 255
        view = canvas[top:bottom, left:right]
        view[:] = view * (1 - alpha) + part[..., :3] * alpha
    drawn = np.round(canvas).astype(np.uint8)
    return spoiled(drawn, scene.spoiled) if scene.spoiled else drawn
