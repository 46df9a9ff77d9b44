"""Conversations that the base model makes up itself, question and answer, to keep it near to.

An instruction-tuned model that is given only the opening of a user's turn goes on with a question
as it knows them, and then answers it (the method of Magpie, arXiv 2406.08464). Training that stays
near the base's next words over such talk keeps what it knows at large; a few thousand chosen
questions are soon known by heart, and others fall.

    python -m models.pictograms.self_chat --count 3000
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

import torch

from models.metamorph.llama import IMAGE_START, KeyValue, SmolLM, encode, load_base, tokenizer
from models.metamorph.precision import WORKING, device
from models.metamorph.sequences import BEFORE
from models.paths import train_folder
from models.pictograms.world.chat_prompts import prompts_of

FILE = "own-talk.jsonl"
TOGETHER = 64  # conversations
LENGTH = 110  # tokens
TEMPERATURE = 0.9
END = "<|im_end|>"


@torch.no_grad()
def sampled(model: SmolLM, count: int, length: int) -> list[str]:
    """So many texts of ``length`` tokens after the opening of a user's turn."""
    there = model.embedding.weight.device
    opening = torch.tensor([encode(BEFORE["user"])] * count, device=there)
    x = model.embedding(opening)
    past: list[KeyValue] | None = None
    made: list[torch.Tensor] = []
    for _ in range(length):
        states, past = model.trunk(x, past)
        logits = (states[:, -1] @ model.embedding.weight[:IMAGE_START].T).float() / TEMPERATURE
        likeliest = logits.topk(50)
        chosen = likeliest.values.softmax(-1).multinomial(1)
        token = likeliest.indices.gather(1, chosen)
        made.append(token)
        x = model.embedding(token)
    ids = torch.cat(made, 1).tolist()
    return [str(tokenizer().decode(one, skip_special_tokens=False)) for one in ids]


def whole_sentences(text: str) -> str:
    """The text up to its last whole sentence."""
    return text[: max(text.rfind(mark) for mark in (". ", ".\n", "! ", "? ")) + 1].strip()


def question_and_answer(text: str) -> tuple[str, str] | None:
    """The first turn of each side, the answer empty where the question fills the text; none where
    nothing is left that could be such a turn."""
    question, found, rest = text.partition(f"{END}\n{BEFORE['assistant']}")
    answer, ended, _ = rest.partition(END)
    question = question.strip() if found else whole_sentences(question)
    answer = answer.strip() if ended else whole_sentences(answer)
    if not question or "<|" in question + answer:
        return None
    return question, answer


def own_talk() -> list[tuple[str, str]]:
    """What was made so far, without what is kept for grading."""
    path = train_folder() / FILE
    if not path.exists():
        return []
    kept = {one.prompt.lower() for one in prompts_of("heldout")}
    rows = (json.loads(line) for line in path.read_text().splitlines())
    return [(str(r[0]), str(r[1])) for r in rows if str(r[0]).lower() not in kept]


def make(count: int) -> Iterator[int]:
    """Adds to the file until it holds ``count`` conversations; tells how many there are."""
    model = load_base().to(device(), WORKING)
    path = train_folder() / FILE
    held = len(own_talk())
    torch.manual_seed(held)
    while held < count:
        found = [question_and_answer(text) for text in sampled(model, TOGETHER, LENGTH)]
        with open(path, "a") as out:
            for pair in found:
                if pair is not None:
                    out.write(json.dumps(pair) + "\n")
                    held += 1
        yield held


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3000)
    torch.set_num_threads(1)
    for number in make(parser.parse_args().count):
        print(f"own talk: {number}", flush=True)
