"""Whether visual tokens say what they should, as a loss: the meaning term of their training.

Beside the cosine of the paper, a token's parts are read against the tables of ``codes.py`` and
scored by cross-entropy, which tells like things apart sooner than a regression does. Encoder's neck
and language model are trained with the same term.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from models.codes import CONCEPT_SHARE, GROUND_SHARE, LAYOUT_SHARE, codes, split_token

SHARPNESS = 14.0  # of the likeness of a part to the rows of its table


def likenesses(tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (..., 256) to logits of background (..., 16), concept and layout (..., 4, n)."""
    ground, concept, layout = split_token(tokens)
    tables = codes()
    return (
        ground @ tables.ground.T * (SHARPNESS / GROUND_SHARE**0.5),
        torch.einsum("...qd,qnd->...qn", concept, tables.concept)
        * (SHARPNESS / CONCEPT_SHARE**0.5),
        layout @ tables.layout.T * (SHARPNESS / LAYOUT_SHARE**0.5),
    )


def told_loss(
    tokens: Tensor, ground: Tensor, concept: Tensor, layout: Tensor
) -> tuple[Tensor, Tensor]:
    """Tokens (N, 256) and their numbers (N), (N, 4), (N, 4) to the loss, and the share of cells
    with something on them whose concept is read rightly."""
    behind, what, where = likenesses(tokens.float())
    loss = F.cross_entropy(what.flatten(0, 1), concept.flatten())
    loss = loss + 0.5 * F.cross_entropy(where.flatten(0, 1), layout.flatten())
    loss = loss + 0.3 * F.cross_entropy(behind, ground)
    busy = concept != codes().nothing
    right = (what.argmax(-1) == concept)[busy].float().mean() if busy.any() else torch.tensor(1.0)
    return loss, right
