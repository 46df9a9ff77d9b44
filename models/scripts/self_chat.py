"""Lets the base model make up conversations itself, until there are so many of them.

python -m models.scripts.self_chat --count 3000
"""

from __future__ import annotations

import argparse

import torch

from models.pictograms.self_chat import generate

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3000)
    torch.set_num_threads(1)
    for number in generate(parser.parse_args().count):
        print(f"self-generated chat: {number}", flush=True)
