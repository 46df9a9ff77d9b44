"""What tells the language model where a visual token stands: words of its square.

To the embedding of each of the m places the embeddings of its column's letter and its row's digit
are added, as notes write them ("c4"), since a base model copies words from its context. Not proven:
after 30 minutes with them columns were still read by chance (LOG.md, fourth run).
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.metamorph.encoder import TOKENS
from models.metamorph.llama import encode
from models.pictograms.codes import CELLS_A_SIDE, PLACES_A_SIDE
from models.pictograms.world.notes import COLUMNS

STRENGTH = 0.7  # of each word; a word's embedding has a length of about 2.9
CELLS_A_PLACE = CELLS_A_SIDE // PLACES_A_SIDE


def squares_in_words(embedding: Tensor) -> Tensor:
    """What is added to each place, (m, hidden), out of the words' embeddings (vocabulary, hidden).

    A token speaks for 2 x 2 squares; it is named by the upper left one.
    """
    rows = []
    for place in range(TOKENS):
        row, column = divmod(place, PLACES_A_SIDE)
        ids = encode(f" {COLUMNS[column * CELLS_A_PLACE]}{row * CELLS_A_PLACE + 1}")
        rows.append(embedding[torch.tensor(ids, device=embedding.device)].sum(0) * STRENGTH)
    return torch.stack(rows)
