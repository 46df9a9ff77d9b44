"""Sprites of the concepts as the reader compares them: premultiplied, small, at several softnesses.

A picture's pixel is ``background * (1 - alpha) + alpha * colour``, so everything a comparison needs
of a concept is linear in ``alpha * colour`` and ``alpha``. Colours go from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from models.pictograms.world.sprites import Pixels, atlas, sprite

Floats = npt.NDArray[np.float32]
Drawn = Callable[[str, int], Pixels]  # concept and size in pixels to RGBA


def as_floats(pixels: Pixels) -> Floats:
    """Colours from 0 to 255 as 0 to 1."""
    return np.asarray(pixels / np.float32(255), np.float32)


def box(picture: Floats, factor: int) -> Floats:
    """Mean over squares of ``factor`` pixels: (h, w, c) to (h / factor, w / factor, c)."""
    h, w, c = picture.shape
    cells = picture.reshape(h // factor, factor, w // factor, factor, c)
    return cells.mean(axis=(1, 3), dtype=np.float32)


def soften(picture: Floats, sigma: float, pad: str = "edge") -> Floats:
    """Gaussian blur of (h, w, c) with ``sigma`` in its own pixels; 0 leaves it as it is.

    ``pad`` says what lies beyond the border: "edge" goes on, "constant" is nothing.
    """
    if sigma <= 0:
        return picture
    reach = max(1, int(np.ceil(2.5 * sigma)))
    at = np.arange(-reach, reach + 1)
    weights = np.exp(-(at**2) / (2 * sigma**2))
    weights = (weights / weights.sum()).astype(np.float32)
    for axis in (0, 1):
        width = [(reach, reach) if i == axis else (0, 0) for i in range(3)]
        padded = np.pad(picture, width, "edge" if pad == "edge" else "constant")
        length = picture.shape[axis]
        parts = (
            np.take(padded, range(i, i + length), axis) * weight for i, weight in enumerate(weights)
        )
        picture = np.sum(list(parts), axis=0, dtype=np.float32)
    return picture


@dataclass(frozen=True)
class Table:
    """All concepts at one size, as rows of flat arrays of n = side * side cells."""

    side: int
    colour: Floats  # (concepts, n * 3), alpha * colour
    cover: Floats  # (concepts, n), alpha
    product: Floats  # (concepts, n * 3), alpha * alpha * colour
    square: Floats  # (concepts, n), alpha * alpha
    energy: Floats  # (concepts,), sum of the squares of colour


class Templates:
    """Templates of the given concepts; ``drawn`` gives the sprite of a concept at a size."""

    def __init__(self, concepts: Sequence[str], drawn: Drawn) -> None:
        self.concepts = tuple(concepts)
        self._drawn = drawn
        self._kept: dict[tuple[int, int, int, float], Floats] = {}
        self._tables: dict[tuple[int, int, float], Table] = {}

    def one(self, concept: int, size: int, factor: int, sigma: float) -> Floats:
        """Concept by its number as (side, side, 4), premultiplied, ``factor`` pixels a cell.

        ``sigma`` is the softness in pixels of the whole picture.
        """
        key = (concept, size, factor, sigma)
        if key not in self._kept:
            pixels = as_floats(self._drawn(self.concepts[concept], size))
            pixels = np.concatenate([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], -1)
            self._kept[key] = soften(box(pixels, factor), sigma / factor, "constant")
        return self._kept[key]

    def table(self, size: int, factor: int, sigma: float) -> Table:
        """Every concept at one size, for a comparison of all at once."""
        key = (size, factor, sigma)
        if key not in self._tables:
            numbers = range(len(self.concepts))
            all_of = np.stack([self.one(i, size, factor, sigma) for i in numbers])
            for i in numbers:
                del self._kept[i, size, factor, sigma]
            count, side = all_of.shape[:2]
            cover = np.ascontiguousarray(all_of[..., 3].reshape(count, -1))
            colour = np.ascontiguousarray(all_of[..., :3].reshape(count, -1))
            product = (all_of[..., :3] * all_of[..., 3:]).reshape(count, -1)
            energy = (colour**2).sum(1, dtype=np.float32)
            self._tables[key] = Table(side, colour, cover, product, cover**2, energy)
        return self._tables[key]


@cache
def world_templates() -> Templates:
    """Templates of every concept of the world."""
    return Templates(tuple(atlas()), lambda concept, size: sprite(concept, size))


def drawn_from(sprites: Mapping[str, Pixels]) -> Drawn:
    """Sprites of 256 pixels made smaller by plain means, for tests with shapes of their own."""

    def at_size(concept: str, size: int) -> Pixels:
        at = (np.arange(size) * 256) // size
        return sprites[concept][at][:, at]

    return at_size
