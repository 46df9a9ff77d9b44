"""Answers of the base model as it came, for what the trained one must not lose; needs torch."""

from __future__ import annotations

from functools import cache

import torch

from models.metamorph.llama import KeyValue, Llama
from models.metamorph.precision import COMPUTE_DTYPE
from models.metamorph.smollm2 import (
    END_OF_TURN,
    TURN_END,
    TURN_START,
    encode,
    load_smollm2,
    tokenizer,
)


@cache
def _model() -> Llama:
    return load_smollm2().to(COMPUTE_DTYPE)


@torch.no_grad()
def greedy(prompt: str, limit: int) -> str:
    """The likeliest answer to one question, at most ``limit`` tokens."""
    model = _model()
    parts = (TURN_START["user"], prompt, TURN_END, TURN_START["assistant"])
    ids = [token for part in parts for token in encode(part)]
    words = model.embedding.weight[: model.config.image_start]
    past: list[KeyValue] | None = None
    answer: list[int] = []
    x = model.embedding(torch.tensor([ids]))
    while len(answer) < limit:
        states, past = model.trunk(x, past)
        answer.append(int((states[0, -1] @ words.T).argmax()))
        if answer[-1] == END_OF_TURN:
            break
        x = model.embedding(torch.tensor([[answer[-1]]]))
    return str(tokenizer().decode([token for token in answer if token != END_OF_TURN])).strip()
