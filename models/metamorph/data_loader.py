"""What the language stage is fed: endless packed batches, made by other processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from models.metamorph.packing import ROW, Packed, into_rows, pack
from models.metamorph.sequences import Sequence, to_sequence
from models.pictograms.chat_answers import chat_examples
from models.pictograms.curricula import weights_at
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
}
CHAT_IN_TALK = 0.25
ASKED_ABOUT = 0.4  # share of drawn pictures about which a question follows
LONGEST_TALK = 3  # subjects


class Progress(Protocol):
    """Share of the stage that is done, seen by the processes that make batches."""

    value: float


def asked_about(rng: np.random.Generator, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns, at times with a question about a picture right after it was drawn."""
    made: tuple[Turn, ...] = ()
    for turn in turns:
        made += (turn,)
        drawn = [part for part in turn.parts if isinstance(part, Scene)]
        if turn.role == "assistant" and len(drawn) == 1 and rng.random() < ASKED_ABOUT:
            found = about_drawn(rng, drawn[0])
            made += () if found is None else (user(found[0]), assistant(found[1]))
    return made


def talks(seed: int) -> Iterator[Example]:
    """Conversations of several subjects, so that an answer keeps to what is asked last."""
    rng = np.random.default_rng(seed)
    world, chat = examples(seed, "train", TALKED), chat_examples(seed)
    while True:
        turns: tuple[Turn, ...] = ()
        for _ in range(int(rng.integers(2, LONGEST_TALK + 1))):
            one = next(chat) if rng.random() < CHAT_IN_TALK else next(world)
            # The user's pictures of one conversation are drawn in one hand; some own talk is a
            # question without its answer.
            if "style" not in one.meta and len(one.turns) > 1:
                turns += asked_about(rng, one.turns)
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


def packed_batches(
    curriculum: str, seed: int, rows: int, progress: Progress, skipped: int = 0
) -> Iterator[Packed]:
    """Endless batches of ``rows`` rows; the last of them plain talk, by its weight."""
    rng = np.random.default_rng(seed)
    phase, weights = -1, dict[str, float]()
    world: Iterator[Example] = iter(())
    chat: Iterator[Example] = iter(())
    left: list[Sequence] = []
    while True:
        now, weights = weights_at(curriculum, progress.value)
        if now != phase:
            phase = now
            world = stream(1000 * now + skipped + seed, weights)
            chat = chat_examples(seed + now) if weights.get("chat") else iter(())
            left = []
        share = weights.get("chat", 0.0) / sum(weights.values())
        plain = int(rows * share + rng.random())  # the right share over many batches
        wanted = rows - plain
        while sum(len(s.ids) for s in left) < wanted * ROW * 1.25:
            left += [to_sequence(one) for one in islice(world, 32)]
        filled, left = into_rows(left, wanted)
        # Longest first would leave the short ones for ever.
        left = [left[int(i)] for i in rng.permutation(len(left))[: 8 * rows]]
        talk, _ = into_rows([to_sequence(one) for one in islice(chat, 4 * plain)], plain)
        order = [filled[int(i)] for i in rng.permutation(len(filled))]
        yield pack([*order, *talk], len(order))


class Feed(IterableDataset[Packed]):
    """The batches as a data set, each process with its own examples."""

    def __init__(
        self, curriculum: str, seed: int, rows: int, progress: Progress, skipped: int
    ) -> None:
        self.curriculum, self.seed, self.rows = curriculum, seed, rows
        self.progress, self.skipped = progress, skipped

    def __iter__(self) -> Iterator[Packed]:
        worker = get_worker_info()
        number = 0 if worker is None else worker.id
        seed = self.seed + 7919 * number
        return packed_batches(self.curriculum, seed, self.rows, self.progress, self.skipped)


def made_by(data: IterableDataset[Packed], processes: int) -> Iterator[Packed]:
    """The batches of a data set, made by so many processes, or in this one where it is none."""
    if processes == 0:
        return iter(data)
    loader: DataLoader[Packed] = DataLoader(
        data,
        batch_size=None,
        num_workers=processes,
        prefetch_factor=2,
        pin_memory=torch.cuda.is_available(),
    )
    return iter(loader)


def feed(
    curriculum: str, seed: int, rows: int, processes: int, skipped: int
) -> tuple[Iterator[Packed], Progress]:
    """Endless batches made by so many processes (none: in this one), and where to say the progress.

    ``skipped`` are steps that were made before, so that going on does not begin with the same.
    """
    progress: Progress = multiprocessing.Value("d", 0.0)
    return made_by(Feed(curriculum, seed, rows, progress, skipped), processes), progress
