"""Draws a free scene: sprites at any place, size and turn over a ground; elementwise sums alone.

No library's resampling is used, so that the pictures are the same in every version of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from models.grading.free.borrowed import Pixels
from models.grading.free.hands import SIDE, sprite
from models.grading.free.spoil import spoiled

Canvas = npt.NDArray[np.float64]
_SAMPLES = 3  # in each direction of a pixel


def hashed(shape: tuple[int, ...], seed: int) -> Canvas:
    """Numbers from 0 to 1 without a pattern that depend on place and seed alone."""
    at = np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(seed * 7919 + 1)
    at = (at ^ (at >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    at = (at ^ (at >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    at = at ^ (at >> np.uint64(31))
    return (at >> np.uint64(11)).astype(np.float64).reshape(shape) / float(1 << 53)


def _ground(ground: list[Any], wide: int, high: int) -> Canvas:
    kind = ground[0]
    canvas = np.empty((high, wide, 3), np.float64)
    canvas[:] = ground[1]
    if kind == "fade":
        part = np.linspace(0, 1, high)[:, None, None]
        canvas = canvas * (1 - part) + np.array(ground[2], np.float64) * part
    elif kind == "ruled":
        step = max(6, ground[2] * high // 1000)
        canvas[::step] -= 26
        canvas[:, ::step] -= 26
    elif kind == "grain":
        canvas += (hashed((high, wide, 1), wide + high) - 0.5) * 2 * ground[2]
    elif kind == "boards":
        step = max(8, ground[2] * high // 1000)
        shade = hashed((high // step + 1,), step) * 18 - 9
        canvas += np.repeat(shade, step)[:high, None, None]
        canvas[::step] -= 30
        canvas += (hashed((high, 1, 1), 5) - 0.5) * 8
    return np.clip(canvas, 0, 255)


def _sampled(picture: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Bilinear values of (h, w, c) at points, nothing outside."""
    padded = np.pad(picture, ((1, 2), (1, 2), (0, 0)))
    x = np.clip(x + 1, 0, picture.shape[1] + 1)
    y = np.clip(y + 1, 0, picture.shape[0] + 1)
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    right_part, low_part = (x - left)[..., None], (y - top)[..., None]
    upper = padded[top, left] * (1 - right_part) + padded[top, left + 1] * right_part
    lower = padded[top + 1, left] * (1 - right_part) + padded[top + 1, left + 1] * right_part
    return np.asarray(upper * (1 - low_part) + lower * low_part)


def _halved(picture: Canvas) -> Canvas:
    return np.asarray(
        (picture[::2, ::2] + picture[1::2, ::2] + picture[::2, 1::2] + picture[1::2, 1::2]) / 4
    )


def _paste(canvas: Canvas, hand: str, row: list[Any]) -> None:
    thing, middle_x, middle_y, size, turn = row
    high, wide = canvas.shape[:2]
    side = size * min(wide, high) / 1000
    x0, y0 = middle_x * wide / 1000, middle_y * high / 1000
    pixels = sprite(hand, thing).astype(np.float64)
    alpha = pixels[..., 3:] / 255
    layers = np.concatenate([pixels[..., :3] * alpha, alpha], -1)
    scale = SIDE / side
    while scale > 2.5 * _SAMPLES:
        layers = _halved(layers)
        scale /= 2
    reach = side * 0.72
    left, right = max(0, int(x0 - reach)), min(wide, int(x0 + reach) + 2)
    top, low = max(0, int(y0 - reach)), min(high, int(y0 + reach) + 2)
    if right <= left or low <= top:
        return
    # Cosine and sine by a table of thousandths, so that no library's last digit counts.
    cos = round(float(np.cos(np.deg2rad(turn))), 6)
    sin = round(float(np.sin(np.deg2rad(turn))), 6)
    total = np.zeros((low - top, right - left, 4))
    rows, columns = np.mgrid[top:low, left:right].astype(np.float64)
    for i in range(_SAMPLES):
        for j in range(_SAMPLES):
            dx = columns + (i + 0.5) / _SAMPLES - x0
            dy = rows + (j + 0.5) / _SAMPLES - y0
            u = (cos * dx + sin * dy) * scale + layers.shape[1] / 2 - 0.5
            v = (-sin * dx + cos * dy) * scale + layers.shape[0] / 2 - 0.5
            total += _sampled(layers, u, v)
    total /= _SAMPLES**2
    view = canvas[top:low, left:right]
    view[:] = view * (1 - total[..., 3:]) + total[..., :3]


def rendered(scene: dict[str, Any]) -> Pixels:
    """A scene's picture, uint8 (height, width, 3), with whatever was done to it after."""
    wide, high = scene["w"], scene["h"]
    canvas = _ground(scene["ground"], wide, high)
    for row in scene["things"]:
        _paste(canvas, scene.get("hand", "noto"), row)
    pixels = np.clip(np.round(canvas), 0, 255).astype(np.uint8)
    return spoiled(pixels, scene.get("noise", []))
