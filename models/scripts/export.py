"""Writes the shipped package out of the training folder's checkpoints.

python -m models.scripts.export --out models/package --version 0.1
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.export.package import Description, PackageConfig, write_package
from models.export.vision_graphs import write_vision_graphs
from models.metamorph.encoder import Backbone, VisionEncoder
from models.metamorph.smollm2 import tokenizer
from models.pictograms.checkpoints import load_decoder, load_model, load_neck, load_visualizer
from models.pictograms.config import ADAPTER, CHAT, ENCODER, LATENT, MODEL
from models.pictograms.package_text import TASKS, TRAINING_CARD
from models.pictograms.tasks.thinking import THINKING

CONFIG = PackageConfig(MODEL, CHAT, ENCODER, LATENT, ADAPTER)
DESCRIPTION = Description(
    name="MetaMorph Pictograms",
    licence="Apache-2.0; parts: see models/LICENSES.md",
    origin=(
        "Trained from SmolLM2-135M-Instruct and EfficientNet-Lite0 "
        "by the recipe of arXiv 2412.14164."
    ),
    training_card=TRAINING_CARD,
    tasks=TASKS,
    thinking_phrase=THINKING.strip(),
    read_back="What is in the picture?",
)


def write_vision(folder: Path) -> None:
    """The graphs of the encoder and of the visualizer, out of their checkpoints."""
    adapter, denoiser = load_visualizer()
    decoder = load_decoder()
    encoder = VisionEncoder(Backbone(ENCODER), load_neck())
    write_vision_graphs(folder, ENCODER, encoder, adapter.round_values(), denoiser, decoder)


def export(folder: Path, version: str, vision_of: Path | None = None) -> None:
    """Writes the package; with ``vision_of`` encoder and visualizer are taken over from there."""
    vision = vision_of or write_vision
    write_package(folder, version, CONFIG, DESCRIPTION, load_model, tokenizer(), vision)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models/package"))
    parser.add_argument("--version", default="0.1")
    parser.add_argument("--vision-of", type=Path, help="package whose other graphs are taken over")
    chosen = parser.parse_args()
    export(chosen.out, chosen.version, chosen.vision_of)
