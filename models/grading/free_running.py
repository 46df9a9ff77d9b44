"""A quick evaluation while training: what the model draws when nothing true is fed back.

Only a compass: what the tokens say is read from the code tables, no pixel is judged. The grades
come from ``scripts/grade.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import torch
from torch import Tensor

from models.metamorph.model import MetaMorph
from models.metamorph.precision import mixed_precision
from models.metamorph.sequences import VISUAL, TokenSequence
from models.pictograms.code_loss import code_logits
from models.pictograms.codes import codes
from models.pictograms.conversations import to_sequence
from models.pictograms.picture import pictures_of
from models.pictograms.tasks.mixture import examples
from models.pictograms.token_cache import TokenCache
from models.pictograms.world.scenes import Scene

MOST = 0.9  # share of a picture's cells that makes it count as right


def up_to_picture(sequence: TokenSequence) -> tuple[TokenSequence, Scene] | None:
    """The conversation up to the first picture of the last answer, and that picture."""
    end = max(i for i, learn in enumerate(sequence.learn) if learn)
    begin = max((i for i, learn in enumerate(sequence.learn[:end]) if not learn), default=0)
    at = next((i for i in range(begin, len(sequence.ids)) if sequence.ids[i] == VISUAL), None)
    if at is None:
        return None
    before = sequence.visual_index[:at].count(0)
    head = TokenSequence(
        sequence.ids[:at],
        sequence.visual_index[:at],
        sequence.learn[:at],
        sequence.images[:before],
        sequence.generated[:before],
    )
    return head, pictures_of(sequence.images)[before].scene


@torch.no_grad()
def generate_tokens(model: MetaMorph, head: TokenSequence, cache: TokenCache) -> Tensor:
    """Visual tokens (m, W) after a conversation that ends with image_start."""
    device = model.place.device
    ids = torch.tensor([head.ids], device=device)
    x = model.embed_text(ids.clamp(min=0))
    if head.images:
        index = torch.tensor(head.visual_index, device=device)[ids[0] == VISUAL]
        inputs = model.embed_visual(cache.tokens_of(head).to(device), index).to(x.dtype)
        x = x.masked_scatter((ids == VISUAL).unsqueeze(-1), inputs)
    with mixed_precision():
        states, past = model.lm.trunk(x, None)
        tokens = [model.predict_visual(states[:, -1])]
        for number in range(model.config.visual_tokens - 1):
            x = model.embed_visual(tokens[-1], torch.tensor([number], device=device)).unsqueeze(1)
            states, past = model.lm.trunk(x.to(states.dtype), past)
            tokens.append(model.predict_visual(states[:, -1]))
    return torch.cat(tokens).float().cpu()


def read_cells(tokens: Tensor, wanted: Scene) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (16, W) against a picture: cells (16, 4) whose concept is right, whose part is right,
    and cells with something on them."""
    _, what, where = code_logits(tokens)
    _, concept, layout = (n[0] for n in codes().numbers([wanted]))
    return what.argmax(-1) == concept, where.argmax(-1) == layout, concept != codes().nothing


def is_whole(right: Tensor, placed: Tensor) -> bool:
    """Whether enough cells are right in both for the picture to count."""
    return bool((right & placed).float().mean() > MOST)


def cases(task: str, count: int) -> Iterator[tuple[str, TokenSequence, Scene]]:
    """Held-out conversations that a picture answers: kind, what comes before, the picture."""
    for example in islice(examples(5, "heldout", {task: 1.0}), count):
        asked = up_to_picture(to_sequence(example))
        if asked is not None:
            yield example.kind, *asked


def evaluate(
    model: MetaMorph, cache: TokenCache, count: int, task: str = "generate"
) -> dict[str, float]:
    """Cells that say the right concept and the right layout, pictures most of whose cells do both,
    and the cosine to what should be said; then the share of right pictures of each kind."""
    sums: dict[str, list[float]] = defaultdict(list)
    for kind, head, wanted in cases(task, count):
        tokens = generate_tokens(model, head, cache)
        right, placed, covered = read_cells(tokens, wanted)
        whole = float(is_whole(right, placed))
        sums["cells"].append(float(right[covered].float().mean()) if covered.any() else 1.0)
        sums["layouts"].append(float(placed.float().mean()))
        sums["whole"].append(whole)
        sums["cosine"].append(float((codes().tokens([wanted])[0] * tokens).sum(-1).mean()))
        sums[f"{task}.{kind}"].append(whole)
    return {f"free_{name}": sum(values) / len(values) for name, values in sums.items()}
