"""Sequences packed into rows of one length, with what the losses need to find in them.

Several conversations share a row; the attention's mask keeps each to itself and positions begin
anew, so the model sees what it would see of each alone. All batches have one shape, which compiled
code and graphics cards like, and hardly any of it is padding. Which positions matter is worked out
here, in the processes that make the batches, so that the training itself never has to search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.metamorph.sequences import (
    VISUAL,
    Describe,
    Image,
    ImageTargets,
    Pixels,
    TokenSequence,
)

PADDING = -1  # segment of a position that holds nothing


@dataclass(frozen=True)
class Packed:
    """R rows of T positions; flat numbers count positions row by row. All tensors are of int64
    unless another type is said.

    A state at a position predicts the token after it: ``predict_text`` and ``predict_visual`` are
    the positions before what is to be learnt.
    """

    ids: Tensor  # (R, T), 0 where a visual token stands or nothing
    position: Tensor  # (R, T) within its sequence
    segment: Tensor  # (R, T) number of its sequence in the batch, PADDING for none
    predict_text: Tensor  # (n) flat, before text to learn
    text_targets: Tensor  # (n) that text
    visual: Tensor  # (N) flat, every visual token
    visual_index: Tensor  # (N) in its image, 0 to m - 1
    in_answer: Tensor  # (N) bool, part of an answer
    predict_visual: Tensor  # (a) flat, before visual tokens to learn
    visual_targets: Tensor  # (a) which of the N they are
    plain: Tensor  # (k) flat within ``plain_rows``, where plain talk has a next word
    plain_rows: Tensor  # (r) rows with nothing but plain talk
    encoded: Tensor  # (p) which of the P images the encoder is to read
    pixels: Tensor  # (p, S, S, 3) uint8, those images
    targets: ImageTargets | None  # what the data set knows of all P images

    def _moved(self, method: str, *arguments: Any, **options: Any) -> Packed:
        held = ((one.name, getattr(self, one.name)) for one in fields(self))
        return replace(
            self,
            **{
                name: getattr(value, method)(*arguments, **options)
                for name, value in held
                if value is not None
            },
        )

    def to(self, device: torch.device) -> Packed:
        """The same on a device."""
        return self._moved("to", device, non_blocking=True)

    def pin_memory(self) -> Packed:
        """The same in memory from which a graphics card reads fast."""
        return self._moved("pin_memory")


def _tensor(values: list[int]) -> Tensor:
    return torch.tensor(values, dtype=torch.long)


@dataclass(frozen=True)
class Packer:
    """Packs sequences into rows of ``row_length`` positions.

    ``describe`` says what a data set knows of its images; without it the encoder reads all of them.
    """

    row_length: int
    describe: Describe | None = None

    def fill(
        self, sequences: Iterable[TokenSequence], rows: int
    ) -> tuple[list[list[TokenSequence]], list[TokenSequence]]:
        """So many rows, each filled from a list of sequences, the longest first; and what is left.

        Sequences longer than a row are left out for good.
        """
        fitting = (s for s in sequences if len(s.ids) <= self.row_length)
        waiting = sorted(fitting, key=lambda sequence: -len(sequence.ids))
        filled: list[list[TokenSequence]] = []
        while waiting and len(filled) < rows:
            room, row, rest = self.row_length, [], []
            for sequence in waiting:
                if len(sequence.ids) <= room:
                    row.append(sequence)
                    room -= len(sequence.ids)
                else:
                    rest.append(sequence)
            filled.append(row)
            waiting = rest
        return filled, waiting

    def pack(
        self, rows: Sequence[Sequence[TokenSequence]], plain_from: int | None = None
    ) -> Packed:
        """Rows of sequences as one batch; from row ``plain_from`` on they are plain talk."""
        count, length = len(rows), self.row_length
        plain_from = count if plain_from is None else plain_from
        ids = np.zeros((count, length), np.int64)
        position = np.zeros((count, length), np.int64)
        segment = np.full((count, length), PADDING, np.int64)
        predict_text: list[int] = []
        text_targets: list[int] = []
        visual: list[int] = []
        visual_index: list[int] = []
        in_answer: list[bool] = []
        predict_visual: list[int] = []
        visual_targets: list[int] = []
        plain: list[int] = []
        encoded: list[int] = []
        pixels: list[Pixels] = []
        images: list[Image] = []
        number = 0
        for r, row in enumerate(rows):
            begin = 0
            for sequence in row:
                size = len(sequence.ids)
                here = slice(begin, begin + size)
                ids[r, here] = np.maximum(sequence.ids, 0)
                position[r, here] = np.arange(size)
                segment[r, here] = number
                flat = r * length + begin
                for i, (token, learn) in enumerate(zip(sequence.ids, sequence.learn, strict=True)):
                    if token == VISUAL:
                        if learn:
                            predict_visual.append(flat + i - 1)
                            visual_targets.append(len(visual))
                        visual.append(flat + i)
                        visual_index.append(sequence.visual_index[i])
                        in_answer.append(learn)
                    elif learn and r < plain_from:
                        predict_text.append(flat + i - 1)
                        text_targets.append(token)
                if r >= plain_from:
                    first = (r - plain_from) * length + begin
                    plain += range(first, first + size - 1)
                for image, generated in zip(sequence.images, sequence.generated, strict=True):
                    if not generated or self.describe is None:
                        encoded.append(len(images))
                        pixels.append(image.pixels())
                    images.append(image)
                begin += size
                number += 1
        return Packed(
            torch.from_numpy(ids),
            torch.from_numpy(position),
            torch.from_numpy(segment),
            _tensor(predict_text),
            _tensor(text_targets),
            _tensor(visual),
            _tensor(visual_index),
            torch.tensor(in_answer, dtype=torch.bool),
            _tensor(predict_visual),
            _tensor(visual_targets),
            _tensor(plain),
            torch.arange(plain_from, count),
            _tensor(encoded),
            torch.from_numpy(np.stack(pixels)) if pixels else torch.zeros(0, 0, 0, 3).byte(),
            self.describe(images) if self.describe else None,
        )


def attention_mask(segment: Tensor, dtype: torch.dtype) -> Tensor:
    """What is added to the scores, (R, 1, T, T): each sees its own sequence so far."""
    length = segment.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=segment.device).tril()
    visible = (segment[:, :, None] == segment[:, None, :]) & causal
    zero = torch.zeros((), dtype=dtype, device=segment.device)
    return torch.where(visible, zero, float("-inf"))[:, None]
