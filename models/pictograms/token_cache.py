"""Visual tokens of pictures, each computed once, for conversations that are not packed."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.metamorph.encoder import Encode, to_encoder_input
from models.metamorph.sequences import TokenSequence
from models.pictograms.codes import WIDTH, codes
from models.pictograms.picture import Picture, pictures_of

TOGETHER = 64  # pictures


class TokenCache:
    """Visual tokens of the user's pictures by the frozen encoder.

    Without an encoder, which may still be in training, they are what it is taught to say.
    """

    def __init__(self, encode: Encode | None, most: int = 20_000) -> None:
        self.encode = encode
        self.most = most
        self.known: dict[Picture, Tensor] = {}

    @torch.no_grad()
    def add(self, pictures: list[Picture]) -> None:
        """Computes the tokens of the pictures that are not known yet."""
        fresh = list(dict.fromkeys(one for one in pictures if one not in self.known))
        if len(self.known) > self.most:
            self.known.clear()
            fresh = list(dict.fromkeys(pictures))
        for begin in range(0, len(fresh), TOGETHER):
            part = fresh[begin : begin + TOGETHER]
            if self.encode is None:
                tokens = codes().tokens([picture.scene for picture in part])
            else:
                pixels = np.stack([picture.pixels() for picture in part])
                tokens = self.encode(to_encoder_input(pixels))
            self.known |= dict(zip(part, tokens.half(), strict=True))

    def tokens_of(self, sequence: TokenSequence) -> Tensor:
        """Visual tokens (N, W) in reading order: as encoded in questions, as taught in answers."""
        pictures = pictures_of(sequence.images)
        if not pictures:
            return torch.zeros(0, WIDTH)
        pairs = list(zip(pictures, sequence.generated, strict=True))
        self.add([picture for picture, generated in pairs if not generated])
        taught = codes().tokens([picture.scene for picture in pictures])
        return torch.cat(
            [
                code if generated else self.known[picture].float()
                for (picture, generated), code in zip(pairs, taught, strict=True)
            ]
        )
