"""The adapter's first half: an associative memory that makes predicted visual tokens whole again.

A regression tells well what a thing is and badly which part of it lies at a place. The patterns are
the encoder's own tokens of training pictures, one row of patterns a place; a token is drawn towards
those it is like, as in a modern Hopfield network (arXiv 2008.02217), or stays as it is when it is
like none. What tells the background is left as predicted.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.dialogue import Seen
from models.encoder import TOKENS, WIDTH, Backbone
from models.paths import train_folder
from models.train_language import load_neck
from models.train_neck import Pool
from models.train_visualizer import pool_tokens
from models.world.concepts import concept_ids
from models.world.layout import counted, single, stacked
from models.world.scenes import BACKGROUNDS

FILE = "recall.pt"
GROUNDS = 10  # directions that tell the backgrounds apart
SHARPNESS = 40.0
STAYS = 0.78  # likeness that competes for staying as predicted


class Recall(nn.Module):
    """Visual tokens (B, 16, W) to visual tokens, L2-normalised."""

    def __init__(self, patterns: int) -> None:
        super().__init__()
        self.register_buffer("ground", torch.zeros(WIDTH, GROUNDS))
        self.register_buffer("mean", torch.zeros(TOKENS, WIDTH))
        self.register_buffer("keys", torch.zeros(TOKENS, patterns, WIDTH))
        self.register_buffer("lengths", torch.zeros(TOKENS, patterns))
        self.ground: Tensor
        self.mean: Tensor
        self.keys: Tensor
        self.lengths: Tensor

    def forward(self, tokens: Tensor) -> Tensor:
        ground = tokens @ self.ground @ self.ground.T
        own = tokens - ground - self.mean
        query = F.normalize(own, dim=-1)
        # (16, B, N): each place against its own patterns, which are stored once.
        likeness = (self.keys @ query.permute(1, 2, 0)).transpose(-1, -2)
        stays = torch.full_like(likeness[..., :1], STAYS)
        share = (torch.cat([likeness, stays], -1) * SHARPNESS).softmax(-1)
        recalled = (share[..., :-1] * self.lengths.unsqueeze(1)) @ self.keys
        made = recalled.transpose(0, 1) + share[..., -1:].transpose(0, 1) * own
        return F.normalize(made + self.mean + ground, dim=-1)


class RecallingAdapter(nn.Module):
    """Memory and adapter as one graph: visual tokens (B, 16, W) to the condition (B, 16, 256)."""

    def __init__(self, recall: Recall, adapter: nn.Module) -> None:
        super().__init__()
        self.recall = recall
        self.adapter = adapter

    def forward(self, tokens: Tensor) -> Tensor:
        condition: Tensor = self.adapter(self.recall(tokens))
        return condition


@torch.no_grad()
def fit() -> Recall:
    """Patterns of every concept alone, in rows of two to four and stacked, on white."""
    ids = concept_ids()
    scenes = [single(i) for i in ids] + [counted(i, n) for n in (2, 3, 4) for i in ids]
    scenes += [stacked(i, i) for i in ids]
    seen = Seen(Backbone(), load_neck())
    seen.look(scenes)
    patterns = torch.stack([seen.tokens(scene) for scene in scenes])
    pool = Pool()
    tokens = pool_tokens(pool)
    shown = pool.labels[:, -len(BACKGROUNDS) :].argmax(1)
    means = [
        tokens[torch.from_numpy(np.flatnonzero(shown == b))].float().mean((0, 1))
        for b in range(len(BACKGROUNDS))
    ]
    _, _, directions = torch.linalg.svd(torch.stack(means) - torch.stack(means).mean(0))
    made = Recall(len(scenes))
    made.ground.copy_(directions[:GROUNDS].T)
    rest = patterns - patterns @ made.ground @ made.ground.T
    made.mean.copy_(rest.mean(0))
    rest = (rest - made.mean).transpose(0, 1)
    made.lengths.copy_(rest.norm(dim=-1))
    made.keys.copy_(F.normalize(rest, dim=-1))
    torch.save(made.state_dict(), train_folder() / FILE)
    return made


def load_recall() -> Recall:
    """The fitted memory."""
    state = torch.load(train_folder() / FILE, weights_only=True)
    recall = Recall(state["keys"].shape[1])
    recall.load_state_dict(state)
    return recall.eval()


if __name__ == "__main__":
    fit()
