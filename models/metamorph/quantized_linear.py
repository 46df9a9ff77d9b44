"""Quantization-aware training: layers that compute with the weights that are shipped.

The forward pass uses weights rounded to blocks of 4 bits (``quantization.py``), the gradient goes
to the unrounded ones (straight-through). How far rounding moves each weight is computed anew every
few steps, since it costs a pass over all weights. Without this, rounding turned visual tokens by a
cosine of 0.8 to 0.98, and what was drawn fell apart.

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


class QuantizedLinear(nn.Linear):
    """A linear layer without bias whose weight may be used rounded, or learn by scales alone."""

    gain: nn.Parameter | None  # (N, K / BLOCK), what each block's scale is multiplied with

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__(width_in, width_out, bias=False)
        self.offset: Tensor | None = None
        self.register_parameter("gain", None)

    def effective_weight(self) -> Tensor:
        """The weight (N, K) that is multiplied with."""
        if self.gain is not None:
            blocks = self.weight.view(*self.gain.shape, BLOCK) * self.gain[..., None]
            return blocks.view_as(self.weight)
        return self.weight if self.offset is None else self.weight + self.offset

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.effective_weight())

    def _save_to_state_dict(
        self, destination: dict[str, Any], prefix: str, keep_vars: bool
    ) -> None:
        """Gains are multiplied into what is saved: whoever reads it need not know of them."""
        super()._save_to_state_dict(destination, prefix, keep_vars)
        if self.gain is not None:
            del destination[f"{prefix}gain"]
            destination[f"{prefix}weight"] = self.effective_weight().detach()

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *rest: Any) -> None:
        if self.gain is not None:
            state_dict[f"{prefix}gain"] = torch.ones_like(self.gain)
        super()._load_from_state_dict(state_dict, prefix, *rest)


def quantized_layers(module: nn.Module) -> list[QuantizedLinear]:
    """The layers of a module that can be rounded."""
    return [part for part in module.modules() if isinstance(part, QuantizedLinear)]


@torch.no_grad()
def rounded(weight: Tensor) -> Tensor:
    """A matrix (N, K) after the round through 4 bits, as ``quantization.dequantized`` has it."""
    blocks = weight.float().view(len(weight), -1, BLOCK)
    low = blocks.amin(-1, keepdim=True).clamp(max=0)
    high = blocks.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / TOP).clamp(min=SMALLEST).half().float().clamp(min=2.0**-24)
    zero = (-low / scale).round().clamp(0, TOP)
    integers = ((blocks / scale).round() + zero).clamp(0, TOP)
    return ((integers - zero) * scale).view_as(weight)


@torch.no_grad()
def use_rounded(module: nn.Module) -> None:
    """From here on the module's linear layers compute with their weights rounded as of now."""
    for layer in quantized_layers(module):
        offset = rounded(layer.weight) - layer.weight
        # Written into the tensor that compiled code knows.
        layer.offset = offset if layer.offset is None else layer.offset.copy_(offset)


@torch.no_grad()
def round_weights(module: nn.Module) -> None:
    """Rounds the weights themselves, so often that rounding them again changes nothing."""
    for layer in quantized_layers(module):
        for _ in range(4):
            layer.weight.copy_(rounded(layer.weight))


def learn_scales(module: nn.Module) -> None:
    """From here on the scales of the module's linear layers learn, their weights do not."""
    for layer in quantized_layers(module):
        layer.weight.requires_grad_(False)
        blocks = (len(layer.weight), layer.weight.shape[1] // BLOCK)
        layer.gain = nn.Parameter(layer.weight.new_ones(blocks))
