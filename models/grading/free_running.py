"""A quick look while training: what the model draws when nothing true is fed back.

Only a compass: what the tokens say is read from the tables, no pixel is judged. The grades come
from ``models.scripts.grade``.

python -m models.grading.free_running --tasks generate edit --count 24
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import torch
from torch import Tensor

from models.metamorph.encoder import TOKENS
from models.metamorph.model import VPiT
from models.metamorph.precision import working
from models.metamorph.sequences import VISUAL, Seen, Sequence, pictured, to_sequence
from models.metamorph.training import trained
from models.pictograms.code_loss import likenesses
from models.pictograms.codes import codes
from models.pictograms.tasks.mixture import examples
from models.pictograms.world.scenes import Scene

WHOLE = 0.9  # share of a picture's cells that makes it count as right


def up_to_picture(sequence: Sequence) -> tuple[Sequence, Scene] | None:
    """The conversation up to the first picture of the last answer, and that picture."""
    end = max(i for i, learn in enumerate(sequence.learn) if learn)
    at = max((i for i, learn in enumerate(sequence.learn[:end]) if not learn), default=0)
    while at < len(sequence.ids) and sequence.ids[at] != VISUAL:
        at += 1
    if at == len(sequence.ids):
        return None
    before = sequence.ids[:at].count(VISUAL) // TOKENS
    head = Sequence(sequence.ids[:at], sequence.place[:at], sequence.learn[:at])
    head.pictures, head.drawn = sequence.pictures[:before], sequence.drawn[:before]
    head.style = sequence.style
    return head, sequence.pictures[before]


@torch.no_grad()
def imagine(model: VPiT, head: Sequence, seen: Seen) -> Tensor:
    """Visual tokens (16, W) after a conversation that ends with image_start."""
    there = model.place.device
    ids = torch.tensor([head.ids], device=there)
    x = model.embed_text(ids.clamp(min=0))
    if head.pictures:
        places = torch.tensor(head.place, device=there)[ids[0] == VISUAL]
        inputs = model.embed_visual(pictured([head], seen).to(there), places).to(x.dtype)
        x = x.masked_scatter((ids == VISUAL).unsqueeze(-1), inputs)
    with working():
        states, past = model.lm.trunk(x, None)
        made = [model.predict_visual(states[:, -1])]
        for place in range(TOKENS - 1):
            x = model.embed_visual(made[-1], torch.tensor([place], device=there)).unsqueeze(1)
            states, past = model.lm.trunk(x.to(states.dtype), past)
            made.append(model.predict_visual(states[:, -1]))
    return torch.cat(made).float().cpu()


def told_rightly(tokens: Tensor, wanted: Scene) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (16, W) against a picture: cells (16, 4) whose concept is right, whose part is right,
    and cells with something on them."""
    _, what, where = likenesses(tokens)
    _, concept, layout = (n[0] for n in codes().numbers([wanted]))
    return what.argmax(-1) == concept, where.argmax(-1) == layout, concept != codes().nothing


def is_whole(right: Tensor, placed: Tensor) -> bool:
    """Whether enough cells are right in both for the picture to count."""
    return bool((right & placed).float().mean() > WHOLE)


def cases(task: str, count: int) -> Iterator[tuple[str, Sequence, Scene]]:
    """Held-out conversations that a picture answers: kind, what comes before, the picture."""
    for example in islice(examples(5, "heldout", {task: 1.0}), count):
        found = up_to_picture(to_sequence(example))
        if found is not None:
            yield example.kind, *found


def evaluate(model: VPiT, seen: Seen, count: int, task: str = "generate") -> dict[str, float]:
    """Cells that say the right concept and the right layout, pictures most of whose cells do both,
    and the cosine to what should be said; then the share of right pictures of each kind."""
    sums: dict[str, list[float]] = defaultdict(list)
    for kind, head, wanted in cases(task, count):
        tokens = imagine(model, head, seen)
        right, placed, busy = told_rightly(tokens, wanted)
        whole = float(is_whole(right, placed))
        sums["cells"].append(float(right[busy].float().mean()) if busy.any() else 1.0)
        sums["layouts"].append(float(placed.float().mean()))
        sums["whole"].append(whole)
        sums["cosine"].append(float((codes().tokens([wanted])[0] * tokens).sum(-1).mean()))
        sums[f"{task}.{kind}"].append(whole)
    return {f"free_{name}": sum(values) / len(values) for name, values in sums.items()}


def main() -> None:
    """Looks at the checkpoint of the language stage."""
    from models.metamorph.language_stage import encoder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", default=["generate", "several", "puzzle", "edit"])
    parser.add_argument("--count", type=int, default=24)
    given = parser.parse_args()
    torch.set_num_threads(1)
    model = VPiT(frozen_layers=0)
    model.load_state_dict(trained("language")["vpit"])
    model.eval()
    seen = Seen(encoder())
    for task in given.tasks:
        figures = evaluate(model, seen, given.count, task)
        print(task, {name: round(value, 3) for name, value in figures.items()}, flush=True)


if __name__ == "__main__":
    main()
