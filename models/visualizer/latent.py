"""The visualizer's latent space: principal components of patches, and a decoder.

The encoder side is linear and fixed (so flat colours are exact and the denoiser can start at
once); the decoder is a small convolutional net that begins as the exact linear inverse and learns
to restore edges across patches.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.paths import train_folder

BLOCK = 4  # pixels a side that the decoder handles as one position
CHANNELS = BLOCK * BLOCK * 3


@dataclass(frozen=True)
class LatentConfig:
    """Shape of the latent: a picture has ``side`` x ``side`` patches of ``patch`` pixels a side,
    each of ``width`` numbers."""

    patch: int
    side: int
    width: int


@dataclass(frozen=True)
class DecoderConfig:
    """Channels of the decoder on its fine and its coarse grid."""

    fine: int
    coarse: int


def to_patches(config: LatentConfig, pictures: Tensor) -> Tensor:
    """uint8 or float (B, S, S, 3) in 0..255 to (B, patches, numbers of a patch) in -1..1."""
    b, side, patch = pictures.shape[0], config.side, config.patch
    x = pictures.float() / 127.5 - 1
    x = x.view(b, side, patch, side, patch, 3).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b, side * side, patch * patch * 3)


@dataclass
class LatentSpace:
    """``latent = (patch - mean) @ basis / scale``; scale: square root of a component's spread."""

    config: LatentConfig
    mean: Tensor  # (numbers of a patch)
    basis: Tensor  # (numbers of a patch, width), orthonormal columns
    scale: Tensor  # (width)

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures (B, S, S, 3) in 0..255 to latents (B, width, side, side)."""
        latent = self.from_patches(to_patches(self.config, pictures))
        return latent.transpose(1, 2).unflatten(2, (self.config.side, self.config.side))

    def from_patches(self, patches: Tensor) -> Tensor:
        """Patches (..., numbers of a patch) in -1..1 to latents (..., width)."""
        return ((patches - self.mean) @ self.basis) / self.scale

    @staticmethod
    def load(config: LatentConfig) -> LatentSpace:
        """Reads ``latent.pt`` of the training folder."""
        return LatentSpace(config, **torch.load(train_folder() / "latent.pt"))

    @staticmethod
    def fit(config: LatentConfig, pictures: Tensor) -> LatentSpace:
        """Principal components of the patches of ``pictures``; written to ``latent.pt``."""
        flat = to_patches(config, pictures).flatten(0, 1)
        # Patches of bare background would drown the shapes.
        busy = flat.std(1) > 0.02
        keep = torch.cat([flat[busy], flat[~busy][: int(busy.sum()) // 8]])
        mean = keep.mean(0)
        centred = keep - mean
        values, vectors = torch.linalg.eigh(centred.T @ centred / len(keep))
        order = values.argsort(descending=True)[: config.width]
        spread = values[order].sqrt()
        explained = float(values[order].sum() / values.sum())
        scale = spread.sqrt()
        # One number makes the latent's overall deviation 1.
        scale = scale * ((spread / scale) ** 2).mean().sqrt()
        count = f"{config.width} components keep {explained:.4f}"
        print(f"latent: {count} of the variance of {len(keep)} patches")
        parts = {"mean": mean, "basis": vectors[:, order].contiguous(), "scale": scale}
        torch.save(parts, train_folder() / "latent.pt")
        return LatentSpace(config, **parts)


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
    """Latent (B, width, n, n) to pixels (B, 3, n x patch, n x patch) in -1..1."""

    def __init__(self, space: LatentSpace, config: DecoderConfig) -> None:
        super().__init__()
        width, fine, coarse = space.config.width, config.fine, config.coarse
        self.blocks = n = space.config.patch // BLOCK
        self.inverse = nn.ConvTranspose2d(width, CHANNELS, n, stride=n, bias=False)
        # The linear inverse: basis rows as n x n positions of 4 x 4 x 3 pixels.
        rows = (space.basis * space.scale).T.reshape(width, n, BLOCK, n, BLOCK, 3)
        offset = space.mean.reshape(n, BLOCK, n, BLOCK, 3).permute(4, 1, 3, 0, 2)
        with torch.no_grad():
            self.inverse.weight.copy_(rows.permute(0, 5, 2, 4, 1, 3).reshape(-1, CHANNELS, n, n))
        self.offset = nn.Parameter(offset.reshape(CHANNELS, n, n).clone())
        self.into = nn.Conv2d(CHANNELS, fine, 3, padding=1)
        self.shrink = nn.Conv2d(fine, coarse, 2, stride=2)
        self.coarse = nn.Sequential(*(Residual(coarse) for _ in range(3)))
        self.grow = nn.Conv2d(coarse, fine * 4, 1)
        self.fine = nn.Sequential(*(Residual(fine) for _ in range(2)))
        self.out = nn.Conv2d(fine, CHANNELS, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        assert self.out.bias is not None
        nn.init.zeros_(self.out.bias)

    def forward(self, latent: Tensor) -> Tensor:
        base = self.inverse(latent)
        repeat = base.shape[-1] // self.blocks
        base = base + self.offset.repeat(1, repeat, repeat)
        h = self.into(base)
        h = h + F.pixel_shuffle(self.grow(self.coarse(self.shrink(h))), 2)
        return F.pixel_shuffle(base + self.out(F.silu(self.fine(h))), BLOCK)
