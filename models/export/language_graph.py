"""The language model of a package as an ONNX graph, built node by node from plain weights.

Inputs of the graph (S positions are new, C is the room of the cache, a multiple the runtime picks):

- ``ids`` int64 [S]: token ids; the id of a visual token is not looked at;
- ``visual`` float32 [S, W]: visual tokens, zeros for text;
- ``visual_index`` int64 [S]: -1 for text, else the token's index 0 to m - 1 in its picture;
- ``past_length`` int64 [1]: positions kept from before, at most C;
- ``past.i.k``, ``past.i.v`` float32 [kv_heads, 1, C, head_width]: rotated, kept;
  rows from ``past_length`` on are never attended, but must be finite. C is 1 or more: onnxruntime
  1.30 ends the process on an empty product.

Outputs: ``logits`` float32 [V] and ``visual_out`` float32 [W] (L2-normalised) of the last position,
``new.i.k`` and ``new.i.v`` float32 [kv_heads, 1, S, head_width] of the S positions alone. Nothing
that was given comes back, so a step copies little, and a head's rows lie together, so that a step
of one position reads them in place.

Names of the weights, all float32, every matrix as ``torch.nn.Linear`` keeps it (out, in):

- ``embedding`` [V, hidden]; ``text_head`` [V, hidden] only where it is not tied to the embedding;
- ``layers.i.attention_norm`` [hidden], ``layers.i.query`` [heads * head_width, hidden],
  ``layers.i.key`` and ``layers.i.value`` [kv_heads * head_width, hidden],
  ``layers.i.output`` [hidden, heads * head_width], ``layers.i.feed_norm`` [hidden],
  ``layers.i.gate`` and ``layers.i.up`` [ffn, hidden], ``layers.i.down`` [hidden, ffn];
- ``final_norm`` [hidden];
- ``connector.0.weight`` [any, W], ``connector.0.bias``, ``connector.1.weight`` [hidden, any],
  ``connector.1.bias``; ``places`` [m, hidden];
- ``vision_head.0.weight`` [any, hidden], ``vision_head.0.bias``, ``vision_head.1.weight`` [W, any],
  ``vision_head.1.bias``.

Query and key rows are in the half-rotation order (a head's first half is rotated with its second).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from models.export.graph_builder import MICROSOFT, GraphBuilder, Precision, Weights

OPSET = 20


@dataclass(frozen=True)
class LanguageGraphConfig:
    """Shape of the language model; all widths are numbers of features."""

    layers: int
    heads: int
    kv_heads: int
    head_width: int
    hidden: int
    ffn: int
    vocabulary: int
    #: Longest context in tokens; the rotary angles are kept for so many.
    context: int
    rope_theta: float
    norm_epsilon: float
    #: Visual tokens of a picture (m) and their width (W).
    visual_tokens: int
    visual_width: int
    #: Visual tokens have length 1; this brings them to the size the connector was trained with.
    visual_scale: float = 1.0
    #: Bits of the embedding and the text head where the precision is int4: 4 or 8.
    head_bits: int = 8
    #: Block of the embedding and the text head; None is ``block``.
    head_block: int | None = None
    #: Weights that share a scale and a zero point.
    block: int = 32
    #: What int4 weights are multiplied with: 4 for activations rounded to 8 bits (fast), 0 whole.
    accuracy_level: int = 4


def _embed(
    build: GraphBuilder, config: LanguageGraphConfig
) -> tuple[str, tuple[str, str, str] | None]:
    """Hidden states [1, S, hidden] of the inputs, and the quantized embedding's names."""
    shape = (config.vocabulary, config.hidden)
    embedding = build.weight("embedding", shape)
    names = None
    if build.precision == "fp32":
        text = build.single("Gather", [build.initializer("embedding", embedding), "ids"], axis=0)
    else:
        names = build.quantized("embedding", embedding, config.head_bits, config.head_block)
        # The same bytes serve the text head, which wants them in blocks; here a row is flat.
        flat = build.constant([config.vocabulary, -1], np.int64)
        text = build.single(
            "GatherBlockQuantized",
            [build.single("Reshape", [names[0], flat]), "ids", names[1], names[2]],
            MICROSOFT,
            bits=config.head_bits,
            block_size=config.head_block or config.block,
            gather_axis=0,
            quantize_axis=1,
        )
    visual = build.single("Mul", ["visual", build.constant(config.visual_scale, np.float32)])
    visual = build.perceptron(visual, "connector", config.visual_width, config.hidden)
    place = build.single("Max", ["visual_index", build.constant(0, np.int64)])
    places = build.half("places", build.weight("places", (config.visual_tokens, config.hidden)))
    visual = build.single("Add", [visual, build.single("Gather", [places, place], axis=0)])
    is_text = build.single("Less", ["visual_index", build.constant(0, np.int64)])
    is_text = build.single("Unsqueeze", [is_text, build.constant([1], np.int64)])
    hidden = build.single("Where", [is_text, text, visual])
    return build.single("Unsqueeze", [hidden, build.constant([0], np.int64)]), names


@dataclass(frozen=True)
class _Shared:
    """Values that every layer reads."""

    cosine: str
    sine: str
    mask: str
    lengths: str


