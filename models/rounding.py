"""Training with the weights that are shipped: rounded to blocks of 4 bits, as ``quantise.py`` does.

The forward pass sees rounded weights, the gradient goes to the whole ones (straight-through). How
far rounding moves each weight is computed anew every few steps, since it costs a pass over all
weights. Without this, rounding turned visual tokens by a cosine of 0.8 to 0.98, and what was drawn
fell apart.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BLOCK = 32
TOP = 15  # greatest of 4 bits
SMALLEST = 2.0**-14 / TOP


class RoundedLinear(nn.Linear):
    """A linear layer without bias whose weight may be seen rounded."""

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__(width_in, width_out, bias=False)
        self.offset: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight if self.offset is None else self.weight + self.offset
        return F.linear(x, weight)


@torch.no_grad()
def rounded(weight: Tensor) -> Tensor:
    """A matrix (N, K) after the round through 4 bits, as ``quantise.dequantised`` has it."""
    blocks = weight.float().view(len(weight), -1, BLOCK)
    low = blocks.amin(-1, keepdim=True).clamp(max=0)
    high = blocks.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / TOP).clamp(min=SMALLEST).half().float().clamp(min=2.0**-24)
    zero = (-low / scale).round().clamp(0, TOP)
    whole = ((blocks / scale).round() + zero).clamp(0, TOP)
    return ((whole - zero) * scale).view_as(weight)


@torch.no_grad()
def see_rounded(module: nn.Module) -> None:
    """From here on the module's linear layers see their weights rounded as they are now."""
    for part in module.modules():
        if isinstance(part, RoundedLinear):
            offset = rounded(part.weight) - part.weight
            # Written into the tensor that compiled code knows.
            part.offset = offset if part.offset is None else part.offset.copy_(offset)


@torch.no_grad()
def round_for_good(module: nn.Module) -> None:
    """Rounds weights that are not trained, so often that rounding them again changes nothing."""
    for part in module.modules():
        if isinstance(part, RoundedLinear):
            for _ in range(4):
                part.weight.copy_(rounded(part.weight))
