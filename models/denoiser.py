"""The visualizer's denoiser and adapter: visual tokens to the latent, by a short diffusion.

Straight path from noise (t = 0) to the sample (t = 1); the net predicts the sample. A condition of
zeros is the unguided half of classifier-free guidance.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.encoder import GRID, TOKENS, WIDTH
from models.latent import SIDE
from models.latent import WIDTH as LATENT_WIDTH

CONDITION = 256


class Adapter(nn.Module):
    """Visual tokens (B, 16, 512) to the condition (B, 16, 256)."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(WIDTH, 512)
        self.second = nn.Linear(512, CONDITION)

    def forward(self, tokens: Tensor) -> Tensor:
        # Tokens have length one; times the root of the width their numbers are about one.
        condition: Tensor = self.second(F.gelu(self.first(tokens * WIDTH**0.5)))
        return condition


class DenoiserBlock(nn.Module):
    """Transformer layer whose norms are shifted and scaled by the time (adaptive layer norm)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.width = width
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.table = nn.Parameter(torch.zeros(6, width))

    def forward(self, x: Tensor, modulation: Tensor) -> Tensor:
        b, t, d = x.shape[0], SIDE * SIDE, self.width
        shift1, scale1, gate1, shift2, scale2, gate2 = (
            (modulation + self.table).unsqueeze(2).unbind(1)
        )
        h = F.layer_norm(x, (d,)) * (1 + scale1) + shift1
        q, k, v = self.qkv(h).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + (1 + gate1) * self.out(mixed)
        h = F.layer_norm(x, (d,)) * (1 + scale2) + shift2
        return x + (1 + gate2) * self.down(F.gelu(self.up(h)))


class Memory(nn.Module):
    """Product-key memory (arXiv 1907.05242): many learned values, few read; (B, T, D) -> same.

    What a thing looks like has to be known by heart. Values cost no arithmetic until they are
    read, so a memory holds more than matrices of the same cost.
    """

    def __init__(self, width: int, keys: int = 128, heads: int = 2, best: int = 8) -> None:
        super().__init__()
        self.width = width
        self.keys_a_half = keys
        self.heads = heads
        self.best = best
        self.half = 64
        self.query = nn.Linear(width, heads * 2 * self.half)
        self.keys = nn.Parameter(torch.randn(heads, 2, keys, self.half) / self.half**0.5)
        self.values = nn.Parameter(torch.randn(keys * keys, width) * 0.02)

    def forward(self, x: Tensor) -> Tensor:
        query = self.query(F.layer_norm(x, (self.width,)))
        query = query.reshape(-1, self.heads, 2, self.half)
        query = F.layer_norm(query, (self.half,))
        # (N, heads, 2, keys): each half of the query against its own keys.
        scores = (query.unsqueeze(-2) @ self.keys.transpose(-1, -2)).squeeze(-2)
        likely, at = scores.topk(self.best, -1)
        pairs = (likely[:, :, 0, :, None] + likely[:, :, 1, None, :]).flatten(2)
        rows = (at[:, :, 0, :, None] * self.keys_a_half + at[:, :, 1, None, :]).flatten(2)
        top, chosen = pairs.topk(self.best, -1)
        rows = rows.gather(-1, chosen).flatten(1)
        weights = top.float().softmax(-1).flatten(1)
        if torch.onnx.is_in_onnx_export():
            read = (self.values[rows] * weights.unsqueeze(-1)).sum(1)
        else:
            read = F.embedding_bag(rows, self.values, per_sample_weights=weights, mode="sum")
        return x + read.view(x.shape)


class Denoiser(nn.Module):
    """latent (B, 128, 8, 8), timestep (B) in 0..1, condition (B, 16, 256) -> sample, same shape."""

    def __init__(
        self, width: int = 256, layers: int = 8, heads: int = 4, memory_after: int | None = 5
    ) -> None:
        super().__init__()
        self.width = width
        self.memory_after = memory_after
        self.memory = None if memory_after is None else Memory(width)
        self.into = nn.Linear(LATENT_WIDTH, width)
        self.place = nn.Parameter(torch.randn(1, SIDE * SIDE, width) * 0.02)
        self.spread = nn.Linear(CONDITION, 4 * width)
        self.summary = nn.Linear(CONDITION, width)
        self.time = nn.Sequential(nn.Linear(128, width), nn.SiLU(), nn.Linear(width, width))
        self.modulation = nn.Linear(width, 6 * width)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)
        self.blocks = nn.ModuleList(DenoiserBlock(width, heads) for _ in range(layers))
        self.out = nn.Linear(width, LATENT_WIDTH)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        frequency = torch.exp(-torch.arange(64) / 64 * math.log(1000.0)) * 1000
        self.register_buffer("frequency", frequency, persistent=False)

    def forward(self, latent: Tensor, timestep: Tensor, condition: Tensor) -> Tensor:
        b = latent.shape[0]
        angle = timestep[:, None] * self.frequency
        time = self.time(torch.cat([angle.cos(), angle.sin()], -1))
        modulation = self.modulation(F.silu(time + self.summary(condition.mean(1))))
        # Each of the 4 x 4 tokens speaks to its own 2 x 2 patches.
        spread = self.spread(condition).view(b, GRID, GRID, 2, 2, self.width)
        spread = spread.permute(0, 1, 3, 2, 4, 5).reshape(b, SIDE * SIDE, self.width)
        x = self.into(latent.flatten(2).transpose(1, 2)) + self.place + spread
        for number, block in enumerate(self.blocks):
            x = block(x, modulation.view(b, 6, self.width))
            if self.memory is not None and number == self.memory_after:
                x = self.memory(x)
        predicted = self.out(F.layer_norm(x, (self.width,)))
        return predicted.transpose(1, 2).reshape(b, LATENT_WIDTH, SIDE, SIDE)


def add_noise(sample: Tensor, timestep: Tensor) -> Tensor:
    """Point of the straight path: (1 - t) noise + t sample."""
    t = timestep.view(-1, 1, 1, 1)
    return (1 - t) * torch.randn_like(sample) + t * sample


@torch.no_grad()
def draw(
    denoiser: Denoiser, condition: Tensor, steps: int = 12, guidance: float = 1.5, seed: int = 0
) -> Tensor:
    """Latents (B, 128, 8, 8) by Euler steps; the same arithmetic as the studio's flow schedule."""
    made = torch.Generator().manual_seed(seed)
    x = torch.randn(condition.shape[0], LATENT_WIDTH, SIDE, SIDE, generator=made)
    assert condition.shape[1] == TOKENS
    for i in range(steps):
        t = torch.full((len(x),), i / steps)
        guided = denoiser(x, t, condition)
        if guidance != 1:
            free = denoiser(x, t, torch.zeros_like(condition))
            guided = free + guidance * (guided - free)
        x = x + (guided - x) / max(1 - i / steps, 0.02) / steps
    return x
