"""Training with the weights that are shipped: rounded to blocks of 4 bits, as ``quantise.py`` does.

The forward pass sees rounded weights, the gradient goes to the whole ones (straight-through). How
far rounding moves each weight is computed anew every few steps, since it costs a pass over all
weights. Without this, rounding turned visual tokens by a cosine of 0.8 to 0.98, and what was drawn
fell apart.

Of a model that is rounded already the blocks' scales alone may learn, one for every 32 weights,
while their integers stay (PEQA, arXiv 2305.14152). A step too small to change an integer changes a
scale all the same; ``LOG.md`` has both side by side.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BLOCK = 32
TOP = 15  # greatest of 4 bits
SMALLEST = 2.0**-14 / TOP


class RoundedLinear(nn.Linear):
    """A linear layer without bias, its weight maybe seen rounded or learning by scales alone."""

    gain: nn.Parameter | None  # (N, K / BLOCK), what each block's scale is multiplied with

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__(width_in, width_out, bias=False)
        self.offset: Tensor | None = None
        self.register_parameter("gain", None)

    def used(self) -> Tensor:
        """The weight (N, K) that is multiplied with."""
        if self.gain is not None:
            blocks = self.weight.view(*self.gain.shape, BLOCK) * self.gain[..., None]
            return blocks.view_as(self.weight)
        return self.weight if self.offset is None else self.weight + self.offset

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.used())

    def _save_to_state_dict(
        self, destination: dict[str, Any], prefix: str, keep_vars: bool
    ) -> None:
        """Gains are multiplied into what is saved: whoever reads it need not know of them."""
        super()._save_to_state_dict(destination, prefix, keep_vars)
        if self.gain is not None:
            del destination[f"{prefix}gain"]
            destination[f"{prefix}weight"] = self.used().detach()

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *rest: Any) -> None:
        if self.gain is not None:
            state_dict[f"{prefix}gain"] = torch.ones_like(self.gain)
        super()._load_from_state_dict(state_dict, prefix, *rest)


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


def learn_scales(module: nn.Module) -> None:
    """From here on the scales of the module's linear layers learn, their weights do not."""
    for part in module.modules():
        if isinstance(part, RoundedLinear):
            part.weight.requires_grad_(False)
            blocks = (len(part.weight), part.weight.shape[1] // BLOCK)
            part.gain = nn.Parameter(part.weight.new_ones(blocks))
