"""The base model's own answers to varied questions, so that training keeps its chat ability."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import torch

from models.dialogue import AFTER, BEFORE
from models.paths import train_folder
from models.smollm import KeyValue, encode, load_base, tokenizer
from models.world.example import Example, assistant, user

END = 2  # <|im_end|>


def whole_sentences(ids: list[int]) -> str:
    """The answer's text; one that did not end by itself is cut after its last whole sentence."""
    ended = END in ids
    text = str(tokenizer().decode(ids[: ids.index(END)] if ended else ids)).strip()
    if ended:
        return text
    last = max(text.rfind(mark) for mark in (". ", ".\n", "! ", "? "))
    return text[: last + 1]


@torch.no_grad()
def make(limit: int = 90) -> None:
    """Greedy answers of the base model, at most ``limit`` tokens, to ``chat-answers.json``."""
    from models.world.chat_prompts import prompts_of

    model = load_base().bfloat16()
    path = train_folder() / "chat-answers.json"
    by_length: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
    for one in prompts_of("train"):
        ids = encode(BEFORE["user"] + one.prompt + AFTER + BEFORE["assistant"])
        by_length[len(ids)].append((one.prompt, ids))
    known: dict[str, str] = {}
    for group in by_length.values():
        past: list[KeyValue] | None = None
        made: list[list[int]] = [[] for _ in group]
        x = model.embedding(torch.tensor([ids for _, ids in group]))
        while len(made[0]) < limit and not all(END in answer for answer in made):
            states, past = model.trunk(x, past)
            best = (states[:, -1] @ model.embedding.weight[:49152].T).argmax(-1)
            for answer, token in zip(made, best.tolist(), strict=True):
                answer.append(token)
            x = model.embedding(best[:, None])
        answers = {p: whole_sentences(ids) for (p, _), ids in zip(group, made, strict=True)}
        known |= {prompt: answer for prompt, answer in answers.items() if answer}
        path.write_text(json.dumps(known, indent=1))
        print(f"chat answers: {len(known)}", flush=True)


def chat_examples(seed: int) -> Iterator[Example]:
    """Endless chat examples."""
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
