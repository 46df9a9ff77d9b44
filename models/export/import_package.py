"""Imports the weights of a package, to train on where no checkpoint is at hand.

The language model's layers, its last norm and the two marks of an image are taken, and what reads
and writes visual tokens too, unless the tokens have changed since; the neck out of the encoder.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.metamorph.encoder import EncoderConfig, Neck
from models.metamorph.llama import LlamaConfig
from models.metamorph.model import MetaMorph
from models.metamorph.quantization import dequantize_blocks

NORMS = {"attention_norm": "norm1", "feed_norm": "norm2"}


def joined_layers(config: LlamaConfig) -> dict[str, tuple[tuple[str, int], ...]]:
    """Matrices of the graph, and the layers with their rows that each joins."""
    kv = config.kv_heads * config.head_width
    return {
        "qkv": (("q", config.hidden), ("k", kv), ("v", kv)),
        "output": (("o", config.hidden),),
        "gate_up": (("gate", config.feed_forward), ("up", config.feed_forward)),
        "down": (("down", config.hidden),),
    }


def constants_of(path: Path) -> dict[str, np.ndarray]:
    """The graph's constants by name, without the running number at the end."""
    model = onnx.load(str(path))
    return {w.name.rsplit(".", 1)[0]: numpy_helper.to_array(w) for w in model.graph.initializer}


def import_neck(package: Path, config: EncoderConfig) -> Neck:
    """The frozen neck out of the package's encoder graph.

    The graph has each layer's matrix turned and under a number; which layer it belongs to is
    seen by the bias that is added to its product.
    """
    graph = onnx.load(str(package / "encoder.onnx")).graph
    constants = {
        w.name.removesuffix(".half"): numpy_helper.to_array(w).astype(np.float32)
        for w in graph.initializer
    }
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    prefix = "inner.neck."
    state = {n.removeprefix(prefix): w for n, w in constants.items() if n.startswith(prefix)}
    for node in graph.node:
        if node.op_type != "Add":
            continue
        matrix = next((products[name] for name in node.input if name in products), None)
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        if matrix is not None and bias is not None and bias.startswith(prefix):
            layer = bias.removeprefix(prefix).removesuffix(".bias")
            state[f"{layer}.weight"] = constants[matrix].T
    neck = Neck(config)
    neck.load_state_dict({name: torch.from_numpy(w.copy()) for name, w in state.items()})
    return neck.eval().requires_grad_(False)


@torch.no_grad()
def import_heads(model: MetaMorph, constants: dict[str, np.ndarray]) -> bool:
    """Takes connector, vision head and positional embedding; says whether they fit this model."""
    parts = {"places": model.place}
    for name, part in (("connector", model.connector), ("vision_head", model.head)):
        for index, layer in enumerate((part[0], part[2])):
            assert isinstance(layer, nn.Linear)
            weight, bias = f"{name}.{index}.weight", f"{name}.{index}.bias"
            # The graph has a layer's matrix turned, (in, out).
            constants[weight] = constants[weight].T
            parts |= {weight: layer.weight, bias: layer.bias}
    stored = {name: torch.from_numpy(constants[name].astype(np.float32)) for name in parts}
    if any(stored[name].shape != parameter.shape for name, parameter in parts.items()):
        return False
    for name, parameter in parts.items():
        parameter.copy_(stored[name])
    return True


@torch.no_grad()
def import_package(model: MetaMorph, package: Path) -> bool:
    """Takes all layers out of the package's language graph.

    Returns whether what reads and writes visual tokens was taken too.
    """
    config = model.config.language
    constants = constants_of(package / "language.onnx")
    for number in range(config.layers):
        block, prefix = model.lm.blocks[number], f"layers.{number}"
        for joined, parts in joined_layers(config).items():
            name = f"{prefix}.{joined}"
            blocks = (constants[f"{name}.{kind}"] for kind in ("packed", "scales", "zeros"))
            matrix = dequantize_blocks(*blocks)
            rows = np.split(matrix, np.cumsum([count for _, count in parts])[:-1])
            for (ours, _), part in zip(parts, rows, strict=True):
                # The graph has the scores' scale folded into the query.
                part = part * config.head_width**0.5 if ours == "q" else part
                getattr(block, ours).weight.copy_(torch.from_numpy(part))
        for theirs, ours in NORMS.items():
            getattr(block, ours).weight.copy_(torch.tensor(constants[f"{prefix}.{theirs}"]))
    model.lm.norm.weight.copy_(torch.tensor(constants["final_norm"]))
    # Marks and words share one matrix of 8 bits.
    packed, scales, zeros = (
        constants[f"embedding.{kind}"][config.image_start :].astype(np.float32)
        for kind in ("packed", "scales", "zeros")
    )
    marks = (packed - zeros[..., None]) * scales[..., None]
    model.marks.copy_(torch.from_numpy(marks.reshape(len(marks), -1)))
    return import_heads(model, constants)
