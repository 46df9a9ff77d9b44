"""Pictures without a grid: things at any place, size and turn, as pictures from outside are.

Each has a twin on the grid, which is what notes tell of it and what a change of it is drawn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.pictograms.world.layout import overlap
from models.pictograms.world.scenes import GRID, SIDE, SIZES, Scene, Thing

# The sizes that are nearer to one of the grid than to the next.
_SCALES = {64: (50, 79), 96: (82, 111), 128: (114, 158), 192: (164, 220)}
_OFF = GRID // 2 - 2  # pixels by which a centre may be off that of its twin
_TURNED = 0.35  # share of pictures whose things are turned
_MOST_TURN = 22  # degrees
_SPOILED = 0.45  # share of pictures that went through something


def fits(thing: Thing, others: Sequence[Thing]) -> bool:
    """Whether a thing lies inside the picture and on no other."""
    inside = 0 <= thing.x <= SIDE - thing.size and 0 <= thing.y <= SIDE - thing.size
    return inside and not any(overlap(thing, other) for other in others)


def scattered(
    rng: np.random.Generator, kinds: Sequence[str], background: str, largest: int = 128
) -> Scene:
    """Things on any squares of the grid, none on another; sizes shrink where there is no room."""
    sizes = [size for size in SIZES[:4] if size <= largest]
    while True:
        things: list[Thing] = []
        for kind in kinds:
            size = int(rng.choice(sizes[:1] if len(kinds) > 5 else sizes))
            for attempt in range(40):
                if attempt == 20:
                    size = SIZES[0]
                x, y = (int(n) * GRID for n in rng.integers((SIDE - size) // GRID + 1, size=2))
                new = Thing(kind, size, x, y)
                if fits(new, things):
                    things.append(new)
                    break
        if len(things) == len(kinds):
            return Scene(background, tuple(things))


@dataclass(frozen=True)
class _Loosening:
    """By what a thing is off its twin: share of the scale's range, pixels, degrees."""

    scale: float
    dx: int
    dy: int
    turn: int

    def of(self, thing: Thing) -> Thing:
        """The thing off the grid, inside the picture."""
        low, high = _SCALES.get(thing.size, (thing.size, thing.size))
        size = low + round(self.scale * (high - low))
        x, y = (
            min(max(corner + (thing.size - size) // 2 + by, 0), SIDE - size)
            for corner, by in ((thing.x, self.dx), (thing.y, self.dy))
        )
        return Thing(thing.concept, size, x, y, self.turn)


def _loosening(rng: np.random.Generator, turned: bool) -> _Loosening:
    dx, dy = (int(n) for n in rng.integers(-_OFF, _OFF + 1, size=2))
    turn = int(rng.integers(-_MOST_TURN, _MOST_TURN + 1)) if turned else 0
    return _Loosening(float(rng.random()), dx, dy, turn)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 1 << 30)) if rng.random() < _SPOILED else 0


def loosened(rng: np.random.Generator, scene: Scene) -> Scene:
    """The picture off the grid whose twin is ``scene``."""
    turned = bool(rng.random() < _TURNED)
    things = tuple(_loosening(rng, turned).of(thing) for thing in scene.things)
    return Scene(scene.background, things, _seed(rng))


def loosened_together(rng: np.random.Generator, frames: Sequence[Scene]) -> tuple[Scene, ...]:
    """Frames off the grid, all of them alike, so that a motion stays what it is."""
    alike, seed = _loosening(rng, bool(rng.random() < _TURNED)), _seed(rng)
    return tuple(
        Scene(frame.background, tuple(map(alike.of, frame.things)), seed) for frame in frames
    )


def on_grid(thing: Thing) -> Thing:
    """The thing in the nearest size and on the nearest squares; one on the grid stays as it is."""
    size = min(SIZES, key=lambda one: abs(one - thing.size))
    x, y = (
        min(max(round((at + (thing.size - size) / 2) / GRID) * GRID, 0), SIDE - size)
        for at in (thing.x, thing.y)
    )
    return replace(thing, size=size, x=x, y=y, turn=0)


def free_place(
    rng: np.random.Generator | None, things: Sequence[Thing], size: int
) -> tuple[int, int] | None:
    """A corner where a thing of this size lies on no other: the first from the top, or any where
    there is chance; None where the picture is full."""
    steps = range(0, SIDE - size + 1, GRID)
    found = [(x, y) for y in steps for x in steps if fits(Thing("", size, x, y), things)]
    if not found:
        return None
    return found[0] if rng is None else found[int(rng.integers(len(found)))]
