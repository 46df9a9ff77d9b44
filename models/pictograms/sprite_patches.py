"""The patches of all sprites: what the adapter's memory begins with.

A patch (32 x 32 pixels) of a sprite is kept as its latent on white, less that of bare white, and as
principal components of what it covers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.pictograms.codes import by_token
from models.pictograms.world.concepts import concept_ids
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIZES, background
from models.pictograms.world.sprites import sprite
from models.visualizer.adapter import Adapter
from models.visualizer.latent import LatentSpace


def sprite_patches() -> tuple[Tensor, Tensor]:
    """On white (n, 3072) in -1..1, and covered (n, 1024) in 0..1; by concept, size, row, column."""
    white: list[npt.NDArray[np.floating]] = []
    cover: list[npt.NDArray[np.floating]] = []
    for concept in concept_ids():
        for size in SIZES:
            pixels = sprite(concept, size).astype(np.float32) / 255
            alpha = pixels[..., 3:]
            on_white = (pixels[..., :3] * alpha + 1 - alpha) * 2 - 1
            n = size // GRID
            for rows, image in ((white, on_white), (cover, alpha)):
                split = image.reshape(n, GRID, n, GRID, -1).transpose(0, 2, 1, 3, 4)
                rows.append(split.reshape(n * n, -1))
    return torch.from_numpy(np.concatenate(white)), torch.from_numpy(np.concatenate(cover))


def cover_basis(cover: Tensor, width: int) -> Tensor:
    """Principal directions of what patches cover, without taking the mean away, (1024, width)."""
    _, vectors = torch.linalg.eigh(cover.T @ cover / len(cover))
    return vectors.flip(1)[:, :width].contiguous()


def bare_white(space: LatentSpace) -> Tensor:
    """Latent (256) of a white patch."""
    return space.from_patches(torch.ones(1, GRID * GRID * 3))[0]


def patch_values(space: LatentSpace, width: int) -> tuple[Tensor, Tensor]:
    """Latents on white less bare white (n, 256) and components of the cover (n, width); and the
    components' basis (1024, width), scaled as the components are."""
    white, cover = sprite_patches()
    latent = space.from_patches(white) - bare_white(space)
    basis = cover_basis(cover, width)
    parts = cover @ basis
    scale = parts.pow(2).mean().sqrt()
    return torch.cat([latent, parts / scale], -1), basis * scale


def laying(space: LatentSpace, basis: Tensor) -> Tensor:
    """How much the latent falls where a colour channel behind is darker than white by one.

    A patch is alpha x colour + (1 - alpha) x behind, so a background that is darker by d adds
    -(1 - alpha) d: linear in alpha. (3, width + 1, 256): per channel, on the cover's components and
    on the patch as a whole.
    """
    rows = []
    for channel in range(3):
        moved = torch.zeros(basis.shape[1] + 1, GRID * GRID, 3)
        moved[:-1, :, channel] = basis.T * 2  # pixels are -1..1
        moved[-1, :, channel] = -2
        rows.append((moved.flatten(1) @ space.basis) / space.scale)
    return torch.stack(rows)


def darkness() -> Tensor:
    """How much darker than white each background is in each cell, (16 backgrounds, 16, 4, 3)."""
    rows = []
    for name in BACKGROUNDS:
        cells = background(name).reshape(8, GRID, 8, GRID, 3).astype(np.float32)
        # The median passes over stars.
        rows.append(
            1 - np.median(cells.transpose(0, 2, 1, 3, 4).reshape(8, 8, -1, 3), axis=2) / 255
        )
    colours = by_token(torch.from_numpy(np.stack(rows)).permute(0, 3, 1, 2).flatten(0, 1))
    return colours.view(len(BACKGROUNDS), 3, *colours.shape[1:]).permute(0, 2, 3, 1)


@torch.no_grad()
def fill_memory(adapter: Adapter, space: LatentSpace) -> None:
    """Fills the adapter's table with the patches, and the rest with the laws of covering."""
    values, basis = patch_values(space, adapter.config.cover_width)
    adapter.values[:-1] = values
    adapter.laid.copy_(laying(space, basis))
    adapter.white.copy_(bare_white(space))
    adapter.behind.copy_(darkness())
