"""The adapter: visual tokens to what the denoiser is conditioned on, by a product-key memory.

What a thing looks like has to be known by heart. Each token's parts are compared with the keys of
concepts and of layouts; the best pairs are read from a table of values (arXiv 1907.05242), which
may begin as patches of pictures and is trained on. A value tells a patch's colours on white and
what it covers, so that it can be laid on any background. What a token's parts say is read by the
data set's own ``Read``. Paper: the reference code's projector before the diffusion model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Tokens (B, m, W) to logits of background (B, m, n), of concept and of layout (B, m, parts, n); the
# last concept and the last layout stand for a bare cell.
Read = Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]

CHANNELS = 3  # of the colour behind
AGREEMENT = 1.0  # weight of what the whole picture tells about concepts
BEST = 2  # concepts and layouts that are read for a cell


@dataclass(frozen=True)
class AdapterConfig:
    """Shape of the adapter: m tokens of ``parts`` cells each, and of its memory."""

    tokens_a_side: int
    parts: int
    visual_width: int  # W
    backgrounds: int
    concepts: int
    layouts: int
    latent_width: int
    cover_width: int  # numbers that tell what a patch covers
    feature_width: int

    @property
    def tokens(self) -> int:
        """Visual tokens of a picture (m)."""
        return self.tokens_a_side**2

    @property
    def value_width(self) -> int:
        """Numbers of a value of the memory."""
        return self.latent_width + self.cover_width

    @property
    def cell_condition(self) -> int:
        """Numbers that the denoiser is given of a cell."""
        return self.value_width + self.feature_width

    @property
    def condition(self) -> int:
        """Numbers that the denoiser is given of a token."""
        return self.parts * self.cell_condition


class Adapter(nn.Module):
    """Visual tokens (B, m, W) to the condition (B, m, parts x cell_condition).

    Of each cell: the composed latent, what is covered, and features of the token.
    The names of parameters are those of checkpoints.
    """

    def __init__(self, config: AdapterConfig, read: Read) -> None:
        super().__init__()
        self.config = config
        self.read = read
        c = config
        # The last row is a bare cell's: nothing on white, nothing covered.
        self.values = nn.Parameter(torch.zeros(c.concepts * c.layouts + 1, c.value_width))
        # How much darker than white it is behind a cell: a landscape has two colours.
        self.behind = nn.Parameter(torch.zeros(c.backgrounds, c.tokens, c.parts, CHANNELS))
        self.laid = nn.Parameter(torch.zeros(CHANNELS, c.cover_width + 1, c.latent_width))
        self.white = nn.Parameter(torch.zeros(c.latent_width))
        self.feature = nn.Linear(c.visual_width, c.parts * c.feature_width)

        self.rounded: Tensor | None = None
        self.steps: Tensor

    @torch.no_grad()
    def round_values(self) -> Adapter:
        """From here on reads a table of 8 bits with one step a column, as it is shipped."""
        steps = self.values.abs().amax(0).clamp(min=1e-6) / 127
        integers = (self.values / steps).round().to(torch.int8)
        self.values = nn.Parameter(torch.zeros(len(integers), 0), requires_grad=False)
        self.register_buffer("steps", steps)
        self.rounded = integers
        return self

    def recall(self, concept: Tensor, layout: Tensor) -> Tensor:
        """What the memory knows of each cell, by logits (B, m, parts, n): value_width numbers."""
        # What is seen elsewhere in the picture is likelier here too.
        elsewhere = concept.softmax(-1).mean((1, 2), keepdim=True)
        concept = concept + (elsewhere + 1e-4).log() * AGREEMENT
        what, which = concept.softmax(-1).topk(BEST, -1)
        where, part = layout.softmax(-1).topk(BEST, -1)
        weights = (what.unsqueeze(-1) * where.unsqueeze(-2)).flatten(-2)
        layouts = self.config.layouts
        bare = (which == self.config.concepts).unsqueeze(-1) | (part == layouts).unsqueeze(-2)
        rows = which.unsqueeze(-1) * layouts + part.unsqueeze(-2)
        rows = torch.where(bare, len(self.values) - 1, rows).flatten(-2)
        weights = weights / weights.sum(-1, keepdim=True)
        if self.rounded is not None:
            return (self.rounded[rows].float() * self.steps * weights.unsqueeze(-1)).sum(-2)
        flat = rows.flatten(0, -2)
        recalled = F.embedding_bag(
            flat, self.values, per_sample_weights=weights.flatten(0, -2), mode="sum"
        )
        return recalled.view(*rows.shape[:-1], self.config.value_width)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens.float()
        c = self.config
        ground_logits, concept, layout = self.read(tokens)
        recalled = self.recall(concept, layout)
        on_white, cover = recalled.split((c.latent_width, c.cover_width), -1)
        # All tokens of a picture speak of one background.
        ground = ground_logits.mean(1).softmax(-1)
        behind = torch.einsum("bg,gpqr->bpqr", ground, self.behind)
        cover_one = F.pad(cover, (0, 1), value=1.0)
        laid = torch.einsum("bpqr,bpqc,rcl->bpql", behind, cover_one, self.laid)
        features = F.gelu(self.feature(tokens * tokens.shape[-1] ** 0.5))
        features = features.unflatten(-1, (c.parts, c.feature_width))
        return torch.cat([self.white + on_white + laid, cover, features], -1).flatten(2)


def cells_of(config: AdapterConfig, condition: Tensor) -> Tensor:
    """Condition (B, m, parts x cell_condition) by cell of the picture, row by row."""
    b, side, width = condition.shape[0], config.tokens_a_side, config.cell_condition
    split = condition.view(b, side, side, 2, 2, width)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(b, 4 * side * side, width)
