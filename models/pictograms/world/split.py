"""The border between training and held-out: a hash of what a case is made of."""

from collections.abc import Callable
from hashlib import blake2b
from typing import TypeVar

import numpy as np

from models.pictograms.world.example import Split

T = TypeVar("T")

HELD_OUT_SHARE = 10  # one composition in ten is never trained


def bucket(key: str, buckets: int) -> int:
    """Number from 0 to ``buckets`` - 1 that depends on the text alone."""
    digest = blake2b(key.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % buckets


def is_held_out(key: str) -> bool:
    """Whether the composition with this key is kept from training."""
    return bucket(key, HELD_OUT_SHARE) == 0


def key_of(kind: str, *parts: str) -> str:
    """Key of a composition: its kind, then concepts, background and the like."""
    return "|".join((kind, *parts))


def draw_until(
    rng: np.random.Generator,
    split: Split,
    draw: Callable[[np.random.Generator], T],
    key: Callable[[T], str],
) -> T:
    """Draws until the composition lies on the wanted side of the border.

    Raises RuntimeError when 2,000 draws bring none, which too few concepts in use cause.
    """
    for _ in range(2000):
        drawn = draw(rng)
        if is_held_out(key(drawn)) == (split == "heldout"):
            return drawn
    raise RuntimeError("No composition of this split exists: use more concepts.")
