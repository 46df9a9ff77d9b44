"""Stage "neck": the encoder is taught to say what a picture shows, in the codes of ``codes.py``.

The backbone stays frozen. Every token is drawn to the code of its place by cosine, and its parts
are read against the tables by cross-entropy (``code_loss.py``), so that each token knows the
meaning of what covers its cells, which part of it lies there, and what is behind.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.metamorph.encoder import Neck
from models.metamorph.precision import mixed_precision
from models.metamorph.training import Stage, clip_and_step
from models.paths import train_folder
from models.pictograms.code_loss import code_loss
from models.pictograms.codes import PARTS, codes
from models.pictograms.config import ENCODER

UNSEEN = 512  # the pool's last pictures are never trained on
COSINE_WEIGHT = 4.0
BATCH = 96

Numbers = tuple[Tensor, Tensor, Tensor]


class Pool:
    """The pool of pictures in memory: grids (n, 64, 768) fp16, and numbers of what they show."""

    def __init__(self) -> None:
        folder = train_folder()
        self.cells = np.load(folder / "pool-cells.npy")
        self.numbers = np.load(folder / "pool-told.npy").astype(np.int64)

    def at(self, rows: np.ndarray) -> tuple[Tensor, Numbers]:
        """Grids (B, 64, 768) float32, and background (B), concept and layout (B, 16, 4)."""
        grid = torch.from_numpy(self.cells[rows].astype(np.float32))
        numbers = torch.from_numpy(self.numbers[rows])
        concept, layout = numbers[:, 1:].view(len(rows), 2, ENCODER.tokens, PARTS).unbind(1)
        return grid, (numbers[:, 0], concept, layout)

    def rows(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Random rows of those that are trained on."""
        return np.sort(rng.integers(0, len(self.numbers) - UNSEEN, count))


def losses(neck: Neck, grid: Tensor, numbers: Numbers) -> tuple[Tensor, Tensor, Tensor]:
    """Cosine distance, code loss, and the share of covered cells whose concept is right."""
    with mixed_precision():
        tokens = neck(grid)
    ground, concept, layout = numbers
    distance = 1 - (tokens * codes().of_cells(ground, concept, layout)).sum(-1).mean()
    codes_read, right = code_loss(
        tokens.flatten(0, 1),
        ground.repeat_interleave(ENCODER.tokens),
        concept.flatten(0, 1),
        layout.flatten(0, 1),
    )
    return distance, codes_read, right


@torch.no_grad()
def on_unseen(neck: Neck, pool: Pool) -> tuple[float, float]:
    """Cosine and right concepts on the pool's last pictures."""
    rows = np.arange(len(pool.numbers) - UNSEEN, len(pool.numbers))
    distance, _, right = losses(neck, *pool.at(rows))
    return 1 - float(distance), float(right)


def train(minutes: float, threads: int) -> None:
    """Runs or resumes the stage."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    neck = Neck(ENCODER)
    inner = [p for p in neck.blocks.parameters() if p.ndim == 2]
    chosen = {id(p) for p in inner}
    rest = [p for p in neck.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.97), weight_decay=0.02)
    stage = Stage("neck", minutes, {"neck": neck}, [muon, adam])
    stage.resume()
    rng = np.random.default_rng(stage.step + 1)
    pool = Pool()
    for step in stage.steps():
        distance, codes_read, right = losses(neck, *pool.at(pool.rows(rng, BATCH)))
        (COSINE_WEIGHT * distance + codes_read).backward()
        length = clip_and_step([muon, adam], neck.parameters())
        if step % 50 == 0:
            speed = (step + 1) * BATCH / max(stage.spent, 1)
            stage.log(cosine=1 - distance, told=codes_read, right=right, length=length, speed=speed)
        if step % 400 == 399:
            cosine, unseen = on_unseen(neck, pool)
            stage.log(unseen_cosine=cosine, unseen_right=unseen)
    cosine, unseen = on_unseen(neck, pool)
    stage.log(unseen_cosine=cosine, unseen_right=unseen)
