"""Random-looking numbers that follow from a name alone.

Tiny checkpoints are not kept as files: `test/convert/made.ts` makes the same numbers from the same
names, so that only layouts and expected results are kept. All are exact in bfloat16 and float16.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Layout:
    """A tensor of a tiny checkpoint: ``base`` plus numbers from -1 to 1 times 2 ** ``exponent``."""

    shape: tuple[int, ...]
    exponent: int = 0
    base: int = 0


def hashed(name: str, count: int) -> np.ndarray:
    """Well mixed 32-bit numbers, ``count`` of them."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    mixed = (seed + np.arange(count, dtype=np.uint64) * 0x9E3779B9).astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed ^= mixed >> np.uint32(shift)
        mixed = (mixed.astype(np.uint64) * factor).astype(np.uint32)
    return mixed ^ (mixed >> np.uint32(16))


def numbers(name: str, layout: Layout) -> np.ndarray:
    """The numbers of a tensor, float32. Those around 1 are coarser, to stay exact in bfloat16."""
    count = int(np.prod(layout.shape))
    drawn = (hashed(name, count) >> np.uint32(24)).astype(np.float32) - 128
    if layout.base:
        drawn = np.floor(drawn / 8) * 8
    return (layout.base + drawn * np.float32(2.0 ** (layout.exponent - 7))).reshape(layout.shape)


def layout_for(name: str, shape: tuple[int, ...]) -> Layout:
    """Sizes at which a tiny model neither dies out nor explodes, by what the tensor is."""
    if len(shape) <= 1:
        is_scale = name.endswith("weight")
        return Layout(shape, -2 if is_scale else -3, 1 if is_scale else 0)
    if "embed" in name and len(shape) == 2:
        return Layout(shape, 0)
    fan_in = int(np.prod(shape[1:]))
    return Layout(shape, int(np.rint(np.log2(1.7 / np.sqrt(fan_in)))))
