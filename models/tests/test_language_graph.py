"""The ONNX graph of the language model against PyTorch, in both precisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
ort = pytest.importorskip("onnxruntime")

from models.export.graph_builder import Precision, Weights  # noqa: E402
from models.export.language_graph import LanguageGraphConfig, build_language_graph  # noqa: E402
from models.metamorph.quantization import dequantized  # noqa: E402
from models.tiny.language import ReferenceLanguageModel, random_weights  # noqa: E402

pytestmark = pytest.mark.heavy

CONFIG = LanguageGraphConfig(
    layers=2,
    heads=4,
    kv_heads=2,
    head_width=16,
    hidden=64,
    ffn=96,
    vocabulary=120,
    context=64,
    rope_theta=10_000.0,
    norm_epsilon=1e-5,
    visual_tokens=4,
    visual_width=24,
    visual_scale=4.9,
)
ROOM = 40


def sequence(length: int) -> tuple[list[int], np.ndarray, list[int]]:
    """Text with one picture of four visual tokens in it."""
    source = np.random.default_rng(3)
    ids = source.integers(0, CONFIG.vocabulary, length).tolist()
    visual = np.zeros((length, CONFIG.visual_width), np.float32)
    index = [-1] * length
    for place in range(CONFIG.visual_tokens):
        token = source.standard_normal(CONFIG.visual_width)
        visual[5 + place] = token / np.linalg.norm(token)
        index[5 + place] = place
    return ids, visual, index


def run(session: Any, cuts: list[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Feeds the sequence in pieces that end at ``cuts``; both outputs after each piece."""
    ids, visual, index = sequence(cuts[-1])
    # Rows that hold nothing are filled with what would show if they were read.
    shape = (CONFIG.kv_heads, 1, ROOM, CONFIG.head_width)
    cache = {
        f"past.{i}.{kind}": np.full(shape, 7.0, np.float32)
        for i in range(CONFIG.layers)
        for kind in "kv"
    }
    results, begin = [], 0
    for end in cuts:
        feeds = {
            "ids": np.array(ids[begin:end]),
            "visual": visual[begin:end],
            "visual_index": np.array(index[begin:end]),
            "past_length": np.array([begin]),
            **cache,
        }
        out = dict(
            zip([o.name for o in session.get_outputs()], session.run(None, feeds), strict=True)
        )
        for name, kept in cache.items():
            kept[:, :, begin:end] = out[name.replace("past", "new")]
        results.append((out["logits"], out["visual_out"]))
        begin = end
    return results


def session_of(config: LanguageGraphConfig, weights: Weights, precision: Precision) -> Any:
    model = build_language_graph(config, weights, precision)
    return ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("cuts", [[20], [1, 20], [7, 8, 20], [*range(1, 21)], [6, 13, 20]])
def test_whole_precision_is_the_reference_however_the_prompt_is_cut(
    cuts: list[int], tied: bool
) -> None:
    """Catches wrong positions, a mask that looks ahead, empty rows attended."""
    weights = random_weights(CONFIG, 1, 40, 48, tied)
    expected_logits, expected_visual = ReferenceLanguageModel(CONFIG, weights)(*sequence(20))
    for end, (logits, visual) in zip(
        cuts, run(session_of(CONFIG, weights, "fp32"), cuts), strict=True
    ):
        assert np.abs(logits - expected_logits[end - 1]).max() < 1e-4
        assert np.abs(visual - expected_visual[end - 1]).max() < 1e-5


def rounded(weights: Weights, config: LanguageGraphConfig) -> Weights:
    """The weights as the int4 graph keeps them."""
    scaled = np.sqrt(config.head_width)
    result = dict(weights)
    for name, value in weights.items():
        part = name.split(".")[-1]
        if part == "query":
            kept = dequantized((value / scaled).astype(np.float32), 4, config.block)
            result[name] = (kept * scaled).astype(np.float32)
        elif part in ("key", "value", "output", "gate", "up", "down"):
            result[name] = dequantized(value, 4, config.block)
        elif name in ("embedding", "text_head"):
            result[name] = dequantized(value, config.head_bits, config.block)
        elif name == "places" or (name.endswith("weight") and "norm" not in name):
            result[name] = value.astype(np.float16).astype(np.float32)
    return result


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bits", [4, 8])
def test_int4_is_the_reference_of_the_rounded_weights(bits: int, tied: bool) -> None:
    """Catches halves of a byte swapped, zero points of odd numbers of blocks, a wrong block."""
    config = replace(CONFIG, head_bits=bits, hidden=96, ffn=160)
    weights = random_weights(config, 2, 40, 48, tied)
    expected_logits, expected_visual = ReferenceLanguageModel(config, rounded(weights, config))(
        *sequence(20)
    )
    cuts = [3, 4, 5, 20]
    whole = run(session_of(replace(config, accuracy_level=0), weights, "int4"), cuts)
    for end, (logits, visual) in zip(cuts, whole, strict=True):
        assert np.abs(logits - expected_logits[end - 1]).max() < 2e-3
        assert np.abs(visual - expected_visual[end - 1]).max() < 1e-4
    for end, (logits, visual) in zip(
        cuts, run(session_of(config, weights, "int4"), cuts), strict=True
    ):
        # Activations of 8 bits: near, not equal.
        assert np.corrcoef(logits, expected_logits[end - 1])[0, 1] > 0.99
        assert float(visual @ expected_visual[end - 1]) > 0.99


def test_a_missing_weight_is_named() -> None:
    """Catches a graph that is made with a hole in it."""
    weights = random_weights(CONFIG, 1, 40, 48, True)
    del weights["layers.1.up"]
    with pytest.raises(ValueError, match="layers.1.up is missing"):
        build_language_graph(CONFIG, weights, "fp32")
