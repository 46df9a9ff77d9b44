"""Which of many overlapping guesses explain a picture together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CELL = 8  # pixels a cell of the masks
SHARED = 8  # pixels at each side of a thing that another thing may cover
_WIDTH = 250  # unfinished choices that are kept


@dataclass(frozen=True)
class Guess:
    """One concept (by number) at a size and place, and how much of the picture it explains.

    ``share`` is the part of its own square's difference from the background that it explains (1 is
    all), ``gain`` the same as energy of the whole picture.
    """

    concept: int
    size: int
    x: int
    y: int
    share: float
    gain: float


def mask_of(size: int, x: int, y: int) -> int:
    """Cells that no other thing may have, as bits."""
    first, last = (x + SHARED) // CELL, (x + size - SHARED) // CELL
    row = ((1 << (last - first)) - 1) << first
    mask = 0
    for line in range((y + SHARED) // CELL, (y + size - SHARED) // CELL):
        mask |= row << (32 * line)
    return mask


def best_set(guesses: Sequence[Guess], price: float) -> tuple[Guess, ...]:
    """The guesses without overlap whose gains, less ``price`` for each, are greatest together.

    A beam search: of the unfinished choices those with the greatest sum are kept.
    """
    ordered = sorted(guesses, key=lambda one: -one.gain)
    masks = [mask_of(one.size, one.x, one.y) for one in ordered]
    states: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
    for number, guess in enumerate(ordered):
        worth = guess.gain - price
        if worth <= 0:
            continue
        more = [
            (total + worth, taken | masks[number], (*chosen, number))
            for total, taken, chosen in states
            if not taken & masks[number]
        ]
        states = sorted(states + more, key=lambda one: -one[0])[:_WIDTH]
    return tuple(ordered[i] for i in max(states)[2])
