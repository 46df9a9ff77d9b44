"""How many held-out answers come out exactly, read from one pass: a look while training, no grade.

Where every word is the likeliest after the right ones, the greedy answer is the right one word for
word; pictures count as right when nearly every cell says the right concept and part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor

from models.grading.free_running import WHOLE
from models.metamorph.encoder import TOKENS
from models.metamorph.losses import states_of, visual_tokens
from models.metamorph.model import VPiT
from models.metamorph.packing import Packed, into_rows, pack
from models.metamorph.precision import device, working
from models.metamorph.sequences import Reader, Sequence, to_sequence
from models.pictograms.code_loss import likenesses
from models.pictograms.codes import PARTS
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
class Held:
    """A packed batch of held-out answers and the name, "task.kind", of each sequence in it."""

    batch: Packed
    names: list[str]


def in_batches(named: list[tuple[str, Sequence]], rows: int) -> list[Held]:
    """Named sequences in batches of ``rows`` rows."""
    name_of = {id(sequence): name for name, sequence in named}
    waiting, made = [sequence for _, sequence in named], []
    while waiting:
        filled, waiting = into_rows(waiting, rows)
        made.append(Held(pack(filled), [name_of[id(s)] for row in filled for s in row]))
    return made


def held_out(count: int, rows: int, seed: int = 5, tasks: tuple[str, ...] = TASKS) -> list[Held]:
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


def whole_pictures(predicted: Tensor, concept: Tensor, layout: Tensor) -> Tensor:
    """Predicted tokens (a, 256) against their numbers (a, 4): which pictures are whole."""
    _, what, where = likenesses(predicted)
    right = (what.argmax(-1) == concept) & (where.argmax(-1) == layout)
    return right.float().view(-1, TOKENS * PARTS).mean(-1) > WHOLE


@torch.no_grad()
def exactly_right(model: VPiT, held: Held, read: Reader | None) -> Tensor:
    """Whether each answer of a batch is right in all its words and pictures, (sequences) bool."""
    batch = held.batch.to(device())
    visual = visual_tokens(batch, read)
    with working():
        states, _ = states_of(model, batch, visual, None)
        words = model.text_logits(states[batch.words]).argmax(-1) == batch.wanted
        predicted = model.predict_visual(states[batch.drawn])
    owner, count = batch.owner.flatten(), len(held.names)
    said = all_right(words, owner[batch.words], count)
    if len(batch.drawn) == 0:
        return said
    learnt = batch.learnt
    whole = whole_pictures(
        predicted, batch.concept.flatten(0, 1)[learnt], batch.layout.flatten(0, 1)[learnt]
    )
    return said & all_right(whole, owner[batch.drawn[::TOKENS]], count)


def look(model: VPiT, held: list[Held], read: Reader | None) -> dict[str, float]:
    """Share of right answers by task, and by kind as "task.kind"."""
    found: dict[str, list[float]] = {}
    with torch.compiler.set_stance("force_eager"):
        verdicts = [exactly_right(model, one, read).float().tolist() for one in held]
    for one, right in zip(held, verdicts, strict=True):
        for name, value in zip(one.names, right, strict=True):
            for key in (name.split(".")[0], name):
                found.setdefault(key, []).append(value)
    return {key: sum(values) / len(values) for key, values in sorted(found.items())}
