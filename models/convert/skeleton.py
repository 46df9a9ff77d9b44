"""Graphs without weights: the operators of a module of PyTorch, and the names of its weights.

The module is traced with tensors that have no values, so the largest needs little memory. What
comes out is read by ``electron/convert/onnx/skeleton.ts``, which lays a checkpoint under it:

- ``inputs`` and ``outputs``: name, kind of numbers, dimensions (a word for any size);
- ``nodes``: operator, inputs, outputs, attributes, domain;
- ``constants``: kind of numbers, dimensions, bytes in base64;
- ``weights``: name in the graph -> name of the tensor, its shape, whether it is read turned.
"""

from __future__ import annotations

import base64
import gzip
import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx_ir as ir
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode

from models.convert.fold import fold

OPSET = 20
KINDS = {
    TensorProto.FLOAT: "float",
    TensorProto.INT64: "int64",
    TensorProto.BOOL: "bool",
}
NUMPY_KINDS = {"float32": "float", "int64": "int64", "bool": "bool"}


@dataclass(frozen=True)
class Skeleton:
    """What a graph is made of.

    ``shape`` is how a recipe finds it; ``constants`` are buffers that no checkpoint holds.
    """

    family: str
    shape: dict[str, Any]
    make: Callable[[], nn.Module]
    inputs: Callable[[], dict[str, Tensor]]
    outputs: list[str]
    #: Inputs whose first dimension may have any size.
    batched: tuple[str, ...] = ()
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    #: What stands before the names of the weights in the module, and is left out.
    prefix: str = ""


def write_skeleton(skeleton: Skeleton, folder: Path, name: str) -> int:
    """Writes ``NAME.json.gz``; gives its size in bytes."""
    text = json.dumps(describe(skeleton), separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json.gz"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return path.stat().st_size


def describe(skeleton: Skeleton) -> dict[str, Any]:
    """The graph as plain values."""
    proto, weights = _traced(skeleton)
    constants = fold(proto, set(weights))
    graph = proto.graph
    turned = _turned(graph, weights)
    short = _short_names(graph, set(constants))

    def weight(name: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": name.removeprefix(skeleton.prefix), "shape": weights[name]}
        return {**entry, "transposed": True} if name in turned else entry

    read = {name for node in graph.node for name in node.input}
    return {
        "family": skeleton.family,
        "shape": skeleton.shape,
        "inputs": [_value(item) for item in graph.input],
        "outputs": [_value(item) for item in graph.output],
        "nodes": [_node(node, short) for node in graph.node],
        "constants": {name: _constant(value) for name, value in constants.items()},
        "weights": {
            short[turned.get(name, name)]: weight(name)
            for name in weights
            if turned.get(name, name) in read
        },
    }


def _traced(skeleton: Skeleton) -> tuple[onnx.ModelProto, dict[str, list[int]]]:
    logging.disable(logging.WARNING)
    batch = torch.export.Dim("B", min=1, max=8)
    with FakeTensorMode(allow_non_fake_inputs=True):
        given = skeleton.inputs()
        sizes = tuple({0: batch} if name in skeleton.batched else None for name in given)
        program = torch.onnx.export(
            skeleton.make().eval(),
            tuple(given.values()),
            dynamo=True,
            optimize=False,
            verbose=False,
            opset_version=OPSET,
            input_names=list(given),
            output_names=skeleton.outputs,
            dynamic_shapes=sizes if skeleton.batched else None,
        )
    if program is None:
        raise RuntimeError(f"{skeleton.family} cannot be traced")
    model = program.model
    weights: dict[str, list[int]] = {}
    for value in model.graph.initializers.values():
        raw = getattr(value.const_value, "raw", None)
        fake = "Fake" in type(raw).__name__ or isinstance(raw, nn.Parameter)
        if not fake and not isinstance(value.const_value, ir.ExternalTensor):
            continue
        if value.name in skeleton.constants:
            value.const_value = ir.Tensor(skeleton.constants[value.name], name=value.name)
            continue
        if value.const_value.dtype != ir.DataType.FLOAT:
            raise ValueError(f"{value.name} is a buffer without values")
        shape = [int(size) for size in value.const_value.shape]
        weights[value.name] = shape
        value.const_value = ir.ExternalTensor(
            "none", 0, 0, ir.DataType.FLOAT, shape=ir.Shape(shape), name=value.name
        )
    return ir.serde.serialize_model(model), weights


def _turned(graph: onnx.GraphProto, weights: dict[str, list[int]]) -> dict[str, str]:
    """Matrices that are only ever read turned round, with the name of the turned one."""
    uses = Counter(name for node in graph.node for name in node.input)
    turned = {}
    for node in list(graph.node):
        name = node.input[0] if node.input else ""
        if node.op_type != "Transpose" or len(weights.get(name, ())) != 2 or uses[name] != 1:
            continue
        turned[name] = node.output[0]
        graph.node.remove(node)
    return turned


def _short_names(graph: onnx.GraphProto, constants: set[str]) -> dict[str, str]:
    kept = {item.name for item in (*graph.input, *graph.output)} | constants
    names = {name: name for name in kept}
    for node in graph.node:
        for name in (*node.input, *node.output):
            if name and name not in names:
                names[name] = f"v{len(names)}"
    return names


def _node(node: onnx.NodeProto, short: dict[str, str]) -> list[Any]:
    attributes = {item.name: _attribute(item) for item in node.attribute}
    inputs = [short.get(name, "") for name in node.input]
    outputs = [short.get(name, "") for name in node.output]
    return [node.op_type, inputs, outputs, attributes, *([node.domain] if node.domain else [])]


def _attribute(item: onnx.AttributeProto) -> Any:
    value = helper.get_attribute_value(item)
    if item.type == onnx.AttributeProto.FLOAT:
        return {"float": value}
    if item.type == onnx.AttributeProto.FLOATS:
        return {"floats": list(value)}
    if item.type == onnx.AttributeProto.STRING:
        return value.decode()
    if item.type == onnx.AttributeProto.INT:
        return value
    if item.type == onnx.AttributeProto.INTS:
        return list(value)
    raise ValueError(f"an attribute {item.name} of a kind that is not written")


def _constant(value: np.ndarray) -> list[Any]:
    kind = NUMPY_KINDS[value.dtype.name]
    data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
    return [kind, list(value.shape), data]


def _value(item: onnx.ValueInfoProto) -> list[Any]:
    tensor = item.type.tensor_type
    dims: list[int | str] = [size.dim_param or int(size.dim_value) for size in tensor.shape.dim]
    return [item.name, KINDS[tensor.elem_type], ["B" if isinstance(d, str) else d for d in dims]]
