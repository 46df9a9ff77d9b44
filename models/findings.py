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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from models.arithmetic import WORKING, working
from models.connector_words import teach
from models.dialogue import Seen, Sequence, to_batch, to_sequence
from models.free_running import imagine, is_whole, told_rightly, up_to_picture
from models.grading.figures import Share
from models.train_language import encoder, losses
from models.training import clip_and_step
from models.vpit import VPiT
from models.world.concepts import concept_ids
from models.world.mixture import examples
from models.world.pool import limited
from models.world.scenes import BACKGROUNDS

CONCEPTS = 40
GROUNDS = BACKGROUNDS[:6]
LITTLE, MUCH = 120, 4000  # distinct examples
TOKENS = 700  # of a step
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


def batch_of(rng: np.random.Generator, pools: list[list[Sequence]]) -> list[Sequence]:
    """Sequences of about TOKENS tokens, taken from the pools in turn."""
    chosen: list[Sequence] = []
    while sum(len(one.ids) for one in chosen) < TOKENS:
        for pool in pools:
            chosen.append(pool[int(rng.integers(len(pool)))])
    return chosen


def train(setup: Setup, steps: int, seen: Seen) -> VPiT:
    """A model trained from the base for so many steps."""
    torch.manual_seed(5)
    rng = np.random.default_rng(5)
    model = VPiT(frozen_layers=15)
    teach(model, steps=300)
    kinds = (("question", setup.understanding), ("generate", setup.generation))
    pools = [
        [one for _, one in sequences(11, "train", task, count)] for task, count in kinds if count
    ]
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 10) * max(0.05, 1 - step / steps)
        loss = losses(model, to_batch(batch_of(rng, pools), seen))
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


@torch.no_grad()
def answered_right(model: VPiT, seen: Seen, count: int) -> dict[str, list[bool]]:
    """Held-out questions by kind: whether the greedy answer is the accepted one, word for word."""
    right: dict[str, list[bool]] = defaultdict(list)
    for kind, sequence in sequences(22, "heldout", "question", count):
        batch = to_batch([sequence], seen)
        with working():
            x = model.embed_text(batch.ids.clamp(min=0))
            places = batch.place[batch.is_visual]
            inputs = model.embed_visual(batch.visual, places).to(x.dtype)
            x = x.masked_scatter(batch.is_visual.unsqueeze(-1), inputs)
            states = model.trunk(x.to(WORKING), False)[:, :-1]
            learn = batch.learn[:, 1:]
            likeliest = model.text_logits(states[learn]).argmax(-1)
        # Where every word is the likeliest after the right ones, a greedy answer is the right one.
        right[kind].append(bool((likeliest == batch.ids[:, 1:][learn]).all()))
    return right


def run(setup: Setup, steps: int, count: int, seen: Seen) -> dict[str, object]:
    """Trains and asks; the figures of one row."""
    model = train(setup, steps, seen)
    drawn, answered = drawn_right(model, seen, count), answered_right(model, seen, 2 * count)
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
    given = parser.parse_args()
    torch.set_num_threads(1)
    rows = json.loads(given.out.read_text()) if given.out.exists() else []
    seen = encoder()
    for setup in SETUPS:
        if any(row["setup"] == setup.name for row in rows):
            continue
        rows.append(run(setup, given.steps, given.count, seen))
        given.out.write_text(json.dumps(rows, indent=1) + "\n")
        print({k: v for k, v in rows[-1].items() if k != "kinds"}, flush=True)


if __name__ == "__main__":
    main()
