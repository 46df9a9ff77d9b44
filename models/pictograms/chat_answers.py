"""The base model's own answers to varied questions, so that training keeps its chat ability."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import torch

from models.metamorph.llama import KeyValue
from models.metamorph.precision import COMPUTE_DTYPE
from models.metamorph.smollm2 import (
    END_OF_TURN,
    TURN_END,
    TURN_START,
    encode,
    load_smollm2,
    tokenizer,
)
from models.paths import train_folder
from models.pictograms.self_chat import last_sentence_end, self_chat
from models.pictograms.world import pick
from models.pictograms.world.chat_forms import formed_prompts
from models.pictograms.world.chat_prompts import prompts_of
from models.pictograms.world.concepts import concept_ids, concepts
from models.pictograms.world.example import Example, assistant, user
from models.pictograms.world.wordings import as_typed, one_way, ways

FILE = "chat-answers.json"
TOGETHER = 32  # prompts that are answered at once
SELF_CHAT_SHARE = 2 / 3
ASKING = (
    "What is {}?",
    "Tell me about {}.",
    "Explain {} in one sentence.",
    "What is {} good for?",
    "Where would I find {}?",
    "Write one sentence about {}.",
    "Who needs {}, and why?",
)
SUBJECTS = tuple(
    """gravity, democracy, inflation, photosynthesis, electricity, evolution, a vaccine, a virus,
    the internet, a computer, software, a database, a program, algebra, a triangle, a prime number,
    probability, an atom, a molecule, oxygen, water, iron, gold, salt, energy, light, sound, heat,
    a magnet, a planet, a galaxy, the moon, the weather, a hurricane, an earthquake, a river,
    an ocean, a desert, a forest, an island, a continent, Europe, Africa, Asia, a king, a president,
    a law, a court, a bank, money, a tax, trade, a company, a job, a school, a university, history,
    the Middle Ages, the Roman Empire, a war, peace, freedom, justice, love, fear, friendship,
    a dream, memory, the brain, the heart, blood, sleep, exercise, a healthy diet, a vegetable,
    bread, cooking, music, a poem, a novel, a theatre, a film, a sport, a language, grammar, a noun,
    a verb, Shakespeare, Aristotle, Isaac Newton, Marie Curie, Charles Darwin, Leonardo da Vinci,
    Napoleon, a clock, a calendar, a leap year, a map, a bridge, an engine, a wheel, paper, glass,
    plastic, recycling, climate change, a solar panel, a battery, a telephone, a satellite
    """.replace("\n", " ").split(", ")
)


def answer_text(ids: list[int]) -> str:
    """The answer's text; one that did not end by itself is cut after its last whole sentence."""
    ended = END_OF_TURN in ids
    text = str(tokenizer().decode(ids[: ids.index(END_OF_TURN)] if ended else ids)).strip()
    return text if ended else text[: last_sentence_end(text)]


def talk_prompts(count: int) -> Iterator[str]:
    """Talk about the things that are drawn, in the openings of requests for pictures: what they
    are asked for in words alone must not be answered by drawing them."""
    rng = np.random.default_rng(12)
    yield from ways("talk", "plain")
    for _ in range(count):
        one, other = pick.countable(rng), pick.countable(rng)
        words = one_way(rng, "talk", "thing")
        words = words.format(a=one.phrase, b=other.phrase, thing=one.name, plural=one.plural)
        if rng.random() < 0.3:
            words = f"{one_way(rng, 'asking', 'contexts')} {words}"
        yield as_typed(rng, words)


def more_prompts(count: int) -> Iterator[str]:
    """Simple questions about everyday and learned things, none of them kept for grading.

    Talk about what can be drawn comes first, then all those by form, then ``count`` about single
    things.
    """
    heldout = {prompt.prompt.lower() for prompt in prompts_of("heldout")}
    yield from (prompt for prompt in talk_prompts(count // 2) if prompt.lower() not in heldout)
    yield from (prompt for prompt in formed_prompts() if prompt.lower() not in heldout)
    subjects = [
        *map(str.strip, SUBJECTS),
        *(concepts()[i].phrase for i in concept_ids() if "flag" not in i),
    ]
    rng = np.random.default_rng(11)
    for number in rng.permutation(len(subjects) * len(ASKING))[:count]:
        subject, asking = divmod(int(number), len(ASKING))
        prompt = ASKING[asking].format(subjects[subject])
        if prompt.lower() not in heldout:
            yield prompt


def by_length(prompts: Iterable[str]) -> Iterator[list[tuple[str, list[int]]]]:
    """Prompts with their tokens, of one length together and at most ``TOGETHER`` of them."""
    waiting: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
    for prompt in prompts:
        ids = encode(TURN_START["user"] + prompt + TURN_END + TURN_START["assistant"])
        group = waiting[len(ids)]
        group.append((prompt, ids))
        if len(group) == TOGETHER:
            yield waiting.pop(len(ids))
    yield from waiting.values()


@torch.no_grad()
def generate(limit: int = 90, more: int = 3000) -> None:
    """Greedy answers of the base model, at most ``limit`` tokens, to ``chat-answers.json``.

    They answer the written prompts of training and ``more`` simple ones; what an earlier run
    answered is kept.
    """
    model = load_smollm2().to(COMPUTE_DTYPE)
    words = model.embedding.weight[: model.config.image_start]
    path = train_folder() / FILE
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    asked = [*(prompt.prompt for prompt in prompts_of("train")), *more_prompts(more)]
    for group in by_length([prompt for prompt in asked if prompt not in known]):
        past: list[KeyValue] | None = None
        answers: list[list[int]] = [[] for _ in group]
        x = model.embedding(torch.tensor([ids for _, ids in group]))
        while len(answers[0]) < limit and not all(END_OF_TURN in ids for ids in answers):
            states, past = model.trunk(x, past)
            best = (states[:, -1] @ words.T).argmax(-1)
            for answer, token in zip(answers, best.tolist(), strict=True):
                answer.append(token)
            x = model.embedding(best[:, None])
        for (prompt, _), ids in zip(group, answers, strict=True):
            if text := answer_text(ids):
                known[prompt] = text
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(known, indent=1))
        unfinished.replace(path)
        print(f"chat answers: {len(known)}", flush=True)


def chat_examples(seed: int) -> Iterator[Example]:
    """Endless chat examples; two in three self-generated where there are any."""
    path = train_folder() / FILE
    if not path.exists():
        command = "python -m models.scripts.chat_answers"
        raise RuntimeError(f'Chat answers are missing: run "{command}" first.')
    pairs = sorted(json.loads(path.read_text()).items())
    own = self_chat()
    rng = np.random.default_rng(seed)
    while True:
        source = own if own and rng.random() < SELF_CHAT_SHARE else pairs
        question, answer = source[int(rng.integers(len(source)))]
        turns = (user(question), assistant(answer)) if answer else (user(question),)
        yield Example("chat", "chat", turns)
