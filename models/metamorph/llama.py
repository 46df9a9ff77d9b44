"""A LLaMA in plain PyTorch: grouped-query attention, rotary positions, SwiGLU, tied embedding.

Rotary positions turn halves (the layout of Hugging Face): a head's first half with its second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.quantized_linear import QuantizedLinear

KeyValue = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class LlamaConfig:
    """Shape of the language model. Two tokens more than the text's mark an image's ends."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_width: int
    feed_forward: int
    text_vocabulary: int
    rope_theta: float
    norm_epsilon: float
    context_length: int

    @property
    def image_start(self) -> int:
        """Id of the token before an image's visual tokens."""
        return self.text_vocabulary

    @property
    def image_end(self) -> int:
        """Id of the token after an image's visual tokens."""
        return self.text_vocabulary + 1

    @property
    def vocabulary(self) -> int:
        """Text tokens and the two marks."""
        return self.text_vocabulary + 2


class RMSNorm(nn.Module):
    """Root mean square norm with a weight."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.epsilon)


@cache
def rotary_table(config: LlamaConfig, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosine and sine tables (context_length, head_width / 2), made and moved there once."""
    half = torch.arange(0, config.head_width, 2).float() / config.head_width
    angle = torch.arange(config.context_length).float()[:, None] * config.rope_theta**-half
    return angle.cos().to(device), angle.sin().to(device)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on halves: x (B, H, T, head_width), tables (T, head_width / 2)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Block(nn.Module):
    """One LLaMA layer with grouped-query attention."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        hidden, kv = config.hidden, config.kv_heads * config.head_width
        self.norm1 = RMSNorm(hidden, config.norm_epsilon)
        self.norm2 = RMSNorm(hidden, config.norm_epsilon)
        self.q = QuantizedLinear(hidden, config.heads * config.head_width)
        self.k = QuantizedLinear(hidden, kv)
        self.v = QuantizedLinear(hidden, kv)
        self.o = QuantizedLinear(config.heads * config.head_width, hidden)
        self.gate = QuantizedLinear(hidden, config.feed_forward)
        self.up = QuantizedLinear(hidden, config.feed_forward)
        self.down = QuantizedLinear(config.feed_forward, hidden)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None, past: KeyValue | None
    ) -> tuple[Tensor, KeyValue]:
        b, t, _ = x.shape
        width = self.config.head_width
        h = self.norm1(x)
        q = rotate(self.q(h).view(b, t, -1, width).transpose(1, 2), cos, sin)
        k = rotate(self.k(h).view(b, t, -1, width).transpose(1, 2), cos, sin)
        v = self.v(h).view(b, t, -1, width).transpose(1, 2)
        if past is not None:
            k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        group = self.config.heads // self.config.kv_heads
        mixed = F.scaled_dot_product_attention(
            q,
            k.repeat_interleave(group, 1),
            v.repeat_interleave(group, 1),
            attn_mask=mask,
            is_causal=mask is None and t > 1 and past is None,
        )
        x = x + self.o(mixed.transpose(1, 2).reshape(b, t, -1))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h)), (k, v)


class Llama(nn.Module):
    """Trunk and tied embedding; ``logits = hidden @ embedding.T``."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.hidden)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.hidden, config.norm_epsilon)

    def trunk(self, x: Tensor, past: list[KeyValue] | None = None) -> tuple[Tensor, list[KeyValue]]:
        """Embedded inputs (B, T, hidden) to normed states and the grown keys and values."""
        begin = past[0][0].shape[2] if past else 0
        tables = rotary_table(self.config, x.device)
        cos, sin = (table[begin : begin + x.shape[1]].to(x) for table in tables)
        grown: list[KeyValue] = []
        for i, block in enumerate(self.blocks):
            x, kv = block(x, cos, sin, None, past[i] if past else None)
            grown.append(kv)
        return self.norm(x), grown


@dataclass(frozen=True)
class PackedRows:
    """How sequences lie in rows: rotary tables (B, 1, T, head_width / 2) of each position, and what
    is added to the attention's scores (B, 1, T, T)."""

    cos: Tensor
    sin: Tensor
    mask: Tensor

    @staticmethod
    def of(config: LlamaConfig, position: Tensor, mask: Tensor) -> PackedRows:
        """From the position of each token within its sequence (B, T), and the mask."""
        tables = rotary_table(config, position.device)
        cos, sin = (table[position][:, None].to(mask.dtype) for table in tables)
        return PackedRows(cos, sin, mask)

    def rows(self, rows: Tensor) -> PackedRows:
        """Some of the rows."""
        return PackedRows(self.cos[rows], self.sin[rows], self.mask[rows])


def run_blocks(
    config: LlamaConfig, blocks: Iterable[nn.Module], x: Tensor, packed: PackedRows | None = None
) -> Tensor:
    """Hidden states (B, T, hidden) through layers: one sequence a row, or several as packed."""
    if packed is None:
        cos, sin = (table[: x.shape[1]].to(x.dtype) for table in rotary_table(config, x.device))
        mask = None
    else:
        cos, sin, mask = packed.cos, packed.sin, packed.mask
    for block in blocks:
        x, _ = block(x, cos, sin, mask, None)
    return x