def _mask(build: GraphBuilder, room: str, new: str) -> str:
    """What is added to the scores [S, C + S]: 0 for kept rows and for new ones not ahead."""
    zero, step = build.constant(0, np.int64), build.constant(1, np.int64)
    room_scalar, new_scalar = build.single("Squeeze", [room]), build.single("Squeeze", [new])
    kept = build.single("Range", [zero, room_scalar, step])
    empty = build.single("GreaterOrEqual", [kept, "past_length"])
    empty = build.single("Unsqueeze", [empty, build.constant([0], np.int64)])
    one = build.constant([1], np.int64)
    empty = build.single("Expand", [empty, build.single("Concat", [new, one], axis=0)])
    places = build.single("Range", [zero, new_scalar, step])
    rows = build.single("Unsqueeze", [places, build.constant([1], np.int64)])
    ahead = build.single("Greater", [places, rows])
    hidden = build.single("Concat", [empty, ahead], axis=1)
    never = build.constant(-1e9, np.float32)
    return build.single("Mul", [build.single("Cast", [hidden], to=TensorProto.FLOAT), never])


def _shared(build: GraphBuilder, config: LanguageGraphConfig) -> _Shared:
    half = config.head_width // 2
    rates = config.rope_theta ** (-np.arange(half, dtype=np.float64) / half)
    angles = np.arange(config.context, dtype=np.float64)[:, None] * rates[None, :]
    room = build.single("Shape", ["past.0.k"], start=2, end=3)
    new = build.single("Shape", ["ids"])
    return _Shared(
        cosine=build.initializer("cosine", np.cos(angles).astype(np.float32)),
        sine=build.initializer("sine", np.sin(angles).astype(np.float32)),
        mask=_mask(build, room, new),
        lengths=build.single("Concat", [room, new], axis=0),
    )


