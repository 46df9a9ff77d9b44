"""The adapter's first half: visual tokens as a language model predicts them, made whole again.

A regression tells well what a thing is and badly its details, which it pulls to the mean. What a
thing is determines its details, so a small network can put them back before the visualizer draws.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.encoder import TOKENS, WIDTH, MixingBlock

#: What is put back is added in small steps, so that an untrained refiner changes nothing.
STEP = 0.1


class Refiner(nn.Module):
    """Visual tokens (B, 16, W) to visual tokens, L2-normalised."""

    def __init__(self, width: int = 384, layers: int = 4) -> None:
        super().__init__()
        self.width = width
        self.into = nn.Linear(WIDTH, width)
        self.place = nn.Parameter(torch.randn(1, TOKENS, width) * 0.02)
        self.blocks = nn.ModuleList(MixingBlock(width, width // 64) for _ in range(layers))
        self.out = nn.Linear(width, WIDTH)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        h = self.into(tokens * WIDTH**0.5) + self.place
        for block in self.blocks:
            h = block(h)
        change = self.out(F.layer_norm(h, (self.width,))).float()
        return F.normalize(tokens.float() + change * STEP, dim=-1)


class RefinedAdapter(nn.Module):
    """Refiner and adapter as one graph: visual tokens (B, 16, W) to the condition (B, 16, 256)."""

    def __init__(self, refiner: nn.Module | None, adapter: nn.Module) -> None:
        super().__init__()
        self.refiner = refiner
        self.adapter = adapter

    def forward(self, tokens: Tensor) -> Tensor:
        condition: Tensor = self.adapter(self.refiner(tokens) if self.refiner else tokens)
        return condition
