"""The visualizer's latent space: principal components of 32 x 32 patches, and a decoder.

The encoder side is linear and fixed (so flat colours are exact and the denoiser can start at
once); the decoder is a small convolutional net that begins as the exact linear inverse and learns
to restore edges across patches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.paths import train_folder

PATCH = 32
SIDE = 8
WIDTH = 256


def to_patches(pictures: Tensor) -> Tensor:
    """uint8 or float (B, 256, 256, 3) in 0..255 to (B, 64, 3072) in -1..1."""
    b = pictures.shape[0]
    x = pictures.float() / 127.5 - 1
    x = x.view(b, SIDE, PATCH, SIDE, PATCH, 3).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b, SIDE * SIDE, PATCH * PATCH * 3)


@dataclass
class LatentSpace:
    """``latent = (patch - mean) @ basis / scale``; scale: square root of a component's spread."""

    mean: Tensor  # (3072)
    basis: Tensor  # (3072, width), orthonormal columns
    scale: Tensor  # (width)

    @property
    def width(self) -> int:
        """Numbers a patch."""
        return int(self.basis.shape[1])

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures (B, 256, 256, 3) in 0..255 to latents (B, 64, width)."""
        return self.from_patches(to_patches(pictures))

    def from_patches(self, patches: Tensor) -> Tensor:
        """Patches (..., 3072) in -1..1 to latents (..., width)."""
        return ((patches - self.mean) @ self.basis) / self.scale

    @staticmethod
    def load() -> LatentSpace:
        """Reads ``latent.pt`` of the training folder."""
        return LatentSpace(**torch.load(train_folder() / "latent.pt"))

    @staticmethod
    def fit(pictures: Tensor) -> LatentSpace:
        """Principal components of the patches of ``pictures``; written to ``latent.pt``."""
        flat = to_patches(pictures).flatten(0, 1)
        # Patches of bare background would drown the shapes.
        busy = flat.std(1) > 0.02
        keep = torch.cat([flat[busy], flat[~busy][: int(busy.sum()) // 8]])
        mean = keep.mean(0)
        centred = keep - mean
        values, vectors = torch.linalg.eigh(centred.T @ centred / len(keep))
        order = values.argsort(descending=True)[:WIDTH]
        spread = values[order].sqrt()
        kept = float(values[order].sum() / values.sum())
        scale = spread.sqrt()
        # One number makes the latent's overall deviation 1.
        scale = scale * ((spread / scale) ** 2).mean().sqrt()
        print(f"latent: {WIDTH} components keep {kept:.4f} of the variance of {len(keep)} patches")
        parts = {"mean": mean, "basis": vectors[:, order].contiguous(), "scale": scale}
        torch.save(parts, train_folder() / "latent.pt")
        return LatentSpace(**parts)


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.second(F.silu(self.first(F.silu(x))))
        return x + y


class Decoder(nn.Module):
    """Latent (B, width, 8, 8) to pixels (B, 3, 256, 256) in -1..1."""

    def __init__(self, space: LatentSpace, fine: int = 48, coarse: int = 96) -> None:
        super().__init__()
        self.inverse = nn.ConvTranspose2d(space.width, 48, 8, stride=8, bias=False)
        # The linear inverse: basis rows as 8 x 8 positions of 4 x 4 x 3 pixels.
        rows = (space.basis * space.scale).T.reshape(space.width, 8, 4, 8, 4, 3)
        offset = space.mean.reshape(8, 4, 8, 4, 3).permute(4, 1, 3, 0, 2).reshape(48, 8, 8)
        with torch.no_grad():
            self.inverse.weight.copy_(rows.permute(0, 5, 2, 4, 1, 3).reshape(-1, 48, 8, 8))
        self.offset = nn.Parameter(offset.clone())
        self.into = nn.Conv2d(48, fine, 3, padding=1)
        self.shrink = nn.Conv2d(fine, coarse, 2, stride=2)
        self.coarse = nn.Sequential(*(Residual(coarse) for _ in range(3)))
        self.grow = nn.Conv2d(coarse, fine * 4, 1)
        self.fine = nn.Sequential(*(Residual(fine) for _ in range(2)))
        self.out = nn.Conv2d(fine, 48, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        assert self.out.bias is not None
        nn.init.zeros_(self.out.bias)

    def forward(self, latent: Tensor) -> Tensor:
        base = self.inverse(latent)
        repeat = base.shape[-1] // 8
        base = base + self.offset.repeat(1, repeat, repeat)
        h = self.into(base)
        h = h + F.pixel_shuffle(self.grow(self.coarse(self.shrink(h))), 2)
        return F.pixel_shuffle(base + self.out(F.silu(self.fine(h))), 4)


def as_map(latent: Tensor) -> Tensor:
    """Latent tokens (B, n * n, width) to a map (B, width, n, n)."""
    b, n, w = latent.shape
    side = int(n**0.5)
    return latent.transpose(1, 2).reshape(b, w, side, side)


def fit_from_world(count: int = 2500, seed: int = 7) -> None:
    """Fits the latent space on random pictures of the world."""
    from models.pictograms.picture_pool import batch

    _, pictures = batch(np.random.default_rng(seed), count)
    LatentSpace.fit(torch.from_numpy(pictures))
