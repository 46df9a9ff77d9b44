"""The language model's checkpoint in 64 MB, to be carried from the machine that trained it.

The layers' matrices are written as blocks of 4 bits, as they are shipped and as training saw them;
the rest in 16 bits. The base model's embedding is left out, since it is not trained. An optimizer's
state is not kept: training that goes on from it begins a new schedule.
"""

from __future__ import annotations

import io
from pathlib import Path

import torch
from torch import Tensor, nn

from models.metamorph.quantization import dequantize_blocks, pack_zero_points, quantize_blocks
from models.metamorph.quantized_linear import BLOCK, QuantizedLinear, round_weights

BITS = 4
PART = 15 * 2**20  # bytes
EMBEDDING = "lm.embedding.weight"


def compact_state(model: nn.Module) -> dict[str, Tensor]:
    """The model's state with its rounded layers as packed blocks, scales and zero points."""
    round_weights(model)
    layers = {n for n, part in model.named_modules() if isinstance(part, QuantizedLinear)}
    state: dict[str, Tensor] = {}
    for name, value in model.state_dict().items():
        layer = name.removesuffix(".weight")
        if name == EMBEDDING:
            continue
        if layer not in layers:
            state[name] = value.half()
            continue
        packed, scales, zeros = quantize_blocks(value.float().cpu().numpy(), BITS, BLOCK)
        state[f"{layer}.packed"] = torch.from_numpy(packed)
        state[f"{layer}.scales"] = torch.from_numpy(scales).half()
        state[f"{layer}.zeros"] = torch.from_numpy(pack_zero_points(zeros, BITS))
    return state


def full_state(compact: dict[str, Tensor], embedding: Tensor) -> dict[str, Tensor]:
    """The inverse of ``compact_state``: the whole state, with the base model's embedding."""
    state: dict[str, Tensor] = {EMBEDDING: embedding}
    for name, value in compact.items():
        layer, _, kind = name.rpartition(".")
        if kind == "packed":
            blocks = (compact[f"{layer}.{part}"].numpy() for part in ("packed", "scales", "zeros"))
            state[f"{layer}.weight"] = torch.from_numpy(dequantize_blocks(*blocks))
        elif kind not in ("scales", "zeros"):
            state[name] = value.float()
    return state


def write_parts(model: nn.Module, folder: Path) -> None:
    """Writes ``language-0.part`` and so on."""
    buffer = io.BytesIO()
    torch.save(compact_state(model), buffer)
    content = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for number, begin in enumerate(range(0, len(content), PART)):
        (folder / f"language-{number}.part").write_bytes(content[begin : begin + PART])
    print(f"{folder}: {len(content) / 1e6:.1f} MB")


def read_parts(folder: Path, embedding: Tensor) -> dict[str, Tensor]:
    """The whole state out of the parts. Raises RuntimeError where there are none."""
    parts = sorted(folder.glob("language-*.part"))
    if not parts:
        raise RuntimeError(f"{folder} has no language-*.part.")
    content = b"".join(part.read_bytes() for part in parts)
    return full_state(torch.load(io.BytesIO(content), weights_only=True), embedding)
