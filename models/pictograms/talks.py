"""The language stage's examples: single tasks, and longer talks that are joined of several."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.pictograms.chat_answers import chat_examples
from models.pictograms.tasks.mixture import examples
from models.pictograms.tasks.questions_one import about_drawn
from models.pictograms.world.example import Example, Turn, assistant, texts, user
from models.pictograms.world.paper import joins_paper_puzzle
from models.pictograms.world.scenes import Scene

# What the subjects of a longer talk are taken from.
TALKED = {
    "generate": 3.0,
    "several": 1.0,
    "puzzle": 1.0,
    "nuance": 0.4,
    "question": 1.6,
    "fact": 0.6,
    "edit": 0.8,
    "story": 0.3,
    "asked": 2.0,
    "look": 0.8,
    "change": 0.6,
    "honest": 0.8,
}
CHAT_IN_TALK = 0.25
ASKED_ABOUT = 0.4  # share of drawn pictures about which a question follows
LONGEST_TALK = 3  # subjects


def asked_about(rng: np.random.Generator, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns, at times with a question about a picture right after it was drawn."""
    longer: tuple[Turn, ...] = ()
    for turn in turns:
        longer += (turn,)
        drawn = [part for part in turn.parts if isinstance(part, Scene)]
        if turn.role == "assistant" and len(drawn) == 1 and rng.random() < ASKED_ABOUT:
            question = about_drawn(rng, drawn[0])
            longer += () if question is None else (user(question[0]), assistant(question[1]))
    return longer


def talks(seed: int) -> Iterator[Example]:
    """Conversations of several subjects, so that an answer keeps to what is asked last."""
    rng = np.random.default_rng(seed)
    world, chat = examples(seed, "train", TALKED), chat_examples(seed)
    while True:
        turns: tuple[Turn, ...] = ()
        for _ in range(int(rng.integers(2, LONGEST_TALK + 1))):
            subject = next(chat) if rng.random() < CHAT_IN_TALK else next(world)
            # The user's pictures of one conversation are drawn in one hand; some self-generated
            # chat is a question without its answer.
            if "style" not in subject.meta and len(subject.turns) > 1:
                turns += asked_about(rng, subject.turns)
        joined = Example("talk", "talk", turns)
        if len(turns) > 2 and not joins_paper_puzzle(" ".join(texts(joined))):
            yield joined


def stream(seed: int, weights: dict[str, float]) -> Iterator[Example]:
    """Endless training examples of the world and of longer talks, by weight; no plain talk."""
    rng = np.random.default_rng(seed)
    world_weights = {k: v for k, v in weights.items() if k not in ("chat", "talk")}
    world = examples(seed, "train", world_weights)
    share = weights.get("talk", 0.0)
    share /= share + sum(world_weights.values())
    longer = talks(seed) if share else iter(())
    while True:
        yield next(longer) if rng.random() < share else next(world)
