"""Which background a picture has, though things hide much of it and its colours are a bit off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from models.grading.templates import Floats, as_floats, box
from models.pictograms.world.scenes import BACKGROUNDS, LANDSCAPES, SIDE, background

CLOSE = 0.16  # a difference of colour (mean of three, 0 to 1) beyond which a pixel is a thing's
_BORDER_WEIGHT = 3.0


@dataclass(frozen=True)
class Ground:
    """A background by name and its colours in this very picture (cells, cells, 3), 0 to 1."""

    name: str
    misfit: float  # mean cut difference from the world's background, 0 to CLOSE
    colours: Floats


@cache
def _plain(name: str, cells: int) -> Floats:
    return box(as_floats(background(name)), SIDE // cells)


@cache
def _weights(cells: int) -> Floats:
    weights = np.ones((cells, cells), np.float32)
    rim = cells // 16
    weights[:rim] = weights[-rim:] = weights[:, :rim] = weights[:, -rim:] = _BORDER_WEIGHT
    return weights / weights.sum()


def _regions(name: str, cells: int) -> list[slice]:
    if name not in LANDSCAPES:
        return [slice(0, cells)]
    row = LANDSCAPES[name][2] * cells // SIDE
    return [slice(0, row), slice(row, cells)]


def grounds(picture: Floats, keep: int = 2) -> list[Ground]:
    """The likeliest backgrounds of a picture (cells, cells, 3), best first.

    The colours of each are moved by what the picture's own background differs from the world's, so
    that a cast of colour is not taken for a thing.
    """
    cells = picture.shape[0]
    found = []
    for name in BACKGROUNDS:
        away = np.abs(picture - _plain(name, cells)).mean(-1)
        misfit = float((np.minimum(away, CLOSE) * _weights(cells)).sum())
        found.append((misfit, name))
    best = sorted(found)[:keep]
    return [Ground(name, misfit, _as_seen(picture, name)) for misfit, name in best]


def _as_seen(picture: Floats, name: str) -> Floats:
    colours = _plain(name, picture.shape[0]).copy()
    for rows in _regions(name, picture.shape[0]):
        away = picture[rows] - colours[rows]
        near = np.abs(away).mean(-1) < CLOSE / 2
        if near.mean() > 0.05:
            colours[rows] += np.median(away[near], axis=0)
    return colours
