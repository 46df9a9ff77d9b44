"""The visualizer's denoiser: from noise to the latent, given what the adapter composed of tokens.

Straight path from noise (t = 0) to the sample (t = 1); the net predicts the sample. A condition of
zeros is the unguided half of classifier-free guidance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.visualizer.adapter import AdapterConfig, cells_of
from models.visualizer.latent import LatentConfig


@dataclass(frozen=True)
class DenoiserConfig:
    """Shape of the denoiser's own layers."""

    width: int
    layers: int
    heads: int


class DenoiserBlock(nn.Module):
    """Transformer layer whose norms are shifted and scaled by the time (adaptive layer norm)."""

    def __init__(self, cells: int, width: int, heads: int) -> None:
        super().__init__()
        self.cells = cells
        self.width = width
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.table = nn.Parameter(torch.zeros(6, width))

    def forward(self, x: Tensor, modulation: Tensor) -> Tensor:
        # Constants, so that the exported graph has no arithmetic on shapes.
        b, t, d = x.shape[0], self.cells, self.width
        shift1, scale1, gate1, shift2, scale2, gate2 = (
            (modulation + self.table).unsqueeze(2).unbind(1)
        )
        h = F.layer_norm(x, (d,)) * (1 + scale1) + shift1
        q, k, v = self.qkv(h).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + (1 + gate1) * self.out(mixed)
        h = F.layer_norm(x, (d,)) * (1 + scale2) + shift2
        return x + (1 + gate2) * self.down(F.gelu(self.up(h)))


class Denoiser(nn.Module):
    """latent (B, width, side, side), timestep (B) in 0..1, condition (B, m, numbers of a token) ->
    sample of the latent's shape.

    The adapter has composed what the tokens say; the net begins with it as its answer and learns
    what it lacks. The names of parameters are those of checkpoints: ``told`` projects a cell's
    condition, ``place`` is the positional embedding.
    """

    def __init__(
        self, config: DenoiserConfig, latent: LatentConfig, condition: AdapterConfig
    ) -> None:
        super().__init__()
        self.latent, self.condition = latent, condition
        width = config.width
        self.width = width
        self.into = nn.Linear(latent.width, width)
        self.place = nn.Parameter(torch.randn(1, latent.side**2, width) * 0.02)
        self.told = nn.Linear(condition.cell_condition, width)
        self.summary = nn.Linear(condition.cell_condition, width)
        self.time = nn.Sequential(nn.Linear(128, width), nn.SiLU(), nn.Linear(width, width))
        self.modulation = nn.Linear(width, 6 * width)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)
        self.blocks = nn.ModuleList(
            DenoiserBlock(latent.side**2, width, config.heads) for _ in range(config.layers)
        )
        self.out = nn.Linear(width, latent.width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        frequency = torch.exp(-torch.arange(64) / 64 * math.log(1000.0)) * 1000
        self.register_buffer("frequency", frequency, persistent=False)

    def forward(self, latent: Tensor, timestep: Tensor, condition: Tensor) -> Tensor:
        b = latent.shape[0]
        cells = cells_of(self.condition, condition)
        angle = timestep[:, None] * self.frequency
        time = self.time(torch.cat([angle.cos(), angle.sin()], -1))
        modulation = self.modulation(F.silu(time + self.summary(cells.mean(1))))
        x = self.into(latent.flatten(2).transpose(1, 2)) + self.place + self.told(cells)
        for block in self.blocks:
            x = block(x, modulation.view(b, 6, self.width))
        width, side = self.latent.width, self.latent.side
        predicted = cells[..., :width] + self.out(F.layer_norm(x, (self.width,)))
        return predicted.transpose(1, 2).reshape(b, width, side, side)


def add_noise(sample: Tensor, timestep: Tensor) -> Tensor:
    """Point of the straight path: (1 - t) noise + t sample."""
    t = timestep.view(-1, 1, 1, 1)
    return (1 - t) * torch.randn_like(sample) + t * sample
