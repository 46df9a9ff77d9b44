"""The model of Visual-Predictive Instruction Tuning: a LLaMA, a connector and a vision head.

Visual tokens enter through the connector and leave through the vision head; text enters and leaves
through the tied embedding. Paper: section 2, and the reference code facebookresearch/metamorph.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.llama import Llama, LlamaConfig, PackedRows, run_blocks


@dataclass(frozen=True)
class MetaMorphConfig:
    """Shape of the model: the language model, and what is added for images."""

    language: LlamaConfig
    visual_tokens: int  # m, of an image
    visual_width: int  # W, of a visual token
    connector_width: int
    head_width: int

    @property
    def visual_scale(self) -> float:
        """Visual tokens have length 1; this brings their numbers to a deviation of 1."""
        return float(self.visual_width**0.5)


class MetaMorph(nn.Module):
    """Language model with both heads; the text embedding stays frozen, the two marks are learnt.

    The names of parameters are those of checkpoints: ``head`` is the vision head, ``marks`` are
    image_start and image_end, ``place`` is the embedding of a token's index within its image.
    """

    def __init__(self, config: MetaMorphConfig, language: Llama, frozen_layers: int) -> None:
        super().__init__()
        self.config = config
        self.frozen_layers = frozen_layers
        self.lm = language
        hidden, width = config.language.hidden, config.visual_width
        self.lm.requires_grad_(False)
        for block in self.lm.blocks[frozen_layers:]:
            block.requires_grad_(True)
        self.lm.norm.requires_grad_(True)
        marks = self.lm.embedding.weight[config.language.image_start :]
        self.marks = nn.Parameter(marks.detach().clone())
        self.connector = nn.Sequential(
            nn.Linear(width, config.connector_width),
            nn.GELU(),
            nn.Linear(config.connector_width, hidden),
        )
        self.head = nn.Sequential(
            nn.Linear(hidden, config.head_width), nn.GELU(), nn.Linear(config.head_width, width)
        )
        deviation = float(self.lm.embedding.weight.std())
        self.place = nn.Parameter(torch.randn(config.visual_tokens, hidden) * deviation)
        # Stands for a hidden visual token in training; never used when answering.
        self.hidden_token = nn.Parameter(torch.randn(hidden) * deviation * 0.5)
        with torch.no_grad():
            self.marks += torch.randn_like(self.marks) * deviation
            last = self.connector[2]
            assert isinstance(last, nn.Linear)
            last.weight.mul_(deviation * 3)
            last.bias.zero_()

    def embed_text(self, ids: Tensor) -> Tensor:
        """Ids (B, T) to inputs (B, T, hidden)."""
        first = self.config.language.image_start
        words = F.embedding(ids.clamp(max=first - 1), self.lm.embedding.weight)
        marks = F.embedding((ids - first).clamp(min=0), self.marks)
        return torch.where((ids >= first).unsqueeze(-1), marks, words)

    def embed_visual(self, tokens: Tensor, index: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Visual tokens (N, W) of indices (N) in their images to inputs (N, hidden);
        ``hidden`` (N) hides some."""
        x: Tensor = self.connector(tokens * self.config.visual_scale)
        if hidden is not None:
            x = torch.where(hidden.unsqueeze(-1), self.hidden_token.to(x.dtype), x)
        return x + self.place[index].to(x.dtype)

    def trunk(self, x: Tensor, through_frozen: bool, packed: PackedRows | None = None) -> Tensor:
        """Inputs (B, T, hidden) to states; with ``through_frozen`` the gradient goes on below the
        trained layers, to the connector."""
        shape, blocks = self.config.language, self.lm.blocks
        if self.frozen_layers:
            with torch.set_grad_enabled(through_frozen and torch.is_grad_enabled()):
                x = run_blocks(shape, blocks[: self.frozen_layers], x, packed)
        states: Tensor = self.lm.norm(run_blocks(shape, blocks[self.frozen_layers :], x, packed))
        return states

    def text_logits(self, states: Tensor) -> Tensor:
        """States (N, hidden) to logits (N, vocabulary)."""
        words = self.lm.embedding.weight[: self.config.language.image_start]
        return torch.cat(
            [states @ words.to(states.dtype).T, states @ self.marks.to(states.dtype).T], -1
        )

    def predict_visual(self, states: Tensor) -> Tensor:
        """States (N, hidden) to visual tokens (N, W), L2-normalised."""
        return F.normalize(self.head(states).float(), dim=-1)
