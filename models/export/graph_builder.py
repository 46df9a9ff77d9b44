"""Collects the nodes and weights of an ONNX graph, in whole precision or in blocks of few bits."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.metamorph.quantization import pack_zero_points, quantize_blocks

Weights = dict[str, np.ndarray]
Precision = Literal["fp32", "int4"]

#: Domain of the operators that onnxruntime adds to ONNX's own.
MICROSOFT = "com.microsoft"


class GraphBuilder:
    """Collects nodes and initializers, and gives every value a name of its own."""

    def __init__(
        self, block: int, accuracy_level: int, weights: Weights, precision: Precision
    ) -> None:
        self.block = block
        self.accuracy_level = accuracy_level
        self.weights = weights
        self.precision = precision
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._constants: dict[tuple[str, bytes, tuple[int, ...]], str] = {}
        self._count = 0

    def name(self, hint: str) -> str:
        """A new name for a value or node."""
        self._count += 1
        return f"{hint}.{self._count}"

    def weight(self, name: str, shape: tuple[int | None, ...]) -> np.ndarray:
        """A weight by its name; raises ValueError when it is missing or of another shape."""
        if name not in self.weights:
            raise ValueError(f"the weight {name} is missing")
        value = np.asarray(self.weights[name], dtype=np.float32)
        fits = len(value.shape) == len(shape) and all(
            wanted is None or wanted == real
            for wanted, real in zip(shape, value.shape, strict=True)
        )
        if not fits:
            raise ValueError(f"the weight {name} has shape {value.shape}, expected {shape}")
        return value

    def initializer(self, hint: str, value: np.ndarray) -> str:
        """Adds a constant; gives its name."""
        name = self.name(hint)
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def constant(self, value: list[int] | list[float] | int | float, dtype: type) -> str:
        """A small constant, one initializer for equal ones."""
        array: np.ndarray = np.asarray(value, dtype=dtype)
        key = (array.dtype.str, array.tobytes(), array.shape)
        if key not in self._constants:
            self._constants[key] = self.initializer("constant", array)
        return self._constants[key]

    def node(
        self,
        op: str,
        inputs: list[str],
        outputs: int | list[str] = 1,
        domain: str = "",
        **attributes: Any,
    ) -> list[str]:
        """Adds a node; gives the names of its outputs, new ones for a number of them."""
        names = outputs if isinstance(outputs, list) else [self.name(op) for _ in range(outputs)]
        self.nodes.append(
            helper.make_node(
                op, inputs, names, name=self.name(f"node.{op}"), domain=domain, **attributes
            )
        )
        return names

    def single(self, op: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        """Adds a node with one output; gives its name."""
        return self.node(op, inputs, 1, domain, **attributes)[0]

    def half(self, hint: str, value: np.ndarray) -> str:
        """A float weight; in int4 packages kept in 16 bits and widened when the graph loads."""
        if self.precision == "fp32":
            return self.initializer(hint, value.astype(np.float32))
        return self.single(
            "Cast", [self.initializer(hint, value.astype(np.float16))], to=TensorProto.FLOAT
        )

    def quantized(
        self, hint: str, weight: np.ndarray, bits: int, block: int | None = None
    ) -> tuple[str, str, str]:
        """Names of packed values [N, blocks, bytes], scales [N, blocks] and packed zero points."""
        packed, scales, zeros = quantize_blocks(weight, bits, block or self.block)
        return (
            self.initializer(f"{hint}.packed", packed),
            self.half(f"{hint}.scales", scales),
            self.initializer(f"{hint}.zeros", pack_zero_points(zeros, bits)),
        )

    def matmul_bits(
        self,
        x: str,
        names: tuple[str, str, str],
        shape: tuple[int, ...],
        bits: int,
        block: int | None = None,
    ) -> str:
        """x times the transposed matrix of these packed values, scales and zero points."""
        return self.single(
            "MatMulNBits",
            [x, *names],
            MICROSOFT,
            N=shape[0],
            K=shape[1],
            bits=bits,
            block_size=block or self.block,
            accuracy_level=self.accuracy_level,
        )

    def linear(self, x: str, hint: str, weight: np.ndarray) -> str:
        """x times the transposed weight, in the graph's precision and without a bias."""
        if self.precision == "fp32":
            return self.single("MatMul", [x, self.initializer(hint, weight.T)])
        return self.matmul_bits(x, self.quantized(hint, weight, 4), weight.shape, 4)

    def perceptron(self, x: str, prefix: str, width_in: int, width_out: int) -> str:
        """Linear, GELU (exact), Linear: the connector and the vision head."""
        first = self.weight(f"{prefix}.0.weight", (None, width_in))
        second = self.weight(f"{prefix}.1.weight", (width_out, first.shape[0]))
        for index, weight in enumerate((first, second)):
            bias = self.weight(f"{prefix}.{index}.bias", (weight.shape[0],))
            x = self.single("MatMul", [x, self.half(f"{prefix}.{index}.weight", weight.T)])
            x = self.single("Add", [x, self.initializer(f"{prefix}.{index}.bias", bias)])
            if index == 0:
                x = self.single("Gelu", [x], approximate="none")
        return x
