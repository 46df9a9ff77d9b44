"""The paper's findings 1 to 4 at small scale: does understanding help generation, and the reverse?

Runs of equal length from the base model, in a world of few concepts, on little or much data of
either kind ("little" is seen again and again). Each is asked held-out prompts and questions. A
small world cannot be compared with COCO or MMBench; what can be compared is the direction.
Paper: section 4 (findings 1 to 3) and figure 8 (finding 4).

python -m models.findings --out findings.json
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from models.arithmetic import device
from models.connector_words import teach
from models.dialogue import Reader, Seen, Sequence, to_sequence
from models.exact import exactly_right, in_batches
from models.feeding import made_by
from models.free_running import imagine, is_whole, told_rightly, up_to_picture
from models.grading.figures import Share
from models.losses import losses
from models.packing import ROW, Packed, into_rows, pack
from models.train_language import encoder
from models.training import clip_and_step
from models.vpit import VPiT
from models.world.concepts import concept_ids
from models.world.mixture import examples
from models.world.pool import limited
from models.world.scenes import BACKGROUNDS

CONCEPTS = 40
GROUNDS = BACKGROUNDS[:6]
LITTLE, MUCH = 120, 4000  # distinct examples
ROWS = 3 if device().type == "cpu" else 32  # of a step
RATE = 5e-4


@dataclass(frozen=True)
class Setup:
    """One run: how many distinct questions and how many distinct pictures to draw."""

    name: str
    understanding: int
    generation: int


SETUPS = (
    Setup("little understanding, little generation", LITTLE, LITTLE),
    Setup("much understanding, little generation", MUCH, LITTLE),
    Setup("little understanding, much generation", LITTLE, MUCH),
    Setup("much understanding, much generation", MUCH, MUCH),
    Setup("no understanding, little generation", 0, LITTLE),
    Setup("much understanding, no generation", MUCH, 0),
)


def world_ids() -> tuple[str, ...]:
    """Every eighth concept, so that all kinds are there."""
    return tuple(concept_ids()[:: len(concept_ids()) // CONCEPTS][:CONCEPTS])


def sequences(seed: int, split: str, task: str, count: int) -> list[tuple[str, Sequence]]:
    """Examples of one task in the small world, with their kinds."""
    with limited(world_ids(), GROUNDS):
        stream = examples(seed, "train" if split == "train" else "heldout", {task: 1.0})
        return [(one.kind, to_sequence(one)) for one in islice(stream, count)]


class Pools(IterableDataset[Packed]):
    """Endless batches of which every kind of example has its share, however few there are."""

    def __init__(self, pools: list[list[Sequence]]) -> None:
        self.pools = pools

    def __iter__(self) -> Iterator[Packed]:
        worker = get_worker_info()
        rng = np.random.default_rng(5 + (0 if worker is None else worker.id))
        while True:
            chosen: list[Sequence] = []
            while sum(len(one.ids) for one in chosen) < 1.2 * ROWS * ROW:
                for pool in self.pools:
                    chosen.append(pool[int(rng.integers(len(pool)))])
            yield pack(into_rows(chosen, ROWS)[0])


def train(setup: Setup, steps: int, read: Reader | None, processes: int) -> VPiT:
    """A model trained from the base for so many steps."""
    torch.manual_seed(5)
    model = VPiT(frozen_layers=15)
    teach(model, steps=300)
    model.to(device())
    kinds = (("question", setup.understanding), ("generate", setup.generation))
    pools = [
        [one for _, one in sequences(11, "train", task, count)] for task, count in kinds if count
    ]
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    source = made_by(Pools(pools), processes)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 10) * max(0.05, 1 - step / steps)
        loss = losses(model, next(source).to(device()), read)
        loss.total().backward()
        clip_and_step([optimizer], parameters)
    return model.eval()


@torch.no_grad()
def drawn_right(model: VPiT, seen: Seen, count: int) -> list[bool]:
    """Held-out prompts whose free-running tokens are right in at least 0.9 of the cells."""
    right = []
    for _, sequence in sequences(21, "heldout", "generate", count):
        found = up_to_picture(sequence)
        if found is None:
            continue
        cells, placed, _ = told_rightly(imagine(model, found[0], seen), found[1])
        right.append(is_whole(cells, placed))
    return right


def answered_right(model: VPiT, read: Reader | None, count: int) -> dict[str, list[bool]]:
    """Held-out questions by kind: whether the greedy answer is the accepted one, word for word."""
    right: dict[str, list[bool]] = defaultdict(list)
    for held in in_batches(sequences(22, "heldout", "question", count), ROWS):
        for kind, one in zip(held.names, exactly_right(model, held, read).tolist(), strict=True):
            right[kind].append(one)
    return right


def run(setup: Setup, given: argparse.Namespace, read: Reader | None) -> dict[str, object]:
    """Trains and asks; the figures of one row."""
    model = train(setup, given.steps, read, given.processes)
    drawn = drawn_right(model, Seen(read), given.count)
    answered = answered_right(model, read, 2 * given.count)
    flat = [one for kind in answered.values() for one in kind]
    return {
        "setup": setup.name,
        "understanding": setup.understanding,
        "generation": setup.generation,
        "drawn": sum(drawn) / len(drawn),
        "drawn_interval": Share(sum(drawn), len(drawn)).interval,
        "answered": sum(flat) / len(flat),
        "answered_interval": Share(sum(flat), len(flat)).interval,
        "kinds": {kind: [sum(one), len(one)] for kind, one in sorted(answered.items())},
    }


def main() -> None:
    """Runs what the file does not hold yet, and writes it after each run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--processes", type=int, default=0, help="that make the batches")
    parser.add_argument("--encoder", type=Path, help="package that reads where no neck is trained")
    given = parser.parse_args()
    torch.set_num_threads(1)
    rows = json.loads(given.out.read_text()) if given.out.exists() else []
    read = encoder(given.encoder)
    for setup in SETUPS:
        if any(row["setup"] == setup.name for row in rows):
            continue
        rows.append(run(setup, given, read))
        given.out.write_text(json.dumps(rows, indent=1) + "\n")
        print({k: v for k, v in rows[-1].items() if k != "kinds"}, flush=True)


if __name__ == "__main__":
    main()
