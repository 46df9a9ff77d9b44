"""Stage "refiner": true visual tokens from those that the language model predicts.

Half of each batch are real predictions over prompts of the training split, half the pool's tokens
damaged in the same way: every direction shrunk and blurred as much as measured over the
predictions.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.encoder import WIDTH
from models.paths import train_folder
from models.predicted_tokens import FILE as PREDICTED
from models.refiner import Refiner
from models.train_neck import UNSEEN, Pool
from models.train_visualizer import chances, pool_tokens
from models.training import Stage, clip_and_step

HELD = 300  # of the predictions, only looked at


class Damage:
    """Gain and blur of each direction of the tokens' spread, measured over predictions."""

    def __init__(self, pool: Tensor, true: Tensor, predicted: Tensor) -> None:
        self.mean = pool.float().mean(0)
        spread = (pool.float() - self.mean).flatten(0, 1)
        self.variance, self.directions = torch.linalg.eigh(spread.T @ spread / len(spread))
        t = ((true - self.mean) @ self.directions).flatten(0, 1)
        p = ((predicted - self.mean) @ self.directions).flatten(0, 1)
        self.gain = (t * p).sum(0) / (t * t).sum(0)
        self.blur = (p - self.gain * t).var(0).sqrt()

    def __call__(self, tokens: Tensor) -> Tensor:
        """Tokens (B, 16, W) damaged to a random degree, from not at all to a fifth more."""
        degree = 1.2 * torch.rand(len(tokens), 1, 1)
        parts = (tokens - self.mean) @ self.directions
        parts = parts * (1 - degree * (1 - self.gain))
        parts = parts + torch.randn_like(parts) * self.blur * degree
        return F.normalize(parts @ self.directions.T + self.mean, dim=-1)

    def error(self, made: Tensor, true: Tensor) -> Tensor:
        """Squared error by direction (..., W)."""
        return ((made - true) @ self.directions) ** 2


def train(minutes: float, threads: int) -> None:
    """Runs or resumes the stage."""
    torch.set_num_threads(threads)
    torch.manual_seed(4)
    refiner = Refiner()
    inner = [p for p in refiner.blocks.parameters() if p.ndim == 2]
    chosen = {id(p) for p in inner}
    rest = [p for p in refiner.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01)
    stage = Stage("refiner", minutes, {"refiner": refiner}, [muon, adam])
    stage.resume()
    told = torch.load(train_folder() / PREDICTED)
    predicted, true = told["predicted"].float(), told["true"].float()
    pool = pool_tokens(Pool())
    damage = Damage(pool, true, predicted)
    # Directions of small spread hold the shapes' details; the plain error would not feel them.
    weight = damage.variance.clamp(min=1e-6) ** -0.5
    weight = weight / weight.mean() + 1
    chance = chances()
    rng = np.random.default_rng(stage.step + 11)
    size = 128
    for step in stage.steps():
        at = torch.randint(0, len(true) - HELD, (size,))
        degree = 1.2 * torch.rand(size, 1, 1)
        noise = torch.randn(size, *true.shape[1:]) * (0.15 * torch.rand(size, 1, 1) / WIDTH**0.5)
        real = F.normalize(true[at] + degree * (predicted[at] - true[at]) + noise, dim=-1)
        drawn = pool[:-UNSEEN][rng.choice(len(chance), size, p=chance)].float()
        wanted = torch.cat([true[at], drawn])
        with torch.autocast("cpu", torch.bfloat16):
            made = refiner(torch.cat([real, damage(drawn)]))
        loss = (damage.error(made, wanted) * weight).sum(-1).mean()
        loss.backward()
        length = clip_and_step([muon, adam], refiner.parameters())
        if step % 25 == 0:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                answer = refiner(predicted[-HELD:])
            stage.log(
                loss=loss,
                length=length,
                before=(predicted[-HELD:] * true[-HELD:]).sum(-1).mean(),
                after=(answer * true[-HELD:]).sum(-1).mean(),
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    train(given.minutes, given.threads)
