"""Endless packed batches for the language stage, made by other processes.

``DataSource`` is what a data set has to implement to be trained on.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from models.metamorph.packing import Packed, Packer
from models.metamorph.sequences import TokenSequence


@dataclass(frozen=True)
class Phase:
    """A phase of the curriculum: its number, and the share of rows that are plain talk."""

    number: int
    plain_share: float


class DataSource(Protocol):
    """Conversations to train on; each iterator is endless and the same for the same seed."""

    def phase(self, progress: float) -> Phase:
        """The phase at this share of the stage, 0 to 1."""
        ...

    def conversations(self, phase: Phase, seed: int) -> Iterator[TokenSequence]:
        """Conversations whose answers are learnt."""
        ...

    def plain_talk(self, phase: Phase, seed: int) -> Iterator[TokenSequence]:
        """Conversations without images, over which the model stays near the base; called only
        where the phase has a share of them."""
        ...


class Progress(Protocol):
    """Share of the stage that is done, seen by the processes that make batches."""

    value: float


@dataclass(eq=False)
class PackedBatches(IterableDataset[Packed]):
    """Endless batches of ``rows`` rows, each process with its own examples.

    ``skipped`` are steps that were made before, so that a resumed stage does not begin with the
    same examples.
    """

    source: DataSource
    packer: Packer
    seed: int
    rows: int
    progress: Progress
    skipped: int

    def __iter__(self) -> Iterator[Packed]:
        worker = get_worker_info()
        return self.batches(self.seed + 7919 * (0 if worker is None else worker.id))

    def batches(self, seed: int) -> Iterator[Packed]:
        """The batches of one seed; the last rows are plain talk, by its share."""
        rng = np.random.default_rng(seed)
        length, phase = self.packer.row_length, Phase(-1, 0.0)
        conversations: Iterator[TokenSequence] = iter(())
        plain_talk: Iterator[TokenSequence] = iter(())
        left: list[TokenSequence] = []
        while True:
            now = self.source.phase(self.progress.value)
            if now.number != phase.number:
                phase, left = now, []
                begin = 1000 * now.number + self.skipped + seed
                conversations = self.source.conversations(now, begin)
                if now.plain_share:
                    plain_talk = self.source.plain_talk(now, seed + now.number)
            # The right share over many batches.
            plain = int(self.rows * phase.plain_share + rng.random())
            wanted = self.rows - plain
            while sum(len(sequence.ids) for sequence in left) < wanted * length * 1.25:
                left += islice(conversations, 32)
            filled, left = self.packer.fill(left, wanted)
            # Longest first would leave the short ones for ever.
            left = [left[int(i)] for i in rng.permutation(len(left))[: 8 * self.rows]]
            talk, _ = self.packer.fill(islice(plain_talk, 4 * plain), plain)
            order = [filled[int(i)] for i in rng.permutation(len(filled))]
            yield self.packer.pack([*order, *talk], len(order))


def load(data: IterableDataset[Packed], processes: int) -> Iterator[Packed]:
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


def shared_progress() -> Progress:
    """A progress that other processes see."""
    progress: Progress = multiprocessing.Value("d", 0.0)
    return progress
