"""ONNX graphs of encoder, adapter, denoiser and decoder, weights stored as fp16.

Arithmetic stays fp32: each large weight is an fp16 constant with a Cast that the runtime folds when
it loads, which halves the package and changes no result beyond the rounding of the weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from models.metamorph.encoder import EncoderConfig, VisionEncoder
from models.visualizer.adapter import Adapter
from models.visualizer.denoiser import Denoiser
from models.visualizer.latent import Decoder

SMALLEST_HALVED = 2048


class Unbatched(nn.Module):
    """Drops the batch axis of the output: the encoder and the adapter see one picture."""

    def __init__(self, inner: nn.Module, add: bool) -> None:
        super().__init__()
        self.inner = inner
        self.add = add

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.inner(x.unsqueeze(0) if self.add else x)
        return output.squeeze(0)


def store_halved(path: Path) -> None:
    """Rewrites large fp32 weights as fp16 constants with a Cast to fp32."""
    model = onnx.load(str(path))
    graph = model.graph
    casts = []
    for weight in list(graph.initializer):
        size = int(np.prod(weight.dims)) if weight.dims else 1
        if weight.data_type != TensorProto.FLOAT or size < SMALLEST_HALVED:
            continue
        half = numpy_helper.to_array(weight).astype(np.float16)
        name = weight.name
        graph.initializer.remove(weight)
        graph.initializer.append(numpy_helper.from_array(half, f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write_graph(
    module: nn.Module,
    inputs: dict[str, Tensor],
    output: str,
    path: Path,
    dynamic: dict[str, dict[int, str]] | None = None,
) -> None:
    """Exports one module to ``path`` with named inputs and one named output."""
    torch.onnx.export(
        module.eval(),
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=dynamic,
        opset_version=18,
        dynamo=False,
    )
    store_halved(path)


def write_vision_graphs(
    folder: Path,
    config: EncoderConfig,
    encoder: VisionEncoder,
    adapter: Adapter,
    denoiser: Denoiser,
    decoder: Decoder,
) -> None:
    """Writes ``encoder.onnx``, ``adapter.onnx``, ``denoiser.onnx`` and ``decoder.onnx``.

    The adapter's values must be rounded already (``Adapter.round_values``).
    """
    folder.mkdir(parents=True, exist_ok=True)
    pixels = torch.zeros(1, 3, config.input_size, config.input_size)
    write_graph(Unbatched(encoder, False), {"pixels": pixels}, "tokens", folder / "encoder.onnx")
    tokens = torch.zeros(config.tokens, config.width)
    write_graph(Unbatched(adapter, True), {"tokens": tokens}, "condition", folder / "adapter.onnx")
    space = denoiser.latent
    two = {
        "latent": torch.zeros(2, space.width, space.side, space.side),
        "timestep": torch.zeros(2),
        "condition": torch.zeros(2, config.tokens, adapter.config.condition),
    }
    axes = {name: {0: "batch"} for name in (*two, "prediction")}
    write_graph(denoiser, two, "prediction", folder / "denoiser.onnx", axes)
    latent = torch.zeros(1, space.width, space.side, space.side)
    write_graph(decoder, {"latent": latent}, "pixels", folder / "decoder.onnx")
