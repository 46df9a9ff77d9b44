"""What happens to pictures on their way: compression, resizing, a photograph of a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from models.grading.free.borrowed import Pixels

Canvas = npt.NDArray[np.float64]

# Quantisation of brightness and of colour as JPEG's Annex K has them, at quality 50.
_BRIGHT = """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56
14 17 22 29 51 87 80 62 18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92
49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"""
_COLOUR = """17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99
47 66 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""
_AT = np.arange(8)
_BASIS: Canvas = np.round(
    np.cos((2 * _AT[None] + 1) * _AT[:, None] * np.pi / 16)
    * np.where(_AT[:, None] == 0, np.sqrt(1 / 8), 0.5),
    9,
)


def _table(text: str, quality: int) -> Canvas:
    scale = 5000 / quality if quality < 50 else 200 - 2 * quality
    values = np.array([int(word) for word in text.split()], np.float64).reshape(8, 8)
    return np.clip(np.floor((values * scale + 50) / 100), 1, 255)


def _product(one: str, first: Canvas, second: Canvas) -> Canvas:
    return np.asarray(np.einsum(one, first, second, optimize=False))


def _quantised(plane: Canvas, table: Canvas) -> Canvas:
    high, wide = plane.shape
    padded = np.pad(plane, ((0, -high % 8), (0, -wide % 8)), "edge") - 128
    blocks = padded.reshape(padded.shape[0] // 8, 8, padded.shape[1] // 8, 8).swapaxes(1, 2)
    waves = _product("ux,abxy->abuy", _BASIS, blocks)
    waves = _product("vy,abuy->abuv", _BASIS, waves)
    waves = np.round(waves / table) * table
    back = _product("ux,abuv->abxv", _BASIS, waves)
    back = _product("vy,abxv->abxy", _BASIS, back)
    whole = back.swapaxes(1, 2).reshape(padded.shape) + 128
    return np.asarray(whole[:high, :wide])


def compressed(pixels: Pixels, quality: int) -> Pixels:
    """As JPEG of that quality leaves a picture, colours at half the resolution."""
    r, g, b = (pixels[..., i].astype(np.float64) for i in range(3))
    bright = 0.299 * r + 0.587 * g + 0.114 * b
    planes = [
        128 - 0.168736 * r - 0.331264 * g + 0.5 * b,
        128 + 0.5 * r - 0.418688 * g - 0.081312 * b,
    ]
    high, wide = bright.shape
    bright = _quantised(bright, _table(_BRIGHT, quality))
    found = []
    for plane in planes:
        even = np.pad(plane, ((0, high % 2), (0, wide % 2)), "edge")
        small = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
        small = _quantised(small, _table(_COLOUR, quality))
        found.append(np.repeat(np.repeat(small, 2, 0), 2, 1)[:high, :wide] - 128)
    blue, red = found
    channels = [
        bright + 1.402 * red,
        bright - 0.344136 * blue - 0.714136 * red,
        bright + 1.772 * blue,
    ]
    return np.clip(np.round(np.stack(channels, -1)), 0, 255).astype(np.uint8)


def points(pixels: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Bilinear values at points in pixels; beyond the border the border's own."""
    high, wide = pixels.shape[:2]
    x, y = np.clip(x, 0, wide - 1), np.clip(y, 0, high - 1)
    left = np.minimum(np.floor(x).astype(np.int64), wide - 2)
    top = np.minimum(np.floor(y).astype(np.int64), high - 2)
    across, down = (x - left)[..., None], (y - top)[..., None]
    upper = pixels[top, left] * (1 - across) + pixels[top, left + 1] * across
    lower = pixels[top + 1, left] * (1 - across) + pixels[top + 1, left + 1] * across
    return np.asarray(upper * (1 - down) + lower * down)


def resized(pixels: Pixels, percent: int) -> Pixels:
    """Made smaller to that many percent and large again."""
    high, wide = pixels.shape[:2]
    small = (max(16, high * percent // 100), max(16, wide * percent // 100))
    value = pixels.astype(np.float64)
    for to in (small, (high, wide)):
        rows, columns = np.mgrid[0 : to[0], 0 : to[1]].astype(np.float64)
        y = (rows + 0.5) * value.shape[0] / to[0] - 0.5
        x = (columns + 0.5) * value.shape[1] / to[1] - 0.5
        value = points(value, x, y)
    return np.clip(np.round(value), 0, 255).astype(np.uint8)


def photographed(pixels: Pixels, values: Sequence[Any]) -> Pixels:
    """A photograph of the picture on a screen: slanted, with its frame, moire, glare and a cast.

    ``values``: thousandths by which the corners lie off, the moire's waves across, down and their
    strength, the glare's middle and reach, and the width of the dark frame.
    """
    corners, waves, glare, frame = values
    high, wide = pixels.shape[:2]
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float64)
    u, v = columns / wide, rows / high
    # A bilinear map of the corners, which for such small slants is as good as a true perspective.
    xs = [corners[i] / 1000 for i in range(0, 8, 2)]
    ys = [corners[i] / 1000 for i in range(1, 8, 2)]
    weights = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v]
    x = u + sum(a * w for a, w in zip(xs, weights, strict=True))
    y = v + sum(a * w for a, w in zip(ys, weights, strict=True))
    edge = frame / 1000 / 2
    x, y = (x - edge) / (1 - 2 * edge), (y - edge) / (1 - 2 * edge)
    value = points(pixels.astype(np.float64), x * wide - 0.5, y * high - 0.5)
    outside = (x < 0) | (x > 1) | (y < 0) | (y > 1)
    value[outside] = (34, 34, 38)
    phase = (u * waves[0] + v * waves[1] + 6 * (u - 0.5) * (v - 0.5) * 10) * 2 * np.pi / 10
    for channel in range(3):
        value[..., channel] *= 1 + waves[2] / 100 * np.sin(phase + channel * 0.9)
    away = ((u - glare[0] / 1000) ** 2 + (v - glare[1] / 1000) ** 2) / (glare[2] / 1000) ** 2
    value += (42 * np.exp(-2 * away))[..., None]
    value *= np.array([1.02, 1.0, 0.95])
    return np.clip(np.round(value), 0, 255).astype(np.uint8)


def spoiled(pixels: Pixels, steps: Sequence[Sequence[Any]]) -> Pixels:
    """The picture after the steps of a case. Raises ValueError for an unknown one."""
    for name, *values in steps:
        if name == "jpeg":
            pixels = compressed(pixels, values[0])
        elif name == "resize":
            pixels = resized(pixels, values[0])
        elif name == "screen":
            pixels = photographed(pixels, values)
        else:
            raise ValueError(f"A picture cannot be spoiled by {name!r}.")
    return pixels
