"""Whether visual tokens say what they should, as a loss: the meaning term of their training.

Beside the cosine of the paper, a token's parts are read against the tables of ``codes.py`` and
scored by cross-entropy, which tells like things apart sooner than a regression does. Encoder's neck
and language model are trained with the same term.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from models.pictograms.codes import (
    CONCEPT_SHARE,
    GROUND_SHARE,
    LAYOUT_SHARE,
    codes,
    codes_on,
    split_token,
)

MOST_WEIGHT = 4.0  # of a covered place beside a bare one
SHARPNESS = 14.0  # of the likeness of a part to the rows of its table


def likenesses(tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (..., 256) to logits of background (..., 16), concept and layout (..., 4, n)."""
    ground, concept, layout = split_token(tokens)
    tables = codes_on(tokens.device)
    return (
        ground @ tables.ground.T * (SHARPNESS / GROUND_SHARE**0.5),
        torch.einsum("...qd,qnd->...qn", concept, tables.concept)
        * (SHARPNESS / CONCEPT_SHARE**0.5),
        layout @ tables.layout.T * (SHARPNESS / LAYOUT_SHARE**0.5),
    )


def told_loss(
    tokens: Tensor,
    ground: Tensor,
    concept: Tensor,
    layout: Tensor,
    weights: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Tokens (N, 256) and their numbers (N), (N, 4), (N, 4) to the loss, and the share of cells
    with something on them whose concept is read rightly; ``weights`` (N) of mean one."""
    behind, what, where = likenesses(tokens.float())
    each = F.cross_entropy(what.flatten(0, 1), concept.flatten(), reduction="none")
    places = F.cross_entropy(where.flatten(0, 1), layout.flatten(), reduction="none")
    each = (each + 0.5 * places).view(-1, concept.shape[-1]).mean(-1)
    each = each + 0.3 * F.cross_entropy(behind, ground, reduction="none")
    loss = (each if weights is None else each * weights).mean()
    busy = concept != codes().nothing
    # Sums instead of a choice of cells, which a graphics card would have to wait for.
    right = ((what.argmax(-1) == concept) & busy).sum() / busy.sum().clamp(min=1)
    return loss, right


def busy_weights(concept: Tensor) -> Tensor:
    """Weights of the tokens of pictures (B, 16, 4 concepts), (B, 16), of mean one.

    Where little is on a picture, its few covered places would drown among the bare ones: a
    regression would rather leave out a small thing than misplace it.
    """
    busy = (concept != codes().nothing).any(-1)
    share = busy.float().mean(1, keepdim=True).clamp(min=1 / busy.shape[1])
    weights = torch.where(busy, (0.5 / share).clamp(1, MOST_WEIGHT), 1.0)
    return weights / weights.mean()
