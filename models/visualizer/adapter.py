"""The adapter: visual tokens to what the denoiser is conditioned on, by a product-key memory.

What a thing looks like has to be known by heart. Each token's parts are compared with the keys of
concepts and of layouts; the best pairs are read from a table of values (arXiv 1907.05242), which
begins as the patches of the world's sprites and is trained on. A value tells a patch's colours on
white and what it covers, so that it can be laid on any background. Paper: the reference code's
projector before the diffusion model.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.pictograms.code_loss import likenesses
from models.pictograms.codes import LAYOUTS, PARTS, PLACES_A_SIDE, WIDTH, by_place, codes
from models.pictograms.sprite_patches import bare_white, laying, patch_values
from models.pictograms.world.scenes import BACKGROUNDS, background
from models.visualizer.latent import PATCH, LatentSpace
from models.visualizer.latent import WIDTH as LATENT_WIDTH

COVER_WIDTH = 64  # numbers that tell what a patch covers
VALUE_WIDTH = LATENT_WIDTH + COVER_WIDTH
FEATURE_WIDTH = 64
CHANNELS = 3  # of the colour behind
CELL_CONDITION = VALUE_WIDTH + FEATURE_WIDTH
CONDITION = PARTS * CELL_CONDITION
TOKENS = PLACES_A_SIDE**2
AGREEMENT = 1.0  # weight of what the whole picture tells about concepts
BEST = 2  # concepts and layouts that are read for a cell


class Appearance(nn.Module):
    """Visual tokens (B, 16, 256) to the condition (B, 16, 4 x 384).

    Of each cell: the composed latent (256), what is covered (64), and features of the token (64).
    """

    def __init__(self) -> None:
        super().__init__()
        tables = codes()
        self.nothing = tables.nothing
        # The last row is a bare cell's: nothing on white, nothing covered.
        self.values = nn.Parameter(torch.zeros(self.nothing * LAYOUTS + 1, VALUE_WIDTH))
        # How much darker than white it is behind a cell: a landscape has two colours.
        self.behind = nn.Parameter(torch.zeros(len(BACKGROUNDS), TOKENS, PARTS, CHANNELS))
        self.laid = nn.Parameter(torch.zeros(CHANNELS, COVER_WIDTH + 1, LATENT_WIDTH))
        self.white = nn.Parameter(torch.zeros(LATENT_WIDTH))
        self.feature = nn.Linear(WIDTH, PARTS * FEATURE_WIDTH)

        self.rounded: Tensor | None = None
        self.steps: Tensor

    @torch.no_grad()
    def round_values(self) -> Appearance:
        """From here on reads a table of 8 bits with one step a column, as it is shipped."""
        steps = self.values.abs().amax(0).clamp(min=1e-6) / 127
        whole = (self.values / steps).round().to(torch.int8)
        self.values = nn.Parameter(torch.zeros(len(whole), 0), requires_grad=False)
        self.register_buffer("steps", steps)
        self.rounded = whole
        return self

    def read(self, concept: Tensor, layout: Tensor) -> Tensor:
        """What the memory knows of each cell, by logits (B, 16, 4, n): (B, 16, 4, 320)."""
        # What is seen elsewhere in the picture is likelier here too.
        elsewhere = concept.softmax(-1).mean((1, 2), keepdim=True)
        concept = concept + (elsewhere + 1e-4).log() * AGREEMENT
        what, which = concept.softmax(-1).topk(BEST, -1)
        where, part = layout.softmax(-1).topk(BEST, -1)
        weights = (what.unsqueeze(-1) * where.unsqueeze(-2)).flatten(-2)
        bare = (which == self.nothing).unsqueeze(-1) | (part == LAYOUTS).unsqueeze(-2)
        rows = which.unsqueeze(-1) * LAYOUTS + part.unsqueeze(-2)
        rows = torch.where(bare, len(self.values) - 1, rows).flatten(-2)
        weights = weights / weights.sum(-1, keepdim=True)
        if self.rounded is not None:
            return (self.rounded[rows].float() * self.steps * weights.unsqueeze(-1)).sum(-2)
        flat = rows.flatten(0, -2)
        read = F.embedding_bag(
            flat, self.values, per_sample_weights=weights.flatten(0, -2), mode="sum"
        )
        return read.view(*rows.shape[:-1], VALUE_WIDTH)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens.float()
        behind_logits, concept, layout = likenesses(tokens)
        read = self.read(concept, layout)
        on_white, cover = read.split((LATENT_WIDTH, COVER_WIDTH), -1)
        # All tokens of a picture speak of one background.
        ground = behind_logits.mean(1).softmax(-1)
        behind = torch.einsum("bg,gpqr->bpqr", ground, self.behind)
        cover_one = F.pad(cover, (0, 1), value=1.0)
        laid = torch.einsum("bpqr,bpqc,rcl->bpql", behind, cover_one, self.laid)
        features = F.gelu(self.feature(tokens * tokens.shape[-1] ** 0.5))
        features = features.unflatten(-1, (PARTS, FEATURE_WIDTH))
        return torch.cat([self.white + on_white + laid, cover, features], -1).flatten(2)


def cells_of(condition: Tensor) -> Tensor:
    """Condition (B, 16, 4 x 384) by cell of the picture, row by row: (B, 64, 384)."""
    b = condition.shape[0]
    split = condition.view(b, PLACES_A_SIDE, PLACES_A_SIDE, 2, 2, CELL_CONDITION)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(b, 4 * TOKENS, CELL_CONDITION)


def darkness() -> Tensor:
    """How much darker than white each background is in each cell, (16 backgrounds, 16, 4, 3)."""
    rows = []
    for name in BACKGROUNDS:
        cells = background(name).reshape(8, PATCH, 8, PATCH, 3).astype(np.float32)
        # The median passes over stars.
        rows.append(
            1 - np.median(cells.transpose(0, 2, 1, 3, 4).reshape(8, 8, -1, 3), axis=2) / 255
        )
    colours = torch.from_numpy(np.stack(rows)).permute(0, 3, 1, 2).flatten(0, 1)
    return by_place(colours).view(len(BACKGROUNDS), CHANNELS, TOKENS, PARTS).permute(0, 2, 3, 1)


@torch.no_grad()
def begin(appearance: Appearance, space: LatentSpace) -> None:
    """Fills the table with the patches of the sprites, and the rest with the laws of covering."""
    values, basis = patch_values(space, COVER_WIDTH)
    appearance.values[:-1] = values
    appearance.laid.copy_(laying(space, basis))
    appearance.white.copy_(bare_white(space))
    appearance.behind.copy_(darkness())
