"""Exact match: how many held-out answers come out right, read from one pass while training.

Where every word is the likeliest after the right ones, the greedy answer is the right one word for
word; pictures count as right when nearly every cell says the right concept and part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor

from models.grading.free_running import MOST
from models.metamorph.encoder import Encode
from models.metamorph.losses import states_of, visual_tokens
from models.metamorph.model import MetaMorph
from models.metamorph.packing import Packed
from models.metamorph.precision import device, mixed_precision
from models.metamorph.sequences import TokenSequence
from models.pictograms.code_loss import CodeTargets, code_logits
from models.pictograms.codes import PARTS
from models.pictograms.config import PACKER
from models.pictograms.conversations import to_sequence
from models.pictograms.tasks.mixture import examples

TASKS = (
    "generate",
    "several",
    "puzzle",
    "nuance",
    "question",
    "video",
    "edit",
    "frames",
    "thinking",
    "story",
    "note",
)


@dataclass(frozen=True)
class HeldOut:
    """A packed batch of held-out answers and the name, "task.kind", of each sequence in it."""

    batch: Packed
    names: list[str]


def in_batches(named: list[tuple[str, TokenSequence]], rows: int) -> list[HeldOut]:
    """Named sequences in batches of ``rows`` rows."""
    name_of = {id(sequence): name for name, sequence in named}
    waiting = [sequence for _, sequence in named]
    batches = []
    while waiting:
        filled, waiting = PACKER.fill(waiting, rows)
        names = [name_of[id(sequence)] for row in filled for sequence in row]
        batches.append(HeldOut(PACKER.pack(filled), names))
    return batches


def held_out(count: int, rows: int, seed: int = 5, tasks: tuple[str, ...] = TASKS) -> list[HeldOut]:
    """``count`` held-out examples of each task, in batches of ``rows`` rows."""
    named = [
        (f"{task}.{example.kind}", to_sequence(example))
        for task in tasks
        for example in islice(examples(seed, "heldout", {task: 1.0}), count)
    ]
    return in_batches(named, rows)


def all_right(right: Tensor, owner: Tensor, count: int) -> Tensor:
    """Whether everything that each of ``count`` owners has is right, (count) bool."""
    wrong = torch.zeros(count, device=right.device).index_add_(0, owner, (~right).float())
    return wrong == 0


def right_pictures(predicted: Tensor, targets: CodeTargets, chosen: Tensor) -> Tensor:
    """Predicted tokens (a, 256) against the chosen (a) targets: which pictures are right."""
    _, what, where = code_logits(predicted)
    concept = targets.concept.flatten(0, 1)[chosen]
    layout = targets.layout.flatten(0, 1)[chosen]
    right = (what.argmax(-1) == concept) & (where.argmax(-1) == layout)
    return right.float().view(-1, targets.concept.shape[1] * PARTS).mean(-1) > MOST


@torch.no_grad()
def exact_matches(model: MetaMorph, held: HeldOut, encode: Encode | None) -> Tensor:
    """Whether each answer of a batch is right in all its words and pictures, (sequences) bool."""
    batch = held.batch.to(device())
    visual = visual_tokens(batch, encode)
    with mixed_precision():
        states, _ = states_of(model, batch, visual, None)
        likeliest = model.text_logits(states[batch.predict_text]).argmax(-1)
        predicted = model.predict_visual(states[batch.predict_visual])
    segment, count = batch.segment.flatten(), len(held.names)
    text = all_right(likeliest == batch.text_targets, segment[batch.predict_text], count)
    if len(batch.predict_visual) == 0:
        return text
    assert isinstance(batch.targets, CodeTargets)
    pictures = right_pictures(predicted, batch.targets, batch.visual_targets)
    first = batch.predict_visual[:: model.config.visual_tokens]
    return text & all_right(pictures, segment[first], count)


def exact_match(model: MetaMorph, held: list[HeldOut], encode: Encode | None) -> dict[str, float]:
    """Share of right answers by task, and by kind as "task.kind"."""
    by_name: dict[str, list[float]] = {}
    with torch.compiler.set_stance("force_eager"):
        verdicts = [exact_matches(model, batch, encode).float().tolist() for batch in held]
    for batch, right in zip(held, verdicts, strict=True):
        for name, value in zip(batch.names, right, strict=True):
            for key in (name.split(".")[0], name):
                by_name.setdefault(key, []).append(value)
    return {key: sum(values) / len(values) for key, values in sorted(by_name.items())}
