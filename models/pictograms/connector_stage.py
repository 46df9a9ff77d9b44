"""Stage 1: the connector alone, so that visual tokens enter near the words of what they show.

The paper trains the connector on captions through the language model. Here its output is drawn
straight to the embeddings of the captions' words, which needs no pass of the language model; how
tokens are used in sentences is learnt in stage 2, where the connector goes on learning.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from models.metamorph.model import MetaMorph
from models.metamorph.smollm2 import encode
from models.pictograms.codes import LAYOUTS, NOTHING_LAYOUT, PARTS, codes, codes_on
from models.pictograms.world.concepts import concept_ids, concepts
from models.pictograms.world.scenes import BACKGROUNDS

LENGTH = 3.0  # of a word as it enters the language model
NOISE = 0.6
BEHIND = 0.3  # of the background beside what stands on it


@torch.no_grad()
def word_vectors(model: MetaMorph, words: list[str]) -> Tensor:
    """Mean embedding of each phrase's tokens, of the length of a word, (n, 576)."""
    table = model.lm.embedding.weight
    rows = [table[torch.tensor(encode(f" {w}"), device=table.device)].mean(0) for w in words]
    return F.normalize(torch.stack(rows), dim=-1) * LENGTH


def random_numbers(count: int) -> tuple[Tensor, Tensor, Tensor]:
    """What single tokens may say: background (N), concepts and layouts (N, 1, 4)."""
    nothing = codes().nothing
    concept = torch.randint(0, nothing, (count, 1)).expand(-1, PARTS).clone()
    other = torch.randint(0, nothing, (count, 1)).expand(-1, PARTS)
    kind = torch.rand(count, 1)
    cut = torch.rand(count, PARTS) < 0.5
    concept = torch.where((kind < 0.1) & cut, other, concept)
    bare = (kind > 0.8) & (cut | (kind > 0.9))
    concept = torch.where(bare, torch.full_like(concept, nothing), concept)
    layout = torch.randint(0, LAYOUTS, (count, PARTS))
    layout = torch.where(concept == nothing, NOTHING_LAYOUT, layout)
    return torch.randint(0, len(BACKGROUNDS), (count,)), concept[:, None], layout[:, None]


def train_connector(model: MetaMorph, steps: int = 1200, count: int = 512) -> float:
    """Trains the connector in place; returns the last mean cosine to the words."""
    torch.manual_seed(3)
    names = word_vectors(model, [concepts()[i].name for i in concept_ids()])
    names = torch.cat([names, torch.zeros_like(names[:1])])
    behind = word_vectors(model, list(BACKGROUNDS))
    optimizer = torch.optim.AdamW(model.connector.parameters(), lr=2e-3, weight_decay=0.0)
    cosine = 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * (1 - step / steps)
        ground, concept, layout = (n.to(names.device) for n in random_numbers(count))
        tokens = codes_on(names.device).of_cells(ground, concept, layout)[:, 0]
        strength = torch.rand(count, 1, device=names.device) * NOISE / tokens.shape[-1] ** 0.5
        noise = torch.randn_like(tokens) * strength
        tokens = F.normalize(tokens + noise, dim=-1)
        bare = (concept[:, 0] == codes().nothing).float().mean(1, keepdim=True)
        wanted = names[concept[:, 0]].mean(1) + behind[ground] * (BEHIND + bare * 0.5)
        output: Tensor = model.connector(tokens * model.config.visual_scale)
        loss = F.mse_loss(output, wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        cosine = float(F.cosine_similarity(output, wanted).mean().detach())
    return cosine
