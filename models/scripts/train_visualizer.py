"""Stages "visualizer" and "decoder" on pictures of the world (``visualizer/training.py``).

python -m models.scripts.train_visualizer visualizer --minutes 14 --threads 2
python -m models.scripts.train_visualizer decoder --minutes 18 --threads 2
"""

from __future__ import annotations

import argparse

import torch

from models.pictograms.checkpoints import load_visualizer, new_visualizer
from models.pictograms.config import DECODER, LATENT
from models.pictograms.sprite_patches import fill_memory
from models.pictograms.visualizer_data import token_batches
from models.visualizer.latent import Decoder, LatentSpace
from models.visualizer.training import train_decoder, train_visualizer


def main(words: list[str] | None = None) -> None:
    """Runs or resumes a stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=["visualizer", "decoder"])
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args(words)
    torch.set_num_threads(chosen.threads)
    if chosen.stage == "visualizer":
        torch.manual_seed(2)
        space = LatentSpace.load(LATENT)
        train_visualizer(
            new_visualizer,
            space,
            token_batches,
            lambda adapter: fill_memory(adapter, space),
            chosen.minutes,
        )
    else:
        torch.manual_seed(3)
        space = LatentSpace.load(LATENT)
        decoder = Decoder(space, DECODER).to(memory_format=torch.channels_last)
        train_decoder(decoder, load_visualizer(), space, token_batches, chosen.minutes)


if __name__ == "__main__":
    main()
