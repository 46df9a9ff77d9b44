"""The paper's findings 1 to 4 at small scale: does understanding help generation, and the reverse?

A trained model is shown forty novel concepts (``novel_concepts.py``): pictures of them with
questions, or requests with their pictures, or both, few ("little", seen again and again) or many.
All runs are of one length. Each is then asked for pictures and answers that it was not shown. A
small world cannot be compared with COCO or MMBench; what can be compared is the direction.
Paper: section 4 (findings 1 to 3), figure 3 (kinds of data) and figure 8 (finding 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from models.export.import_package import import_package
from models.grading.exact_match import exact_matches, in_batches
from models.grading.free_running import MOST, generate_tokens, read_cells, up_to_picture
from models.metamorph.data_loader import load
from models.metamorph.losses import losses
from models.metamorph.model import MetaMorph
from models.metamorph.packing import Packed
from models.metamorph.precision import device
from models.metamorph.sequences import TokenSequence
from models.metamorph.training import clip_and_step
from models.pictograms.checkpoints import new_model
from models.pictograms.config import PACKER
from models.pictograms.conversations import to_sequence
from models.pictograms.novel_concepts import novel_concepts
from models.pictograms.tasks.mixture import examples
from models.pictograms.token_cache import TokenCache

LITTLE, MUCH = 20, 1500  # distinct examples
ROWS = 3 if device().type == "cpu" else 32  # of a step
FROZEN = 15
RATE = 3e-4
# Kinds of questions that name the concepts, and how the one-by-one runs join them.
KINDS = ("what", "side", "place", "present", "count", "caption")
DRAWN_KINDS = ("one", "background", "size", "place", "phrasing")


@dataclass(frozen=True)
class Budget:
    """How long each run trains, and how much it is asked."""

    package: Path
    steps: int
    count: int  # pictures asked for; twice the answers
    processes: int  # that make the batches


@dataclass(frozen=True)
class Setup:
    """One run: how many distinct questions, of which kinds, and how many distinct requests."""

    name: str
    understanding: int
    generation: int
    kinds: tuple[str, ...] = KINDS


SETUPS = (
    Setup("little understanding, little generation", LITTLE, LITTLE),
    Setup("much understanding, little generation", MUCH, LITTLE),
    Setup("little understanding, much generation", LITTLE, MUCH),
    Setup("much understanding, much generation", MUCH, MUCH),
    Setup("no understanding, little generation", 0, LITTLE),
    Setup("much understanding, no generation", MUCH, 0),
    Setup("what it is, little generation", MUCH, LITTLE, ("what",)),
    Setup("where things are, little generation", MUCH, LITTLE, ("side", "place")),
    Setup("counts and presence, little generation", MUCH, LITTLE, ("count", "present")),
    Setup("captions, little generation", MUCH, LITTLE, ("caption",)),
)


def sequences(
    seed: int, training: bool, task: str, kinds: tuple[str, ...], count: int
) -> list[tuple[str, TokenSequence]]:
    """So many examples of some kinds of a task, within ``novel_concepts``, with their kinds."""
    chosen: list[tuple[str, TokenSequence]] = []
    for example in examples(seed, "train" if training else "heldout", {task: 1.0}):
        if len(chosen) == count:
            break
        if example.kind in kinds:
            chosen.append((example.kind, to_sequence(example)))
    return chosen


class Pools(IterableDataset[Packed]):
    """Endless batches of which every pool of examples has its share, however few it holds."""

    def __init__(self, pools: list[list[TokenSequence]]) -> None:
        self.pools = pools

    def __iter__(self) -> Iterator[Packed]:
        worker = get_worker_info()
        rng = np.random.default_rng(5 + (0 if worker is None else worker.id))
        while True:
            chosen: list[TokenSequence] = []
            while sum(len(sequence.ids) for sequence in chosen) < 1.2 * ROWS * PACKER.row_length:
                for pool in self.pools:
                    chosen.append(pool[int(rng.integers(len(pool)))])
            yield PACKER.pack(PACKER.fill(chosen, ROWS)[0])


def train(setup: Setup, budget: Budget) -> MetaMorph:
    """The package's model after so many steps of the run's examples."""
    torch.manual_seed(5)
    model = new_model(frozen_layers=FROZEN)
    import_package(model, budget.package)
    model.to(device())
    pools = [
        [sequence for _, sequence in sequences(11, True, task, kinds, count)]
        for task, kinds, count in (
            ("question", setup.kinds, setup.understanding),
            ("generate", DRAWN_KINDS, setup.generation),
        )
        if count
    ]
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    batches = load(Pools(pools), budget.processes)
    for step in range(budget.steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 10) * max(0.05, 1 - step / budget.steps)
        loss = losses(model, next(batches).to(device()), None)
        loss.total().backward()
        clip_and_step([optimizer], parameters)
    return model.eval()


@torch.no_grad()
def drawn_right(model: MetaMorph, count: int) -> list[bool]:
    """Held-out requests whose free-running tokens are nearly all right: whether 0.9 of the cells
    with something on them say the thing, and 0.9 of all its place and size.

    Counted over all cells the thing itself would hardly matter where it is tiny.
    """
    right = []
    cache = TokenCache(None)
    for _, sequence in sequences(21, False, "generate", DRAWN_KINDS, count):
        asked = up_to_picture(sequence)
        if asked is None:
            continue
        head, wanted = asked
        cells, placed, covered = read_cells(generate_tokens(model, head, cache), wanted)
        what, where = cells[covered].float().mean(), placed.float().mean()
        right.append(bool(min(what, where) > MOST))
    return right


def answered_right(model: MetaMorph, count: int) -> dict[str, list[bool]]:
    """Held-out questions by kind: whether the greedy answer is the accepted one, word for word."""
    right: dict[str, list[bool]] = defaultdict(list)
    for held in in_batches(sequences(22, False, "question", KINDS, count), ROWS):
        for kind, match in zip(held.names, exact_matches(model, held, None).tolist(), strict=True):
            right[kind].append(match)
    return right


def run(setup: Setup, budget: Budget) -> dict[str, object]:
    """Trains and asks; the figures of one row, each as right and of how many."""
    with novel_concepts():
        model = train(setup, budget)
        drawn = drawn_right(model, budget.count)
        answered = answered_right(model, 2 * budget.count)
    flat = [match for kind in answered.values() for match in kind]
    return {
        "setup": setup.name,
        "drawn": [sum(drawn), len(drawn)],
        "answered": [sum(flat), len(flat)],
        "kinds": {kind: [sum(matches), len(matches)] for kind, matches in sorted(answered.items())},
    }
