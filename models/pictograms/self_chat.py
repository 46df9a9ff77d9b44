"""Self-generated chat: conversations that the base model makes up, to keep the trained one near it.

An instruction-tuned model that is given only the opening of a user's turn goes on with a question
as it knows them, and then answers it (the method of Magpie, arXiv 2406.08464). Training that stays
near the base's next words over such talk keeps what it knows at large; a few thousand chosen
questions are soon known by heart, and others fall.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import torch

from models.metamorph.llama import KeyValue, Llama
from models.metamorph.precision import COMPUTE_DTYPE, device
from models.metamorph.smollm2 import TURN_START, encode, load_smollm2, tokenizer
from models.paths import train_folder
from models.pictograms.world.chat_prompts import prompts_of

FILE = "own-talk.jsonl"
TOGETHER = 64  # conversations
LENGTH = 110  # tokens
TEMPERATURE = 0.9
END = "<|im_end|>"


@torch.no_grad()
def sampled(model: Llama, count: int, length: int) -> list[str]:
    """So many texts of ``length`` tokens after the opening of a user's turn."""
    opening = torch.tensor([encode(TURN_START["user"])] * count)
    x = model.embedding(opening.to(model.embedding.weight.device))
    past: list[KeyValue] | None = None
    tokens: list[torch.Tensor] = []
    for _ in range(length):
        states, past = model.trunk(x, past)
        words = model.embedding.weight[: model.config.image_start]
        logits = (states[:, -1] @ words.T).float() / TEMPERATURE
        likeliest = logits.topk(50)
        chosen = likeliest.values.softmax(-1).multinomial(1)
        token = likeliest.indices.gather(1, chosen)
        tokens.append(token)
        x = model.embedding(token)
    ids = torch.cat(tokens, 1).tolist()
    return [str(tokenizer().decode(row, skip_special_tokens=False)) for row in ids]


def last_sentence_end(text: str) -> int:
    """Where the text's last whole sentence ends, 0 where it has none."""
    return max(text.rfind(mark) for mark in (". ", ".\n", "! ", "? ")) + 1


def whole_sentences(text: str) -> str:
    """The text up to its last whole sentence."""
    return text[: last_sentence_end(text)].strip()


def question_and_answer(text: str) -> tuple[str, str] | None:
    """The first turn of each side, the answer empty where the question fills the text; none where
    nothing is left that could be such a turn."""
    question, answered, rest = text.partition(f"{END}\n{TURN_START['assistant']}")
    answer, ended, _ = rest.partition(END)
    question = question.strip() if answered else whole_sentences(question)
    answer = answer.strip() if ended else whole_sentences(answer)
    if not question or "<|" in question + answer:
        return None
    return question, answer


def self_chat() -> list[tuple[str, str]]:
    """Questions and answers that were made so far, without the questions kept for grading."""
    path = train_folder() / FILE
    if not path.exists():
        return []
    heldout = {prompt.prompt.lower() for prompt in prompts_of("heldout")}
    rows = (json.loads(line) for line in path.read_text().splitlines())
    return [(str(r[0]), str(r[1])) for r in rows if str(r[0]).lower() not in heldout]


def generate(count: int) -> Iterator[int]:
    """Adds to the file until it holds ``count`` conversations; yields how many there are."""
    model = load_smollm2().to(device(), COMPUTE_DTYPE)
    path = train_folder() / FILE
    held = len(self_chat())
    torch.manual_seed(held)
    while held < count:
        pairs = [question_and_answer(text) for text in sampled(model, TOGETHER, LENGTH)]
        with open(path, "a") as out:
            for pair in pairs:
                if pair is not None:
                    out.write(json.dumps(pair) + "\n")
                    held += 1
        yield held
