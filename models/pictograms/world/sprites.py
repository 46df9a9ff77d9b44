"""Sprites of the concepts, rendered once from the icon sets and kept as one raw atlas.

The atlas comes from ``sprites.mjs`` (Node), since the icon sets are npm packages.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.paths import train_folder
from models.pictograms.world.concepts import concept_ids

Pixels = npt.NDArray[np.uint8]

ATLAS_SIZE = 256
HERE = Path(__file__).resolve().parent


@cache
def atlas(style: str = "noto") -> dict[str, Pixels]:
    """RGBA sprites (256, 256, 4) by concept id; rendered at first use.

    Raises ``RuntimeError`` with the command to install the icon sets when they are missing.
    """
    prefix = train_folder() / f"sprites-{style}"
    ids = list(concept_ids())
    listed, raw = prefix.with_suffix(".json"), prefix.with_suffix(".raw")
    wanted = train_folder() / "sprites-wanted.json"
    fresh = listed.exists() and wanted.exists() and json.loads(wanted.read_text()) == ids
    if not fresh:
        wanted.write_text(json.dumps(ids))
        command = [
            "node",
            str(HERE / "sprites.mjs"),
            str(wanted),
            str(ATLAS_SIZE),
            str(prefix),
            style,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or "the icons could not be rendered")
    names: list[str] = json.loads(listed.read_text())
    data = np.fromfile(raw, np.uint8).reshape(len(names), ATLAS_SIZE, ATLAS_SIZE, 4)
    return dict(zip(names, data, strict=True))


@lru_cache(maxsize=6000)  # pictures from outside have things of every size
def sprite(concept: str, size: int, style: str = "noto") -> Pixels:
    """One concept as RGBA (size, size, 4), colour premultiplied while it is scaled."""
    source = atlas(style)[concept]
    if size == ATLAS_SIZE:
        return source
    alpha = source[..., 3:].astype(np.float32) / 255
    premultiplied = np.concatenate([source[..., :3] * alpha, source[..., 3:]], -1)
    scaled = Image.fromarray(np.round(premultiplied).astype(np.uint8), "RGBA")
    small = np.asarray(scaled.resize((size, size), Image.Resampling.BOX), np.float32)
    back = np.where(small[..., 3:] > 0, small[..., :3] * 255 / np.maximum(small[..., 3:], 1), 0)
    return np.concatenate([back.clip(0, 255), small[..., 3:]], -1).astype(np.uint8)


def turned(picture: Pixels, degrees: int) -> Pixels:
    """A sprite turned against the clock about its middle; what leaves the square is cut off."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    premultiplied = np.concatenate([picture[..., :3] * alpha, picture[..., 3:]], -1)
    image = Image.fromarray(np.round(premultiplied).astype(np.uint8), "RGBA")
    there = np.asarray(image.rotate(degrees, Image.Resampling.BILINEAR), np.float32)
    back = np.where(there[..., 3:] > 0, there[..., :3] * 255 / np.maximum(there[..., 3:], 1), 0)
    return np.concatenate([back.clip(0, 255), there[..., 3:]], -1).astype(np.uint8)
