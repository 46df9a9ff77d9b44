"""Sequences packed into rows of one length, with what the losses need to find in them.

Several conversations share a row; the attention's mask keeps each to itself and positions begin
anew, so the model sees what it would see of each alone. All batches have one shape, which compiled
and graphics code likes, and hardly any of it is filling. Which positions matter is worked out here,
on the side that makes the batches, so that the training itself never has to search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import Tensor

from models.metamorph.encoder import TOKENS
from models.metamorph.sequences import VISUAL
from models.metamorph.sequences import Sequence as Tokens
from models.pictograms.codes import codes
from models.pictograms.world.scenes import SIDE, Scene, render
from models.pictograms.world.sprites import Pixels

ROW = 256  # positions
NOBODY = -1  # owner of a position that is filled up


@dataclass(frozen=True)
class Packed:
    """R rows of T positions; flat numbers count positions row by row. All tensors are of int64
    unless another type is said.

    A state at a position foretells the token after it: ``words`` and ``drawn`` are the positions
    before what is to be learnt.
    """

    ids: Tensor  # (R, T), 0 where a visual token stands or nothing
    position: Tensor  # (R, T) within its sequence
    owner: Tensor  # (R, T) number of its sequence in the batch, NOBODY for filling
    words: Tensor  # (n) flat, before learnt words
    wanted: Tensor  # (n) those words
    visual: Tensor  # (N) flat, every visual token
    place: Tensor  # (N) of the m places
    answer: Tensor  # (N) bool, part of an answer
    drawn: Tensor  # (a) flat, before learnt visual tokens
    learnt: Tensor  # (a) which of the N they are
    kept: Tensor  # (k) flat, where plain talk has a next word, within ``kept_rows``
    kept_rows: Tensor  # (r) rows with nothing but plain talk
    asked: Tensor  # (p) which of the P pictures are the user's
    pixels: Tensor  # (p, 256, 256, 3) uint8, those pictures
    ground: Tensor  # (P) what each picture shows, see ``Codes.numbers``
    concept: Tensor  # (P, 16, 4)
    layout: Tensor  # (P, 16, 4)

    def to(self, device: torch.device) -> Packed:
        """The same on a device."""
        moved = {
            one.name: getattr(self, one.name).to(device, non_blocking=True) for one in fields(self)
        }
        return replace(self, **moved)

    def pin_memory(self) -> Packed:
        """The same in memory from which a graphics card reads fast."""
        return replace(
            self, **{one.name: getattr(self, one.name).pin_memory() for one in fields(self)}
        )


def into_rows(sequences: Iterable[Tokens], rows: int) -> tuple[list[list[Tokens]], list[Tokens]]:
    """So many rows, each filled from a list of sequences, the longest first; and what is left over.

    Sequences longer than a row are left out for good: no answer of the world is.
    """
    waiting = sorted((s for s in sequences if len(s.ids) <= ROW), key=lambda s: -len(s.ids))
    filled: list[list[Tokens]] = []
    while waiting and len(filled) < rows:
        room, row, rest = ROW, [], []
        for one in waiting:
            if len(one.ids) <= room:
                row.append(one)
                room -= len(one.ids)
            else:
                rest.append(one)
        filled.append(row)
        waiting = rest
    return filled, waiting


def _numbers(values: list[int]) -> Tensor:
    return torch.tensor(values, dtype=torch.long)


def pack(rows: Sequence[Sequence[Tokens]], kept_from: int | None = None) -> Packed:
    """Rows of sequences as one batch; from row ``kept_from`` on they are plain talk."""
    count = len(rows)
    kept_from = count if kept_from is None else kept_from
    ids = np.zeros((count, ROW), np.int64)
    position = np.zeros((count, ROW), np.int64)
    owner = np.full((count, ROW), NOBODY, np.int64)
    words: list[int] = []
    wanted: list[int] = []
    visual: list[int] = []
    place: list[int] = []
    answer: list[bool] = []
    drawn: list[int] = []
    learnt: list[int] = []
    kept: list[int] = []
    asked: list[int] = []
    pixels: list[Pixels] = []
    scenes: list[Scene] = []
    number = 0
    for r, row in enumerate(rows):
        at = 0
        for s in row:
            length = len(s.ids)
            ids[r, at : at + length] = np.maximum(s.ids, 0)
            position[r, at : at + length] = np.arange(length)
            owner[r, at : at + length] = number
            flat = r * ROW + at
            for i, (token, learn) in enumerate(zip(s.ids, s.learn, strict=True)):
                if token == VISUAL:
                    if learn:
                        drawn.append(flat + i - 1)
                        learnt.append(len(visual))
                    visual.append(flat + i)
                    place.append(s.place[i])
                    answer.append(learn)
                elif learn and r < kept_from:
                    words.append(flat + i - 1)
                    wanted.append(token)
            if r >= kept_from:
                first = (r - kept_from) * ROW + at
                kept += range(first, first + length - 1)
            for scene, own in zip(s.pictures, s.drawn, strict=True):
                if not own:
                    asked.append(len(scenes))
                    pixels.append(render(scene, s.style))
                scenes.append(scene)
            at += length
            number += 1
    ground, concept, layout = codes().numbers(scenes) if scenes else _no_pictures()
    return Packed(
        torch.from_numpy(ids),
        torch.from_numpy(position),
        torch.from_numpy(owner),
        _numbers(words),
        _numbers(wanted),
        _numbers(visual),
        _numbers(place),
        torch.tensor(answer, dtype=torch.bool),
        _numbers(drawn),
        _numbers(learnt),
        _numbers(kept),
        torch.arange(kept_from, count),
        _numbers(asked),
        torch.from_numpy(np.stack(pixels)) if pixels else torch.zeros(0, SIDE, SIDE, 3).byte(),
        ground,
        concept,
        layout,
    )


def _no_pictures() -> tuple[Tensor, Tensor, Tensor]:
    none = torch.zeros(0, TOKENS, 4, dtype=torch.long)
    return torch.zeros(0, dtype=torch.long), none, none


def attention_mask(owner: Tensor, kind: torch.dtype) -> Tensor:
    """What is added to the scores, (R, 1, T, T): each sees its own sequence so far."""
    length = owner.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=owner.device).tril()
    open_to = (owner[:, :, None] == owner[:, None, :]) & causal
    zero = torch.zeros((), dtype=kind, device=owner.device)
    return torch.where(open_to, zero, float("-inf"))[:, None]
