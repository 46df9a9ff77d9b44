"""Looks at the language stage's checkpoint: what it draws when nothing true is fed back.

python -m models.scripts.free_running --tasks generate edit --count 24
"""

from __future__ import annotations

import argparse

import torch

from models.grading.free_running import evaluate
from models.pictograms.checkpoints import load_encoder, load_model
from models.pictograms.token_cache import TokenCache

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", default=["generate", "several", "puzzle", "edit"])
    parser.add_argument("--count", type=int, default=24)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    model = load_model().eval()
    cache = TokenCache(load_encoder())
    for task in chosen.tasks:
        figures = evaluate(model, cache, chosen.count, task)
        print(task, {name: round(value, 3) for name, value in figures.items()}, flush=True)
