"""The language model's checkpoint made small, to be carried from the machine that trained it.

The layers' matrices are written as blocks of 4 bits, as they are shipped and as training saw them;
the rest in 16 bits. The base model's words are left out, since they are not trained. An optimizer's
state is not kept: training that goes on from it begins a new schedule.

    python -m models.metamorph.compact_checkpoint pack FOLDER     # from language.pt
    python -m models.metamorph.compact_checkpoint unpack FOLDER   # to language.pt
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.metamorph.llama import load_base
from models.metamorph.model import VPiT
from models.metamorph.quantization import pack_zero_points, quantise_blocks
from models.metamorph.quantized_linear import BLOCK, RoundedLinear, round_for_good
from models.metamorph.training import trained
from models.paths import train_folder

BITS = 4
PART = 15 * 2**20  # bytes
WORDS = "lm.embedding.weight"


def whole(packed: np.ndarray, scales: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """A matrix [N, K] from blocks of 4 bits, the inverse of ``quantise.quantise_blocks``."""
    values = np.stack([packed & 15, packed >> 4], -1).reshape(*packed.shape[:2], -1)
    zero = np.stack([zeros & 15, zeros >> 4], -1).reshape(len(zeros), -1)[:, : packed.shape[1]]
    made = (values.astype(np.float32) - zero[..., None]) * scales.astype(np.float32)[..., None]
    return np.asarray(made.reshape(len(packed), -1))


def small(model: nn.Module) -> dict[str, Tensor]:
    """The model's state with its rounded layers as packed blocks, scales and zero points."""
    round_for_good(model)
    layers = {n for n, part in model.named_modules() if isinstance(part, RoundedLinear)}
    made: dict[str, Tensor] = {}
    for name, value in model.state_dict().items():
        layer = name.removesuffix(".weight")
        if name == WORDS:
            continue
        if layer not in layers:
            made[name] = value.half()
            continue
        packed, scales, zeros = quantise_blocks(value.float().cpu().numpy(), BITS, BLOCK)
        made[f"{layer}.packed"] = torch.from_numpy(packed)
        made[f"{layer}.scales"] = torch.from_numpy(scales).half()
        made[f"{layer}.zeros"] = torch.from_numpy(pack_zero_points(zeros, BITS))
    return made


def full(found: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of ``small``: the whole state, with the base model's words."""
    made: dict[str, Tensor] = {WORDS: load_base().embedding.weight.detach()}
    for name, value in found.items():
        layer, _, kind = name.rpartition(".")
        if kind == "packed":
            parts = (found[f"{layer}.{one}"].numpy() for one in ("packed", "scales", "zeros"))
            made[f"{layer}.weight"] = torch.from_numpy(whole(*parts))
        elif kind not in ("scales", "zeros"):
            made[name] = value.float()
    return made


def pack(folder: Path) -> None:
    """Writes ``language-0.part`` and so on."""
    model = VPiT(frozen_layers=0)
    model.load_state_dict(trained("language")["vpit"])
    held = io.BytesIO()
    torch.save(small(model), held)
    content = held.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for number, at in enumerate(range(0, len(content), PART)):
        (folder / f"language-{number}.part").write_bytes(content[at : at + PART])
    print(f"{folder}: {len(content) / 1e6:.1f} MB")


def unpack(folder: Path) -> None:
    """Writes ``language.pt`` from the parts. Raises RuntimeError where there are none."""
    parts = sorted(folder.glob("language-*.part"))
    if not parts:
        raise RuntimeError(f"{folder} has no language-*.part.")
    content = b"".join(part.read_bytes() for part in parts)
    state = full(torch.load(io.BytesIO(content), weights_only=True))
    torch.save({"modules": {"vpit": state}}, train_folder() / "language.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("pack", "unpack"))
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    pack(given.folder) if given.action == "pack" else unpack(given.folder)
