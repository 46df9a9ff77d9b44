"""Answers of the base model as it came, for what the trained one must not lose; needs torch."""

from __future__ import annotations

from functools import cache

import torch

from models.metamorph.llama import KeyValue, SmolLM, encode, load_base, tokenizer
from models.metamorph.precision import WORKING
from models.metamorph.sequences import AFTER, BEFORE

END = 2  # <|im_end|>


@cache
def _model() -> SmolLM:
    return load_base().to(WORKING)


@torch.no_grad()
def greedy(prompt: str, limit: int) -> str:
    """The likeliest answer to one question, at most ``limit`` tokens."""
    model = _model()
    ids = encode(BEFORE["user"]) + encode(prompt) + encode(AFTER) + encode(BEFORE["assistant"])
    past: list[KeyValue] | None = None
    made: list[int] = []
    x = model.embedding(torch.tensor([ids]))
    while len(made) < limit:
        states, past = model.trunk(x, past)
        made.append(int((states[0, -1] @ model.embedding.weight[:49152].T).argmax()))
        if made[-1] == END:
            break
        x = model.embedding(torch.tensor([[made[-1]]]))
    return str(tokenizer().decode([one for one in made if one != END])).strip()
