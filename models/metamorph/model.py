"""The model of Visual-Predictive Instruction Tuning: SmolLM2, connector, vision head.

Visual tokens enter through the connector and leave through the vision head; text enters and leaves
through the tied embedding. Paper: section 2, and the reference code facebookresearch/metamorph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.encoder import TOKENS
from models.metamorph.llama import CONFIG, IMAGE_START, SmolLM, load_base, rotary_table
from models.pictograms.codes import WIDTH
from models.pictograms.positional_names import squares_in_words

VISUAL_SCALE = WIDTH**0.5
CONNECTOR_WIDTH = 768
HEAD_WIDTH = 768


@dataclass(frozen=True)
class Laid:
    """How sequences lie in rows: rotary tables (B, 1, T, head_width / 2) of each position, and what
    is added to the attention's scores (B, 1, T, T)."""

    cos: Tensor
    sin: Tensor
    mask: Tensor

    def rows(self, rows: Tensor) -> Laid:
        """Some of the rows."""
        return Laid(self.cos[rows], self.sin[rows], self.mask[rows])


@cache
def rotary_on(there: torch.device) -> tuple[Tensor, Tensor]:
    """The rotary tables on a device, moved there once."""
    cos, sin = rotary_table(CONFIG.context_length)
    return cos.to(there), sin.to(there)


def laid(position: Tensor, mask: Tensor) -> Laid:
    """From the position of each token within its sequence (B, T), and the mask."""
    cos, sin = (t[position][:, None].to(mask.dtype) for t in rotary_on(position.device))
    return Laid(cos, sin, mask)


def through(blocks: Iterable[nn.Module], x: Tensor, packed: Laid | None = None) -> Tensor:
    """Hidden states (B, T, hidden) through layers: one sequence a row, or several as laid."""
    if packed is None:
        cos, sin = (t[: x.shape[1]].to(x.dtype) for t in rotary_on(x.device))
        mask = None
    else:
        cos, sin, mask = packed.cos, packed.sin, packed.mask
    for block in blocks:
        x, _ = block(x, cos, sin, mask, None)
    return x


class VPiT(nn.Module):
    """Language model with both heads; the base words stay frozen, the two marks are learnt."""

    def __init__(self, frozen_layers: int) -> None:
        super().__init__()
        self.frozen_layers = frozen_layers
        self.lm: SmolLM = load_base()
        self.lm.requires_grad_(False)
        for block in self.lm.blocks[frozen_layers:]:
            block.requires_grad_(True)
        self.lm.norm.requires_grad_(True)
        # image_start and image_end, apart from the frozen words.
        self.marks = nn.Parameter(self.lm.embedding.weight[IMAGE_START:].detach().clone())
        self.connector = nn.Sequential(
            nn.Linear(WIDTH, CONNECTOR_WIDTH), nn.GELU(), nn.Linear(CONNECTOR_WIDTH, CONFIG.hidden)
        )
        self.head = nn.Sequential(
            nn.Linear(CONFIG.hidden, HEAD_WIDTH), nn.GELU(), nn.Linear(HEAD_WIDTH, WIDTH)
        )
        # A learned embedding for each of the m places of a picture; begins with its square's name.
        deviation = float(self.lm.embedding.weight.std())
        self.place = nn.Parameter(
            torch.randn(TOKENS, CONFIG.hidden) * deviation
            + squares_in_words(self.lm.embedding.weight.detach())
        )
        # Stands for a hidden visual token in training; never used when answering.
        self.hidden_token = nn.Parameter(torch.randn(CONFIG.hidden) * deviation * 0.5)
        with torch.no_grad():
            self.marks += torch.randn_like(self.marks) * deviation
            last = self.connector[2]
            assert isinstance(last, nn.Linear)
            last.weight.mul_(deviation * 3)
            last.bias.zero_()

    def embed_text(self, ids: Tensor) -> Tensor:
        """Ids (B, T) to inputs (B, T, hidden)."""
        words = F.embedding(ids.clamp(max=IMAGE_START - 1), self.lm.embedding.weight)
        marks = F.embedding((ids - IMAGE_START).clamp(min=0), self.marks)
        return torch.where((ids >= IMAGE_START).unsqueeze(-1), marks, words)

    def embed_visual(self, tokens: Tensor, place: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Visual tokens (N, 256) at places (N) to inputs (N, hidden); ``hidden`` (N) hides some."""
        x: Tensor = self.connector(tokens * VISUAL_SCALE)
        if hidden is not None:
            x = torch.where(hidden.unsqueeze(-1), self.hidden_token.to(x.dtype), x)
        return x + self.place[place].to(x.dtype)

    def trunk(self, x: Tensor, through_frozen: bool, packed: Laid | None = None) -> Tensor:
        """Inputs (B, T, hidden) to states; gradient below the trained layers on wish."""
        if self.frozen_layers:
            with torch.set_grad_enabled(through_frozen and torch.is_grad_enabled()):
                x = through(self.lm.blocks[: self.frozen_layers], x, packed)
        states: Tensor = self.lm.norm(through(self.lm.blocks[self.frozen_layers :], x, packed))
        return states

    def text_logits(self, states: Tensor) -> Tensor:
        """States (N, hidden) to logits (N, vocabulary)."""
        words = states @ self.lm.embedding.weight[:IMAGE_START].to(states.dtype).T
        return torch.cat([words, states @ self.marks.to(states.dtype).T], -1)

    def predict_visual(self, states: Tensor) -> Tensor:
        """States (N, hidden) to visual tokens (N, 256), L2-normalised."""
        return F.normalize(self.head(states).float(), dim=-1)
