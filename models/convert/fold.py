"""Works out the nodes of a graph whose inputs are all small constants, and merges equal ones."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

#: Largest constant that stays in a graph (bytes).
MOST = 4096


def _constant(node: onnx.NodeProto) -> np.ndarray | None:
    if node.op_type != "Constant":
        return None
    attribute = node.attribute[0]
    value = helper.get_attribute_value(attribute)
    if isinstance(value, onnx.TensorProto):
        return numpy_helper.to_array(value)
    dtype = np.int64 if "int" in attribute.name else np.float32
    return np.asarray(value, dtype)


def fold(model: onnx.ModelProto, weights: set[str]) -> dict[str, np.ndarray]:
    """Removes such nodes from the graph in place.

    ``weights`` are initializers without values. Gives the constants that are left, by new names
    (``c0``, ``c1`` and so on), which the graph's nodes read now.
    """
    graph = model.graph
    known = {
        item.name: numpy_helper.to_array(item)
        for item in graph.initializer
        if item.name not in weights
    }
    outputs = {item.name for item in graph.output}
    left = []
    for node in graph.node:
        value = _constant(node)
        if value is None and _foldable(node, known, outputs):
            value = _worked_out(model, node, known)
        if value is not None and value.nbytes <= MOST:
            known[node.output[0]] = value
        else:
            left.append(node)
    constants: dict[str, np.ndarray] = {}
    names: dict[tuple[str, tuple[int, ...], bytes], str] = {}
    for node in left:
        for place, name in enumerate(node.input):
            if name in known:
                value = known[name]
                key = (value.dtype.str, value.shape, value.tobytes())
                node.input[place] = names.setdefault(key, f"c{len(names)}")
                constants[node.input[place]] = value
    del graph.node[:]
    graph.node.extend(left)
    return constants


def _foldable(node: onnx.NodeProto, known: dict[str, np.ndarray], outputs: set[str]) -> bool:
    return (
        bool(node.input)
        and node.domain == ""
        and len(node.output) == 1
        and node.output[0] not in outputs
        and all(not name or name in known for name in node.input)
    )


def _worked_out(
    model: onnx.ModelProto, node: onnx.NodeProto, known: dict[str, np.ndarray]
) -> np.ndarray:
    single = helper.make_graph(
        [node],
        "one",
        [],
        [helper.make_empty_tensor_value_info(node.output[0])],
        [numpy_helper.from_array(known[name], name) for name in node.input if name],
    )
    alone = helper.make_model(single, opset_imports=model.opset_import)
    return np.asarray(ReferenceEvaluator(alone).run(None, {})[0])
