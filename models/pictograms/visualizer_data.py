"""Pictures of the world with their visual tokens, for the visualizer: drawn as they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from models.pictograms.codes import codes
from models.pictograms.picture_pool import pool_scenes
from models.pictograms.world.scenes import render

ENDLESS = 1_000_000_000


def token_batches(seed: int, size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless batches: what the encoder is taught to say (B, 16, 256), and pixels uint8."""
    source = pool_scenes(ENDLESS, seed)
    while True:
        scenes = list(islice(source, size))
        pixels = torch.from_numpy(np.stack([render(scene) for scene in scenes]))
        yield codes().tokens(scenes), pixels
