"""Builds the pool of pictures that the neck learns from (``picture_pool.py``).

python -m models.scripts.build_pool --count 22000
"""

from __future__ import annotations

import argparse

import torch

from models.pictograms.picture_pool import build

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    build(chosen.count, chosen.seed)
