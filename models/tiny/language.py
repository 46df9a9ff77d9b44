"""The language model of a tiny package in PyTorch: the truth that graphs and runtime are held to.

Written without a cache and without regard to speed, one picture of what the graph must compute.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.export.graph_builder import Weights
from models.export.language_graph import LanguageGraphConfig


def random_weights(
    config: LanguageGraphConfig, seed: int, connector: int, vision_head: int, tied: bool
) -> Weights:
    """Weights drawn from a seed, by the names of ``models.export.language_graph``.

    ``connector`` and ``vision_head`` are the widths inside the two perceptrons.
    """
    source = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return (source.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)

    def vector(width: int, middle: float = 0.0) -> np.ndarray:
        return (middle + 0.2 * source.standard_normal(width)).astype(np.float32)

    hidden, keys = config.hidden, config.kv_heads * config.head_width
    weights = {
        "embedding": source.standard_normal((config.vocabulary, hidden)).astype(np.float32),
        "final_norm": vector(hidden, 1.0),
        "places": 0.5 * source.standard_normal((config.visual_tokens, hidden)).astype(np.float32),
        "connector.0.weight": matrix(connector, config.visual_width),
        "connector.0.bias": vector(connector),
        # Small, so that rounding does not grow while visual tokens are fed back.
        "connector.1.weight": 0.3 * matrix(hidden, connector),
        "connector.1.bias": vector(hidden),
        "vision_head.0.weight": matrix(vision_head, hidden),
        "vision_head.0.bias": vector(vision_head),
        "vision_head.1.weight": matrix(config.visual_width, vision_head),
        "vision_head.1.bias": vector(config.visual_width),
    }
    if not tied:
        weights["text_head"] = source.standard_normal((config.vocabulary, hidden)).astype(
            np.float32
        )
    for layer in range(config.layers):
        weights |= {
            f"layers.{layer}.attention_norm": vector(hidden, 1.0),
            f"layers.{layer}.query": 1.5 * matrix(config.heads * config.head_width, hidden),
            f"layers.{layer}.key": 1.5 * matrix(keys, hidden),
            f"layers.{layer}.value": 1.5 * matrix(keys, hidden),
            f"layers.{layer}.output": 1.5 * matrix(hidden, config.heads * config.head_width),
            f"layers.{layer}.feed_norm": vector(hidden, 1.0),
            f"layers.{layer}.gate": 1.5 * matrix(config.ffn, hidden),
            f"layers.{layer}.up": 1.5 * matrix(config.ffn, hidden),
            f"layers.{layer}.down": 1.5 * matrix(hidden, config.ffn),
        }
    return weights


class ReferenceLanguageModel:
    """The whole sequence at once, float32."""

    def __init__(self, config: LanguageGraphConfig, weights: Weights) -> None:
        self.config = config
        self.weights = {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}

    def perceptron(self, x: Tensor, prefix: str) -> Tensor:
        w = self.weights
        x = F.gelu(F.linear(x, w[f"{prefix}.0.weight"], w[f"{prefix}.0.bias"]))
        return F.linear(x, w[f"{prefix}.1.weight"], w[f"{prefix}.1.bias"])

    def rotate(self, x: Tensor) -> Tensor:
        """Rotary positions by halves; x is (heads, T, head_width)."""
        half = self.config.head_width // 2
        rates = self.config.rope_theta ** (-torch.arange(half, dtype=torch.float64) / half)
        angles = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * rates
        cosine, sine = angles.cos().float(), angles.sin().float()
        first, second = x[..., :half], x[..., half:]
        return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)

    def attention(self, x: Tensor, layer: int) -> Tensor:
        config, w = self.config, self.weights
        length = x.shape[0]

        def heads(name: str) -> Tensor:
            return (
                F.linear(x, w[f"layers.{layer}.{name}"])
                .view(length, -1, config.head_width)
                .transpose(0, 1)
            )

        query, key, value = self.rotate(heads("query")), self.rotate(heads("key")), heads("value")
        group = config.heads // config.kv_heads
        key, value = key.repeat_interleave(group, 0), value.repeat_interleave(group, 0)
        scores = query @ key.transpose(1, 2) / config.head_width**0.5
        ahead = torch.ones(length, length, dtype=torch.bool).triu(1)
        read = scores.masked_fill(ahead, float("-inf")).softmax(-1) @ value
        return F.linear(read.transpose(0, 1).reshape(length, -1), w[f"layers.{layer}.output"])

    def feed_forward(self, x: Tensor, layer: int) -> Tensor:
        w = self.weights
        gate = F.silu(F.linear(x, w[f"layers.{layer}.gate"]))
        return F.linear(gate * F.linear(x, w[f"layers.{layer}.up"]), w[f"layers.{layer}.down"])

    def norm(self, x: Tensor, name: str) -> Tensor:
        return F.rms_norm(x, (self.config.hidden,), self.weights[name], self.config.norm_epsilon)

    @torch.no_grad()
    def __call__(
        self, ids: list[int], visual: np.ndarray, visual_index: list[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Logits (T, V) and visual tokens (T, W) after each of the T positions."""
        text = self.weights["embedding"][torch.tensor(ids)]
        index = torch.tensor(visual_index)
        tokens = torch.from_numpy(np.array(visual, dtype=np.float32)) * self.config.visual_scale
        seen = self.perceptron(tokens, "connector") + self.weights["places"][index.clamp(min=0)]
        x = torch.where(index[:, None] < 0, text, seen)
        for layer in range(self.config.layers):
            x = x + self.attention(self.norm(x, f"layers.{layer}.attention_norm"), layer)
            x = x + self.feed_forward(self.norm(x, f"layers.{layer}.feed_norm"), layer)
        x = self.norm(x, "final_norm")
        head = self.weights.get("text_head", self.weights["embedding"])
        predicted = F.normalize(self.perceptron(x, "vision_head"), dim=-1)
        return F.linear(x, head).numpy(), predicted.numpy()
