"""Whether a package's graphs give what PyTorch gives (``export/check.py``): run after every export.

Exits with 1 when a figure falls short.

python -m models.scripts.check_export --package models/package
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch

from models.export.check import (
    VisionModels,
    is_language_good,
    is_vision_good,
    language_figures,
    vision_figures,
)
from models.export.import_package import import_neck
from models.metamorph.encoder import Backbone, VisionEncoder, to_encoder_input
from models.metamorph.quantized_linear import use_rounded
from models.pictograms.checkpoints import (
    load_decoder,
    load_encoder,
    load_model,
    load_neck,
    load_visualizer,
)
from models.pictograms.config import CHAT, ENCODER
from models.pictograms.conversations import to_sequence
from models.pictograms.picture_pool import random_pictures
from models.pictograms.tasks.mixture import examples
from models.pictograms.token_cache import TokenCache

WEIGHTS = {"generate": 3.0, "question": 2.0, "puzzle": 1.0, "fact": 1.0}


def vision(folder: Path) -> dict[str, float]:
    """The figures of encoder and visualizer, on four random pictures."""
    _, pixels = random_pictures(np.random.default_rng(3), 4)
    encoder = VisionEncoder(Backbone(ENCODER), load_neck()).eval()
    adapter, denoiser = load_visualizer()
    parts = VisionModels(encoder, adapter, denoiser, load_decoder())
    return vision_figures(folder, parts, to_encoder_input(pixels))


def language(folder: Path, count: int) -> dict[str, float]:
    """The figures of the language model, over held-out examples."""
    cache = TokenCache(load_encoder(lambda: import_neck(folder, ENCODER)))
    model = load_model()
    use_rounded(model.eval())  # as training saw it
    sequences = map(to_sequence, islice(examples(77, "heldout", WEIGHTS), count))
    return language_figures(folder, model, CHAT, sequences, cache.tokens_of)


def check(folder: Path, count: int, language_alone: bool) -> bool:
    """Prints all figures as JSON; whether each is good enough."""
    torch.manual_seed(0)
    ort.set_default_logger_severity(3)
    figures = {} if language_alone else vision(folder)
    figures |= language(folder, count)
    print(json.dumps({k: round(v, 5) for k, v in figures.items()}, indent=1))
    return (language_alone or is_vision_good(figures)) and is_language_good(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, default=Path("models/package"))
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument(
        "--language", action="store_true", help="the language graph alone, the others taken over"
    )
    chosen = parser.parse_args()
    if not check(chosen.package, chosen.count, chosen.language):
        raise SystemExit(1)
