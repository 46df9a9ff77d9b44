"""Reads a picture of the world in pixels: background and things, by comparison with the sprites.

It shares no weights with the model, since it has none. Every concept is compared at every size and
place of the grid; the set of things without overlap that explains most of the picture is kept, and
each of them is looked at again more closely, moved a little, sharp and soft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from models.grading.arrangement import Guess, best_set
from models.grading.backgrounds import Ground, grounds
from models.grading.comparison import COARSE, LEAST_GAIN, LEAST_SHARE, Comparison
from models.grading.templates import Floats, Templates, as_floats, box, world_templates
from models.pictograms.world.scenes import GRID, SIDE
from models.pictograms.world.sprites import Pixels

ACCEPTED = 0.65  # least share of its square that a thing must explain to be read
_PRICE = 0.01  # share of the picture's energy that one more thing must explain
_CLEAR = 0.85  # share of things and of the picture after which no other places are tried
_SURE = 0.93  # a share beyond which a thing is where it was found
_BETTER = 0.02  # what a place off the grid must explain more, since most things stand on it
_UNCLEAR_GROUND = 1.25


@dataclass(frozen=True)
class Read:
    """A thing as it was read; ``score`` is the share of its square that it explains, up to 1."""

    concept: str
    size: int
    x: int
    y: int
    score: float


@dataclass(frozen=True)
class Reading:
    """What a picture shows. ``rest`` is the share of its difference from the bare background that
    lies outside of the things; ``energy`` is that difference (mean square, colours from 0 to 1).
    """

    background: str
    things: tuple[Read, ...]
    rest: float
    energy: float


def _sum(guesses: Iterable[Guess]) -> float:
    return sum(one.gain for one in guesses)


class Reader:
    """Reads pictures with the templates of a set of concepts."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def read(self, pixels: Pixels) -> Reading:
        """Reads uint8 (256, 256, 3). Raises ValueError for another shape."""
        if pixels.shape != (SIDE, SIDE, 3):
            raise ValueError(f"The reader takes 256 x 256 x 3, not {pixels.shape}: scale it first.")
        full = as_floats(pixels)
        likely = grounds(box(full, COARSE))
        if likely[1].misfit > likely[0].misfit * _UNCLEAR_GROUND + 0.002:
            likely = likely[:1]
        both = [self._explain(full, ground) for ground in likely]
        return min(both, key=lambda one: one[0])[1]

    def _explain(self, full: Floats, ground: Ground) -> tuple[float, Reading]:
        """The reading on one background, and how badly it explains the picture."""
        picture = Comparison(self._templates, full, ground)
        energy = picture.energy
        if energy < LEAST_GAIN:
            return energy + ground.misfit**2, Reading(ground.name, (), 0.0, energy)
        chosen: tuple[Guess, ...] = ()
        for step in (GRID, GRID // 4):
            guesses = [one for one in picture.guesses(step) if one.share >= LEAST_SHARE]
            found = best_set(guesses, _PRICE * energy)
            if _sum(found) > _sum(chosen):
                chosen = found
            if all(one.share > _CLEAR for one in chosen) and _sum(chosen) > _CLEAR * energy:
                break
        moved = [one if one.share > _SURE else picture.moved(one, _BETTER) for one in chosen]
        names = self._templates.concepts
        things = tuple(
            Read(names[g.concept], g.size, g.x, g.y, round(g.share, 3))
            for g in sorted(moved, key=lambda one: (one.y, one.x))
            if g.share >= ACCEPTED
        )
        left = picture.away.copy()
        for one in things:
            top, low = one.y // COARSE, (one.y + one.size) // COARSE
            first, last = one.x // COARSE, (one.x + one.size) // COARSE
            left[max(top - 1, 0) : low + 1, max(first - 1, 0) : last + 1] = 0
        rest = round(float(left.mean()) / energy, 3)
        unexplained = energy - _sum(moved) + _PRICE * energy * len(moved)
        return unexplained + ground.misfit**2, Reading(ground.name, things, rest, energy)


@cache
def world_reader() -> Reader:
    """The reader of every concept of the world."""
    return Reader(world_templates())
