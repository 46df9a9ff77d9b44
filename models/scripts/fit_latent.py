"""Fits the visualizer's latent: principal components of the patches of random pictures.

python -m models.scripts.fit_latent
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

from models.pictograms.config import LATENT
from models.pictograms.picture_pool import random_pictures
from models.visualizer.latent import LatentSpace


def fit(count: int, seed: int) -> None:
    """Writes ``latent.pt``."""
    _, pixels = random_pictures(np.random.default_rng(seed), count)
    LatentSpace.fit(LATENT, torch.from_numpy(pixels))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2500, help="pictures")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    fit(chosen.count, chosen.seed)
