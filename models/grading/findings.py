"""The paper's findings 1 to 4 at small scale: does understanding help generation, and the reverse?

A trained model is shown forty new things (``new_things.py``): pictures of them with questions, or
requests with their pictures, or both, few ("little", seen again and again) or many. All runs are
of one length. Each is then asked for pictures and answers that it was not shown. A small world
cannot be compared with COCO or MMBench; what can be compared is the direction.
Paper: section 4 (findings 1 to 3), figure 3 (kinds of data) and figure 8 (finding 4).

    python -m models.grading.findings --out FOLDER              # goes on where it was; a file a run
    python -m models.grading.findings_table --runs FOLDER --plot models/findings.svg
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from models.export.import_package import begin_from_package
from models.grading.exact_match import exactly_right, in_batches
from models.grading.free_running import WHOLE, imagine, told_rightly, up_to_picture
from models.metamorph.data_loader import made_by
from models.metamorph.losses import losses
from models.metamorph.model import VPiT
from models.metamorph.packing import ROW, Packed, into_rows, pack
from models.metamorph.precision import device
from models.metamorph.sequences import Seen, Sequence, to_sequence
from models.metamorph.training import clip_and_step
from models.paths import ROOT
from models.pictograms.novel_concepts import new_things
from models.pictograms.tasks.mixture import examples

LITTLE, MUCH = 20, 1500  # distinct examples
ROWS = 3 if device().type == "cpu" else 32  # of a step
FROZEN = 15
RATE = 3e-4
# Kinds of questions that name the things, and how the one-by-one runs join them.
KINDS = ("what", "side", "place", "present", "count", "caption")
DRAWN_KINDS = ("one", "background", "size", "place", "phrasing")


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
) -> list[tuple[str, Sequence]]:
    """So many examples of some kinds of a task, within ``new_things``, with their kinds."""
    made: list[tuple[str, Sequence]] = []
    for one in examples(seed, "train" if training else "heldout", {task: 1.0}):
        if len(made) == count:
            break
        if one.kind in kinds:
            made.append((one.kind, to_sequence(one)))
    return made


class Pools(IterableDataset[Packed]):
    """Endless batches of which every pool of examples has its share, however few it holds."""

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


def train(setup: Setup, given: argparse.Namespace) -> VPiT:
    """The package's model after so many steps of the run's examples."""
    torch.manual_seed(5)
    model = VPiT(frozen_layers=FROZEN)
    begin_from_package(model, given.package)
    model.to(device())
    pools = [
        [one for _, one in sequences(11, True, task, kinds, count)]
        for task, kinds, count in (
            ("question", setup.kinds, setup.understanding),
            ("generate", DRAWN_KINDS, setup.generation),
        )
        if count
    ]
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    source = made_by(Pools(pools), given.processes)
    for step in range(given.steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 10) * max(0.05, 1 - step / given.steps)
        loss = losses(model, next(source).to(device()), None)
        loss.total().backward()
        clip_and_step([optimizer], parameters)
    return model.eval()


@torch.no_grad()
def drawn_right(model: VPiT, count: int) -> list[bool]:
    """Held-out requests whose free-running tokens are nearly all right: whether 0.9 of the cells
    with something on them say the thing, and 0.9 of all its place and size.

    Counted over all cells the thing itself would hardly matter where it is tiny.
    """
    right = []
    seen = Seen(None)
    for _, sequence in sequences(21, False, "generate", DRAWN_KINDS, count):
        found = up_to_picture(sequence)
        if found is None:
            continue
        cells, placed, busy = told_rightly(imagine(model, found[0], seen), found[1])
        said, where = cells[busy].float().mean(), placed.float().mean()
        right.append(bool(min(said, where) > WHOLE))
    return right


def answered_right(model: VPiT, count: int) -> dict[str, list[bool]]:
    """Held-out questions by kind: whether the greedy answer is the accepted one, word for word."""
    right: dict[str, list[bool]] = defaultdict(list)
    for held in in_batches(sequences(22, False, "question", KINDS, count), ROWS):
        for kind, one in zip(held.names, exactly_right(model, held, None).tolist(), strict=True):
            right[kind].append(one)
    return right


def run(setup: Setup, given: argparse.Namespace) -> dict[str, object]:
    """Trains and asks; the figures of one row, each as right and of how many."""
    with new_things():
        model = train(setup, given)
        drawn = drawn_right(model, given.count)
        answered = answered_right(model, 2 * given.count)
    flat = [one for kind in answered.values() for one in kind]
    return {
        "setup": setup.name,
        "drawn": [sum(drawn), len(drawn)],
        "answered": [sum(flat), len(flat)],
        "kinds": {kind: [sum(one), len(one)] for kind, one in sorted(answered.items())},
    }


def main() -> None:
    """Runs what the folder does not hold yet; several at once share the work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=90)
    parser.add_argument(
        "--count", type=int, default=80, help="pictures asked for; twice the answers"
    )
    parser.add_argument("--processes", type=int, default=0, help="that make the batches")
    parser.add_argument("--package", type=Path, default=ROOT / "models" / "package")
    given = parser.parse_args()
    torch.set_num_threads(1)
    given.out.mkdir(parents=True, exist_ok=True)
    for number, setup in enumerate(SETUPS):
        path = given.out / f"{number}.json"
        try:
            path.touch(exist_ok=False)  # so that another process leaves it alone
        except FileExistsError:
            continue
        try:
            row = run(setup, given)
        except BaseException:
            path.unlink()
            raise
        path.write_text(json.dumps(row, indent=1) + "\n")
        print({k: v for k, v in row.items() if k != "kinds"}, flush=True)


if __name__ == "__main__":
    main()
