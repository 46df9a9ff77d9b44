"""The two noise schedules as the reference computes them, independent of the program's own."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

#: latent (1, C, h, w) and timestep -> guided prediction.
Predict = Callable[[Tensor, float], Tensor]


def flow(predict: Predict, noise: Tensor, steps: int, minimum_rest: float) -> Tensor:
    """Euler steps on the straight path from noise (t = 0) to the sample (t = 1)."""
    x = noise
    for step in range(steps):
        t = step / steps
        x = x + (predict(x, t) - x) / max(1 - t, minimum_rest) / steps
    return x


def alphas(train_steps: int, beta_start: float, beta_end: float) -> Tensor:
    """Cumulative products of 1 - beta of the scaled linear schedule, float64."""
    roots = torch.linspace(beta_start**0.5, beta_end**0.5, train_steps, dtype=torch.float64)
    return torch.cumprod(1 - roots**2, 0)


def ddim_timesteps(train_steps: int, steps: int, offset: int) -> list[int]:
    """Leading spacing: multiples of the stride, from the last down, moved up by the offset."""
    stride = train_steps // steps
    return [step * stride + offset for step in reversed(range(steps))]


def ddim(
    predict: Predict,
    noise: Tensor,
    steps: int,
    train_steps: int,
    betas: tuple[float, float],
    offset: int,
) -> Tensor:
    """DDIM without noise (eta 0) for epsilon prediction; the last step goes to the first alpha."""
    kept = alphas(train_steps, *betas)
    x = noise
    for timestep in ddim_timesteps(train_steps, steps, offset):
        before = timestep - train_steps // steps
        now, then = kept[timestep], kept[before] if before >= 0 else kept[0]
        epsilon = predict(x, float(timestep))
        sample = (x - (1 - now).sqrt() * epsilon) / now.sqrt()
        x = (then.sqrt() * sample + (1 - then).sqrt() * epsilon).float()
    return x
