"""Conversations of text and images as token sequences, with what is to be learnt in them.

A data set gives turns; its images need no more than ``pixels``. What it knows of them beside that
may go into training as ``ImageTargets``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

VISUAL = -1  # stands in ``ids`` where a visual token is

Pixels = npt.NDArray[np.uint8]


class Image(Protocol):
    """An image of a conversation."""

    def pixels(self) -> Pixels:
        """Its pixels (S, S, 3), of the encoder's side S; made when a batch needs them."""
        ...


class ImageTargets(Protocol):
    """What a data set knows of the images of a batch beside their pixels, as tensors on a device.

    Images whose visual tokens are known so need no encoder where they are part of an answer.
    """

    def to(self, device: torch.device, non_blocking: bool = False) -> ImageTargets:
        """The same on a device."""
        ...

    def pin_memory(self) -> ImageTargets:
        """The same in memory from which a graphics card reads fast."""
        ...

    def tokens(self) -> Tensor:
        """The visual tokens (P, m, W) of the P images, of length 1."""
        ...

    def weights(self) -> Tensor:
        """How much each visual token (P, m) counts in the losses."""
        ...

    def loss(self, predicted: Tensor, chosen: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """A loss beside the cosine, and an accuracy for the log.

        ``predicted`` (a, W) are visual tokens, ``chosen`` (a) which of all P x m they are to be,
        ``weights`` (a) of mean one how much each counts.
        """
        ...


Describe = Callable[[Sequence[Image]], ImageTargets]


class Turn(Protocol):
    """One message: who speaks, and text and images in their order."""

    @property
    def role(self) -> str:
        """ "system", "user" or "assistant"; what the assistant says is learnt."""
        ...

    @property
    def parts(self) -> Sequence[str | Image]:
        """Text and images."""
        ...


@dataclass
class TokenSequence:
    """One conversation in tokens; ``ids`` has VISUAL where a visual token stands."""

    ids: list[int] = field(default_factory=list)
    visual_index: list[int] = field(default_factory=list)  # 0 to m - 1 in its image, -1 for text
    learn: list[bool] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    generated: list[bool] = field(default_factory=list)  # whether an image is part of an answer

    def add_text(self, ids: list[int], learn: bool) -> None:
        """Appends text tokens."""
        self.ids += ids
        self.visual_index += [-1] * len(ids)
        self.learn += [learn] * len(ids)


@dataclass(frozen=True)
class ChatFormat:
    """How a conversation is written in tokens."""

    encode: Callable[[str], list[int]]
    turn_start: Mapping[str, str]  # by role
    turn_end: str
    image_start: int
    image_end: int
    visual_tokens: int  # m, of an image

    def add_image(self, sequence: TokenSequence, image: Image, learn: bool) -> None:
        """Appends image_start, m visual tokens, image_end."""
        sequence.add_text([self.image_start], learn)
        sequence.ids += [VISUAL] * self.visual_tokens
        sequence.visual_index += list(range(self.visual_tokens))
        sequence.learn += [learn] * self.visual_tokens
        sequence.images.append(image)
        sequence.generated.append(learn)
        sequence.add_text([self.image_end], learn)

    def add_turn(self, sequence: TokenSequence, turn: Turn) -> None:
        """Appends one turn; an answer and its end are to be learnt."""
        learn = turn.role == "assistant"
        sequence.add_text(self.encode(self.turn_start[turn.role]), False)
        for part in turn.parts:
            if isinstance(part, str):
                sequence.add_text(self.encode(part), learn)
            else:
                self.add_image(sequence, part, learn)
        end = self.encode(self.turn_end)
        sequence.add_text(end[:1], learn)
        sequence.add_text(end[1:], False)

    def sequence(self, turns: Iterable[Turn]) -> TokenSequence:
        """A whole conversation."""
        sequence = TokenSequence()
        for turn in turns:
            self.add_turn(sequence, turn)
        return sequence
