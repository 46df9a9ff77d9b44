"""Parts of a tiny package that see and draw, in PyTorch: encoder, adapter, denoiser, decoder."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Encoder(nn.Module):
    """Pixels (1, 3, H, W) to visual tokens (m, W), L2-normalised: patches and one mixing layer."""

    def __init__(self, patch: int, width: int) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, stride=patch)
        self.mix = nn.Linear(width, width)

    def forward(self, pixels: Tensor) -> Tensor:
        x = self.patches(pixels).flatten(2).transpose(1, 2)[0]
        x = x + F.gelu(self.mix(x + x.mean(0, keepdim=True)))
        return F.normalize(x, dim=-1)


class Adapter(nn.Module):
    """Visual tokens (m, W) to the condition (m, D)."""

    def __init__(self, width: int, condition: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, condition)
        self.second = nn.Linear(condition, condition)

    def forward(self, tokens: Tensor) -> Tensor:
        condition: Tensor = self.second(F.gelu(self.first(tokens * 4)))
        return condition


class Denoiser(nn.Module):
    """latent (B, C, h, w), timestep (B), condition (B, n, D) to a prediction like the latent.

    ``longest`` is the greatest timestep: 1 for a flow, the number of training steps for DDPM.
    """

    def __init__(self, channels: int, condition: int, inner: int, longest: float) -> None:
        super().__init__()
        self.longest = longest
        self.rates: Tensor
        self.into = nn.Conv2d(channels, inner, 3, padding=1)
        self.query = nn.Linear(inner, condition)
        self.read = nn.Linear(condition, inner)
        self.time = nn.Linear(8, inner)
        self.out = nn.Conv2d(inner, channels, 3, padding=1)
        self.register_buffer("rates", 2.0 ** torch.arange(4), persistent=False)

    def forward(self, latent: Tensor, timestep: Tensor, condition: Tensor) -> Tensor:
        x = self.into(latent)
        angles = timestep[:, None] / self.longest * self.rates
        time = self.time(torch.cat([angles.cos(), angles.sin()], -1))
        x = x + time[:, :, None, None]
        places = x.flatten(2).transpose(1, 2)
        scores = self.query(places) @ condition.transpose(1, 2) / condition.shape[-1] ** 0.5
        places = places + self.read(scores.softmax(-1) @ condition)
        x = F.silu(places.transpose(1, 2).reshape(x.shape))
        prediction: Tensor = self.out(x)
        return prediction


class Decoder(nn.Module):
    """Latent (1, C, h, w) to pixels (1, 3, H, W) in -1..1, grown by ``factor``."""

    def __init__(self, channels: int, inner: int, factor: int) -> None:
        super().__init__()
        self.into = nn.Conv2d(channels, inner, 3, padding=1)
        self.grow = nn.ConvTranspose2d(inner, 3, factor, stride=factor)

    def forward(self, latent: Tensor) -> Tensor:
        return torch.tanh(self.grow(F.silu(self.into(latent))))


def seeded(module: nn.Module, seed: int, gain: float = 1.0) -> nn.Module:
    """Gives every weight a value drawn from the seed, scaled by its number of inputs."""
    source = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in module.parameters():
            inputs = weight[0].numel() if weight.dim() > 1 else 25
            weight.copy_(torch.randn(weight.shape, generator=source) * gain / inputs**0.5)
    return module.eval()
