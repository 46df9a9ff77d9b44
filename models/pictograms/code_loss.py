"""Whether visual tokens say what they should, as a loss: what the pictograms add to the method.

Beside the cosine of the paper, a token's parts are read against the tables of ``codes.py`` and
scored by cross-entropy, which tells like things apart sooner than a regression does. Encoder's neck
and language model are trained with the same term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.metamorph.sequences import Image
from models.pictograms.codes import (
    CONCEPT_SHARE,
    GROUND_SHARE,
    LAYOUT_SHARE,
    PARTS,
    TOKENS_A_SIDE,
    codes,
    codes_on,
    split_token,
)
from models.pictograms.picture import pictures_of

MOST_WEIGHT = 4.0  # of a covered place beside a bare one
SHARPNESS = 14.0  # of the likeness of a part to the rows of its table


def code_logits(tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (..., 256) to logits of background (..., 16), concept and layout (..., 4, n)."""
    ground, concept, layout = split_token(tokens)
    tables = codes_on(tokens.device)
    return (
        ground @ tables.ground.T * (SHARPNESS / GROUND_SHARE**0.5),
        torch.einsum("...qd,qnd->...qn", concept, tables.concept)
        * (SHARPNESS / CONCEPT_SHARE**0.5),
        layout @ tables.layout.T * (SHARPNESS / LAYOUT_SHARE**0.5),
    )


def code_loss(
    tokens: Tensor,
    ground: Tensor,
    concept: Tensor,
    layout: Tensor,
    weights: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Tokens (N, 256) and their numbers (N), (N, 4), (N, 4) to the loss, and the share of cells
    with something on them whose concept is read rightly; ``weights`` (N) of mean one."""
    ground_logits, concept_logits, layout_logits = code_logits(tokens.float())
    each = F.cross_entropy(concept_logits.flatten(0, 1), concept.flatten(), reduction="none")
    places = F.cross_entropy(layout_logits.flatten(0, 1), layout.flatten(), reduction="none")
    each = (each + 0.5 * places).view(-1, concept.shape[-1]).mean(-1)
    each = each + 0.3 * F.cross_entropy(ground_logits, ground, reduction="none")
    loss = (each if weights is None else each * weights).mean()
    covered = concept != codes().nothing
    # Sums instead of a choice of cells, which a graphics card would have to wait for.
    right = ((concept_logits.argmax(-1) == concept) & covered).sum() / covered.sum().clamp(min=1)
    return loss, right


def covered_weights(concept: Tensor) -> Tensor:
    """Weights of the tokens of pictures (B, 16, 4 concepts), (B, 16), of mean one.

    Where little is on a picture, its few covered places would drown among the bare ones: a
    regression would rather leave out a small thing than misplace it.
    """
    covered = (concept != codes().nothing).any(-1)
    share = covered.float().mean(1, keepdim=True).clamp(min=1 / covered.shape[1])
    weights = torch.where(covered, (0.5 / share).clamp(1, MOST_WEIGHT), 1.0)
    return weights / weights.mean()


@dataclass(frozen=True)
class CodeTargets:
    """What the pictures of a batch show, in numbers of the code tables: ``ImageTargets``."""

    ground: Tensor  # (P)
    concept: Tensor  # (P, 16, 4)
    layout: Tensor  # (P, 16, 4)

    @staticmethod
    def of(images: Sequence[Image]) -> CodeTargets:
        """The targets of pictures of the world."""
        scenes = [picture.scene for picture in pictures_of(images)]
        if scenes:
            return CodeTargets(*codes().numbers(scenes))
        none = torch.zeros(0, TOKENS_A_SIDE**2, PARTS, dtype=torch.long)
        return CodeTargets(torch.zeros(0, dtype=torch.long), none, none)

    def to(self, device: torch.device, non_blocking: bool = False) -> CodeTargets:
        """The same on a device."""
        parts = (self.ground, self.concept, self.layout)
        return CodeTargets(*(part.to(device, non_blocking=non_blocking) for part in parts))

    def pin_memory(self) -> CodeTargets:
        """The same in memory from which a graphics card reads fast."""
        parts = (self.ground, self.concept, self.layout)
        return CodeTargets(*(part.pin_memory() for part in parts))

    def tokens(self) -> Tensor:
        """The tokens (P, 16, 256) that an encoder without fault would give."""
        return codes_on(self.ground.device).of_cells(self.ground, self.concept, self.layout)

    def weights(self) -> Tensor:
        """More for covered places where few are."""
        return covered_weights(self.concept)

    def loss(self, predicted: Tensor, chosen: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """The code loss, and the share of covered cells whose concept is right."""
        return code_loss(
            predicted,
            self.ground.repeat_interleave(self.concept.shape[1])[chosen],
            self.concept.flatten(0, 1)[chosen],
            self.layout.flatten(0, 1)[chosen],
            weights,
        )
