"""How much of each direction of the visual tokens the language model really predicts.

A regression pulls what it cannot tell towards the mean. The visualizer is trained on encoder
features alone; shrinking them in the same directions by the same shares lets it forgive that.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.paths import train_folder


@dataclass
class PredictionGain:
    """Directions (512, 512) of the tokens' spread, their mean (16, 512), gain (512) of each."""

    mean: Tensor
    directions: Tensor
    gain: Tensor

    @staticmethod
    def measure(pool: Tensor, true: Tensor, predicted: Tensor) -> PredictionGain:
        """From the pool's tokens (n, 16, 512) and pairs (k, 16, 512); written to ``gain.pt``."""
        mean = pool.float().mean(0)
        spread = (pool.float() - mean).flatten(0, 1)
        _, directions = torch.linalg.eigh(spread.T @ spread / len(spread))
        directions = directions.flip(-1).contiguous()
        t = ((true - mean) @ directions).flatten(0, 1)
        p = ((predicted - mean) @ directions).flatten(0, 1)
        gain = ((t * p).sum(0) / (t * t).sum(0).clamp(min=1e-6)).clamp(0, 1)
        # Few pairs make single gains rough; neighbours in spread are alike.
        smooth = F.avg_pool1d(gain.view(1, 1, -1), 9, 1, 4, count_include_pad=False).view(-1)
        made = PredictionGain(mean, directions, smooth)
        torch.save(vars(made), train_folder() / "gain.pt")
        return made

    @staticmethod
    def load() -> PredictionGain | None:
        """What was measured last, or None."""
        path = train_folder() / "gain.pt"
        return PredictionGain(**torch.load(path)) if path.exists() else None

    def shrink(self, tokens: Tensor) -> Tensor:
        """Tokens (B, 16, 512) as the language model would predict them, to a random degree."""
        degree = torch.rand(len(tokens), 1, 1) * 1.1 * (torch.rand(len(tokens), 1, 1) < 0.75)
        parts = (tokens - self.mean) @ self.directions
        parts = parts * (1 - degree * (1 - self.gain)).clamp(min=0)
        return F.normalize(parts @ self.directions.T + self.mean, dim=-1)
