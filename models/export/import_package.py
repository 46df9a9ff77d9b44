"""Begins training from a shipped package, where no checkpoint is at hand.

The language model's layers, its last norm and the two picture marks are taken, and what reads and
writes visual tokens too, unless the tokens have changed since. The encoder can be read by the
package's own weights (``neck_of``), where the neck has no checkpoint.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.metamorph.compact_checkpoint import whole
from models.metamorph.encoder import Neck
from models.metamorph.llama import CONFIG, IMAGE_START
from models.metamorph.model import VPiT

PARTS: dict[str, tuple[tuple[str, int], ...]] = {
    "qkv": (
        ("q", CONFIG.hidden),
        ("k", CONFIG.kv_heads * CONFIG.head_width),
        ("v", CONFIG.kv_heads * CONFIG.head_width),
    ),
    "output": (("o", CONFIG.hidden),),
    "gate_up": (("gate", CONFIG.feed_forward), ("up", CONFIG.feed_forward)),
    "down": (("down", CONFIG.hidden),),
}
NORMS = {"attention_norm": "norm1", "feed_norm": "norm2"}


def stored(path: Path) -> dict[str, np.ndarray]:
    """The graph's constants by name, without the running number at the end."""
    model = onnx.load(str(path))
    return {w.name.rsplit(".", 1)[0]: numpy_helper.to_array(w) for w in model.graph.initializer}


def neck_of(package: Path) -> Neck:
    """The frozen neck out of the package's encoder graph.

    The graph has each layer's matrix turned and under a number; which layer it belongs to is told
    by the bias that is added to its product.
    """
    graph = onnx.load(str(package / "encoder.onnx")).graph
    constants = {
        w.name.removesuffix(".half"): numpy_helper.to_array(w).astype(np.float32)
        for w in graph.initializer
    }
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    prefix = "inner.neck."
    found = {n.removeprefix(prefix): w for n, w in constants.items() if n.startswith(prefix)}
    for node in graph.node:
        if node.op_type != "Add":
            continue
        matrix = next((products[name] for name in node.input if name in products), None)
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        if matrix is not None and bias is not None and bias.startswith(prefix):
            layer = bias.removeprefix(prefix).removesuffix(".bias")
            found[f"{layer}.weight"] = constants[matrix].T
    neck = Neck()
    neck.load_state_dict({name: torch.from_numpy(w.copy()) for name, w in found.items()})
    return neck.eval().requires_grad_(False)


@torch.no_grad()
def take_heads(model: VPiT, found: dict[str, np.ndarray]) -> bool:
    """Takes connector, vision head and places; says whether they fit this model's tokens."""
    parts = {"places": model.place}
    for name, part in (("connector", model.connector), ("vision_head", model.head)):
        for place, layer in enumerate((part[0], part[2])):
            assert isinstance(layer, nn.Linear)
            # The graph has a layer's matrix turned, (in, out).
            found[f"{name}.{place}.weight"] = found[f"{name}.{place}.weight"].T
            parts |= {f"{name}.{place}.weight": layer.weight, f"{name}.{place}.bias": layer.bias}
    given = {name: torch.from_numpy(found[name].astype(np.float32)) for name in parts}
    if any(given[name].shape != one.shape for name, one in parts.items()):
        return False
    for name, one in parts.items():
        one.copy_(given[name])
    return True


@torch.no_grad()
def begin_from_package(model: VPiT, package: Path) -> bool:
    """Takes all layers out of the package's language graph.

    Returns whether what reads and writes visual tokens was taken too.
    """
    found = stored(package / "language.onnx")
    for number in range(CONFIG.layers):
        block, prefix = model.lm.blocks[number], f"layers.{number}"
        for joined, parts in PARTS.items():
            name = f"{prefix}.{joined}"
            matrix = whole(*(found[f"{name}.{kind}"] for kind in ("packed", "scales", "zeros")))
            rows = np.split(matrix, np.cumsum([count for _, count in parts])[:-1])
            for (ours, _), part in zip(parts, rows, strict=True):
                # The graph has the scores' scale folded into the query.
                part = part * CONFIG.head_width**0.5 if ours == "q" else part
                getattr(block, ours).weight.copy_(torch.from_numpy(part))
        for theirs, ours in NORMS.items():
            getattr(block, ours).weight.copy_(torch.tensor(found[f"{prefix}.{theirs}"]))
    model.lm.norm.weight.copy_(torch.tensor(found["final_norm"]))
    # Marks and words share one matrix of 8 bits.
    packed, zeros = found["embedding.packed"], found["embedding.zeros"].astype(np.float32)
    marks = (packed[IMAGE_START:].astype(np.float32) - zeros[IMAGE_START:, :, None]) * found[
        "embedding.scales"
    ][IMAGE_START:].astype(np.float32)[..., None]
    model.marks.copy_(torch.from_numpy(marks.reshape(len(marks), -1)))
    return take_heads(model, found)