def _attention(
    build: GraphBuilder, config: LanguageGraphConfig, x: str, layer: int, shared: _Shared
) -> str:
    """Grouped-query attention of the new positions [1, S, hidden] over kept and new ones.

    Kept and new keys are never joined: their scores are, which are smaller by the width of a head.
    A head is a batch of its own, so that one new position reads the kept rows without packing them.
    """
    heads, kv_heads, width = config.heads, config.kv_heads, config.head_width
    prefix = f"layers.{layer}"
    qkv = np.concatenate(
        [
            # The scores' scale is folded into the query.
            build.weight(f"{prefix}.query", (heads * width, config.hidden)) / np.sqrt(width),
            build.weight(f"{prefix}.key", (kv_heads * width, config.hidden)),
            build.weight(f"{prefix}.value", (kv_heads * width, config.hidden)),
        ]
    ).astype(np.float32)
    joined = build.linear(x, f"{prefix}.qkv", qkv)
    joined = build.single(
        "Reshape", [joined, build.constant([-1, heads + 2 * kv_heads, 1, width], np.int64)]
    )
    joined = build.single("Transpose", [joined], perm=[1, 2, 0, 3])
    sizes = build.constant([heads + kv_heads, kv_heads], np.int64)
    turned, value = build.node(
        "Split", [joined, sizes], [build.name("turned"), f"new.{layer}.v"], axis=0
    )
    turned = build.single(
        "RotaryEmbedding",
        [turned, "past_length", shared.cosine, shared.sine],
        MICROSOFT,
        interleaved=0,
    )
    sizes = build.constant([heads, kv_heads], np.int64)
    query, key = build.node(
        "Split", [turned, sizes], [build.name("query"), f"new.{layer}.k"], axis=0
    )
    grouped = build.constant([kv_heads, heads // kv_heads, -1, width], np.int64)
    query = build.single("Reshape", [query, grouped])
    scores = [
        build.single("FusedMatMul", [query, keys], MICROSOFT, transB=1)
        for keys in (f"past.{layer}.k", key)
    ]
    scored = build.single("Add", [build.single("Concat", scores, axis=3), shared.mask])
    weights = build.single("Softmax", [scored], axis=3)
    on_past, on_new = build.node("Split", [weights, shared.lengths], 2, axis=3)
    read = build.single(
        "Add",
        [
            build.single("MatMul", [on_past, f"past.{layer}.v"]),
            build.single("MatMul", [on_new, value]),
        ],
    )
    read = build.single("Transpose", [read], perm=[2, 0, 1, 3])
    read = build.single("Reshape", [read, build.constant([1, -1, heads * width], np.int64)])
    output = build.weight(f"{prefix}.output", (config.hidden, heads * width))
    return build.linear(read, f"{prefix}.output", output)


def _feed_forward(build: GraphBuilder, config: LanguageGraphConfig, x: str, layer: int) -> str:
    """SwiGLU: down(silu(gate(x)) * up(x)), gate and up as one product."""
    prefix = f"layers.{layer}"
    both = np.concatenate(
        [build.weight(f"{prefix}.{name}", (config.ffn, config.hidden)) for name in ("gate", "up")]
    )
    both_out = build.linear(x, f"{prefix}.gate_up", both)
    sizes = build.constant([config.ffn, config.ffn], np.int64)
    gate, up = build.node("Split", [both_out, sizes], 2, axis=2)
    gate = build.single("QuickGelu", [gate], MICROSOFT, alpha=1.0)
    product = build.single("Mul", [gate, up])
    return build.linear(
        product, f"{prefix}.down", build.weight(f"{prefix}.down", (config.hidden, config.ffn))
    )


def _norm(
    build: GraphBuilder, config: LanguageGraphConfig, residual: str, addition: str | None, name: str
) -> tuple[str, str]:
    """RMS norm of residual + addition; gives the normalised value and the sum."""
    gamma = build.initializer(name, build.weight(name, (config.hidden,)))
    epsilon = config.norm_epsilon
    if addition is None:
        normed = build.single(
            "SimplifiedLayerNormalization",
            [residual, gamma],
            axis=-1,
            epsilon=epsilon,
            stash_type=1,
        )
        return normed, residual
    outputs = [build.name("norm"), "", "", build.name("sum")]
    build.node(
        "SkipSimplifiedLayerNormalization",
        [residual, addition, gamma],
        outputs,
        MICROSOFT,
        epsilon=epsilon,
    )
    return outputs[0], outputs[3]


def _heads(
    build: GraphBuilder,
    config: LanguageGraphConfig,
    residual: str,
    addition: str,
    names: tuple[str, str, str] | None,
) -> None:
    """The two heads on the last position alone."""
    last = build.constant([-1], np.int64)
    residual, addition = (
        build.single("Gather", [value, last], axis=1) for value in (residual, addition)
    )
    hidden, _ = _norm(build, config, residual, addition, "final_norm")
    shape = (config.vocabulary, config.hidden)
    tied = "text_head" not in build.weights
    if build.precision == "fp32":
        matrix = build.weight("embedding" if tied else "text_head", shape)
        logits = build.single("MatMul", [hidden, build.initializer("text_head", matrix.T)])
    else:
        if not tied or names is None:
            head = build.weight("text_head", shape)
            names = build.quantized("text_head", head, config.head_bits, config.head_block)
        logits = build.matmul_bits(hidden, names, shape, config.head_bits, config.head_block)
    flat = build.constant([-1], np.int64)
    build.node("Reshape", [logits, flat], ["logits"])
    visual = build.perceptron(hidden, "vision_head", config.hidden, config.visual_width)
    visual = build.single("Reshape", [visual, flat])
    build.node("LpNormalization", [visual], ["visual_out"], axis=-1, p=2)


def build_language_graph(
    config: LanguageGraphConfig, weights: Weights, precision: Precision
) -> onnx.ModelProto:
    """The ONNX graph of the language model.

    ``fp32`` keeps every weight; ``int4`` keeps the layers in 4 bits with a zero point a block, the
    embedding and the text head (one copy, tied) in ``config.head_bits``, connector, vision head and
    places in 16 bits. Raises ValueError when a weight is missing or of another shape.
    """
    if config.heads % config.kv_heads or config.head_width % 2:
        raise ValueError("heads must be a multiple of kv_heads, and head_width even")
    if precision == "int4" and (config.hidden % config.block or config.ffn % config.block):
        raise ValueError(f"hidden and ffn must be multiples of {config.block}")
    build = GraphBuilder(config.block, config.accuracy_level, weights, precision)
    residual, embedding = _embed(build, config)
    shared = _shared(build, config)
    addition: str | None = None
    for layer in range(config.layers):
        x, residual = _norm(build, config, residual, addition, f"layers.{layer}.attention_norm")
        addition = _attention(build, config, x, layer, shared)
        x, residual = _norm(build, config, residual, addition, f"layers.{layer}.feed_norm")
        addition = _feed_forward(build, config, x, layer)
    if addition is None:
        raise ValueError("a language model has at least one layer")
    _heads(build, config, residual, addition, embedding)
    return _model(build, config)


def _model(build: GraphBuilder, config: LanguageGraphConfig) -> onnx.ModelProto:
    """The collected nodes with the graph's inputs and outputs."""
    value = helper.make_tensor_value_info
    inputs = [
        value("ids", TensorProto.INT64, ["S"]),
        value("visual", TensorProto.FLOAT, ["S", config.visual_width]),
        value("visual_index", TensorProto.INT64, ["S"]),
        value("past_length", TensorProto.INT64, [1]),
    ]
    outputs = [
        value("logits", TensorProto.FLOAT, [config.vocabulary]),
        value("visual_out", TensorProto.FLOAT, [config.visual_width]),
    ]
    for layer in range(config.layers):
        for kind in ("k", "v"):
            past: list[str | int] = [config.kv_heads, 1, "C", config.head_width]
            new: list[str | int] = [config.kv_heads, 1, "S", config.head_width]
            inputs.append(value(f"past.{layer}.{kind}", TensorProto.FLOAT, past))
            outputs.append(value(f"new.{layer}.{kind}", TensorProto.FLOAT, new))
    graph = helper.make_graph(build.nodes, "language", inputs, outputs, build.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(
        graph, opset_imports=opsets, ir_version=10, producer_name="metamorph-studio"
    )
