"""Tiny language models of the families that the graph builder knows, by ``transformers``."""

from __future__ import annotations

from typing import Any

import torch
from transformers import LlamaConfig, PretrainedConfig, Qwen2Config, Qwen3Config
from transformers.models.auto.modeling_auto import AutoModelForCausalLM

from models.convert.tiny import as_json, fill, packed

COMMON: dict[str, Any] = {
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 96,
}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
CASES: dict[str, PretrainedConfig] = {
    # Heads shared by groups of two, positions stretched.
    "llama": LlamaConfig(
        **COMMON, hidden_size=64, max_position_embeddings=512, rope_parameters=LLAMA3
    ),
    # Biases, and a text head that is the embedding.
    "qwen2": Qwen2Config(
        **COMMON, hidden_size=64, max_position_embeddings=256, tie_word_embeddings=True
    ),
    # Normed heads that are wider than the hidden states would make them.
    "qwen3": Qwen3Config(**COMMON, hidden_size=64, head_dim=24, max_position_embeddings=256),
}
LENGTH = 40


def language_case(name: str) -> dict[str, Any]:
    """Configuration, layout and what the model says of a prompt, and of another one beside it."""
    config = CASES[name]
    model = AutoModelForCausalLM.from_config(config).eval().float()
    layouts = fill(model)
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(0, config.vocab_size, (2, LENGTH), generator=generator)
    with torch.no_grad():
        hidden = model.model(input_ids=ids).last_hidden_state
        logits = model.lm_head(hidden[:, -1])
    return {
        "config": config.to_dict(),
        "layout": as_json(layouts),
        "ids": ids.tolist(),
        "hidden": packed(hidden),
        "logits": packed(logits),
    }
