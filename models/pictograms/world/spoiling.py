"""What pictures from outside have gone through: compression, resizing, light and noise."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter

from models.pictograms.world.sprites import Pixels


def spoiled(pixels: Pixels, seed: int) -> Pixels:
    """The picture (S, S, 3) after one or two such faults; the same seed gives the same picture."""
    rng = np.random.default_rng(seed)
    for kind in rng.permutation(5)[: int(rng.integers(1, 3))]:
        pixels = _FAULTS[int(kind)](rng, pixels)
    return pixels


def _compressed(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=int(rng.integers(30, 90)))
    with Image.open(file) as opened:
        return np.asarray(opened.convert("RGB"))


def _resized(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    side = pixels.shape[0]
    less = int(side * rng.uniform(0.45, 0.9))
    image = Image.fromarray(pixels).resize((less, less), Image.Resampling.BILINEAR)
    return np.asarray(image.resize((side, side), Image.Resampling.BICUBIC))


def _lit(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    tint = rng.uniform(0.85, 1.08, 3) * rng.uniform(0.9, 1.1)
    shade = np.linspace(rng.uniform(0.9, 1.05), rng.uniform(0.9, 1.05), pixels.shape[1])
    lit = pixels * tint * shade[None, :, None]
    return lit.clip(0, 255).astype(np.uint8)


def _grainy(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    grain = rng.normal(0, rng.uniform(2, 9), pixels.shape)
    return (pixels + grain).clip(0, 255).astype(np.uint8)


def _blurred(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    blur = ImageFilter.GaussianBlur(float(rng.uniform(0.4, 1.3)))
    return np.asarray(Image.fromarray(pixels).filter(blur))


_FAULTS = (_compressed, _resized, _lit, _grainy, _blurred)
