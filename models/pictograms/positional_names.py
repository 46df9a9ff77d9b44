"""Positional names: words of its square tell the language model where a visual token stands.

To the positional embedding of each of the m visual tokens the embeddings of its column's letter and
its row's digit are added, as notes write them ("c4"), since a base model copies words from its
context. Not proven:
after 30 minutes with them columns were still read by chance (LOG.md, fourth run).
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.metamorph.model import MetaMorph
from models.metamorph.smollm2 import encode
from models.pictograms.codes import CELLS_A_SIDE, TOKENS_A_SIDE
from models.pictograms.world.notes import COLUMNS

STRENGTH = 0.7  # of each word; a word's embedding has a length of about 2.9
CELLS_A_TOKEN = CELLS_A_SIDE // TOKENS_A_SIDE  # along one side


def square_names(embedding: Tensor) -> Tensor:
    """What is added to each position, (m, hidden), out of the embedding (vocabulary, hidden).

    A token speaks for 2 x 2 squares; it is named by the upper left one.
    """
    rows = []
    for index in range(TOKENS_A_SIDE**2):
        row, column = divmod(index, TOKENS_A_SIDE)
        ids = encode(f" {COLUMNS[column * CELLS_A_TOKEN]}{row * CELLS_A_TOKEN + 1}")
        rows.append(embedding[torch.tensor(ids, device=embedding.device)].sum(0) * STRENGTH)
    return torch.stack(rows)


@torch.no_grad()
def name_positions(model: MetaMorph) -> None:
    """Adds the names to the model's positional embedding."""
    model.place += square_names(model.lm.embedding.weight)
