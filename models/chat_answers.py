"""The base model's own answers to varied questions, so that training keeps its chat ability."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import torch

from models.dialogue import AFTER, BEFORE
from models.paths import train_folder
from models.smollm import KeyValue, encode, load_base, tokenizer
from models.world.example import Example, assistant, user

END = 2  # <|im_end|>


@torch.no_grad()
def make(limit: int = 60) -> None:
    """Greedy answers of the base model, at most ``limit`` tokens, to ``chat-answers.json``."""
    from models.world.chat_prompts import prompts_of

    model = load_base().bfloat16()
    path = train_folder() / "chat-answers.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    prompts = [one.prompt for one in prompts_of("train")]
    for number, prompt in enumerate(prompts):
        if prompt in known:
            continue
        ids = encode(BEFORE["user"]) + encode(prompt) + encode(AFTER) + encode(BEFORE["assistant"])
        past: list[KeyValue] | None = None
        made: list[int] = []
        x = model.embedding(torch.tensor([ids]))
        while len(made) < limit:
            states, past = model.trunk(x, past)
            best = int((states[0, -1] @ model.embedding.weight[:49152].T).argmax())
            made.append(best)
            if best == END:
                break
            x = model.embedding(torch.tensor([[best]]))
        if made[-1] == END:
            known[prompt] = str(tokenizer().decode(made[:-1])).strip()
        if number % 25 == 0:
            path.write_text(json.dumps(known, indent=1))
            print(f"chat answers: {number + 1} of {len(prompts)}", flush=True)
    path.write_text(json.dumps(known, indent=1))


def chat_examples(seed: int) -> Iterator[Example]:
    """Endless chat examples; only answers that the base model ended by itself."""
    path = train_folder() / "chat-answers.json"
    if not path.exists():
        raise RuntimeError('Chat answers are missing: run "python -m models.chat_answers" first.')
    pairs = sorted(json.loads(path.read_text()).items())
    rng = np.random.default_rng(seed)
    while True:
        question, answer = pairs[int(rng.integers(len(pairs)))]
        yield Example("chat", "chat", (user(question), assistant(answer)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    make()
