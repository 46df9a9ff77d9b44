"""Where things stand in a free scene: any place, size and turn, none over another.

Lengths are thousandths: ``x`` of the picture's width, ``y`` of its height, ``size`` of its shorter
side; ``x`` and ``y`` are a thing's middle. Turns are degrees, clockwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.grading.free.dice import Dice

MARGIN = 12
APART = 0.57  # of the sum of two sizes: how near two middles may come
_TRIES = 4000


@dataclass(frozen=True)
class Put:
    """A thing in a scene."""

    id: str
    x: int
    y: int
    size: int
    turn: int = 0

    def row(self) -> list[Any]:
        """The thing as a case's description has it."""
        return [self.id, self.x, self.y, self.size, self.turn]


Fits = Callable[[Sequence[Put]], bool]


def spread(
    dice: Dice,
    kinds: Sequence[str],
    sizes: Sequence[tuple[int, int]],
    turn: int,
    fits: Fits = lambda some: True,
) -> tuple[Put, ...]:
    """Every kind somewhere, at a size between its two bounds, where ``fits`` is satisfied too.

    Raises RuntimeError when no such arrangement is found.
    """
    for _ in range(_TRIES):
        made = _tried(dice, kinds, sizes, turn)
        if made and fits(made):
            return tuple(made)
    raise RuntimeError(f"No arrangement of {len(kinds)} things was found.")


def _tried(
    dice: Dice, kinds: Sequence[str], sizes: Sequence[tuple[int, int]], turn: int
) -> list[Put]:
    made: list[Put] = []
    for kind, (low, high) in zip(kinds, sizes, strict=True):
        size = dice.between(low, high)
        for _ in range(30):
            edge = size // 2 + MARGIN
            new = Put(
                kind,
                dice.between(edge, 1000 - edge),
                dice.between(edge, 1000 - edge),
                size,
                dice.between(-turn, turn) if turn else 0,
            )
            if not any(touching(new, one) for one in made):
                made.append(new)
                break
        else:
            return []
    return made


def touching(one: Put, other: Put) -> bool:
    """Whether two things come too near to each other."""
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < (APART * (one.size + other.size)) ** 2


def beside(one: Put, other: Put, way: str) -> bool:
    """Whether ``one`` clearly lies left, right, above or below of ``other``."""
    dx, dy = one.x - other.x, one.y - other.y
    along, across = {
        "left": (-dx, dy),
        "right": (dx, dy),
        "above": (-dy, dx),
        "below": (dy, dx),
    }[way]
    return along > 140 and abs(across) < 0.7 * along


def corner(one: Put) -> str:
    """The quarter in which a thing clearly lies ("top left"), or nothing."""
    if 400 < one.x < 600 or 400 < one.y < 600:
        return ""
    return f"{'top' if one.y < 500 else 'bottom'} {'left' if one.x < 500 else 'right'}"
