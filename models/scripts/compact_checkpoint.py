"""Packs the language model's checkpoint into 64 MB, in parts of 15 MiB, and unpacks it.

python -m models.scripts.compact_checkpoint pack FOLDER     # from language.pt
python -m models.scripts.compact_checkpoint unpack FOLDER   # to language.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from models.metamorph.compact_checkpoint import read_parts, write_parts
from models.metamorph.smollm2 import load_smollm2
from models.paths import train_folder
from models.pictograms.checkpoints import load_model


def main(words: list[str] | None = None) -> None:
    """Packs or unpacks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("pack", "unpack"))
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(words)
    if chosen.action == "pack":
        write_parts(load_model(), chosen.folder)
    else:
        state = read_parts(chosen.folder, load_smollm2().embedding.weight.detach())
        torch.save({"modules": {"vpit": state}}, train_folder() / "language.pt")


if __name__ == "__main__":
    main()
