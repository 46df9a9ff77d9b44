"""Reads pictures whose things stand anywhere, at any size and somewhat turned; in pixels alone.

The world's own reader is asked first, since most drawn pictures are on its grid. Where it does not
explain a picture, every concept is compared at many sizes and places, and the best are moved,
resized and turned a little until they fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.grading.free.borrowed import (
    COARSE,
    FINE,
    LEAST_GAIN,
    LEAST_SHARE,
    Comparison,
    Floats,
    Ground,
    Guess,
    Pixels,
    Read,
    Reader,
    Reading,
    Templates,
    as_floats,
    atlas,
    best_set,
    box,
    grounds,
    soften,
    world_reader,
    world_templates,
)

SIDE = 256
CLEAR_SHARE, CLEAR_REST = 0.88, 0.06  # what the world's reader must reach to be believed at once
ACCEPTED = 0.6
_SIZES = (32, 36, 44, 52, 60, 68, 76, 88, 100, 116, 132, 152, 176, 204, 232, 256)
_STEP = 8
_PRICE = 0.01
_PLACES = 40
_TRIED = 4  # concepts a place that are fitted closely
_TURNS = (-16, -11, -6, 0, 6, 11, 16)
_SOFTNESS = (0.0, 3.0)


@dataclass(frozen=True)
class Fit:
    """A concept at a place, and the share of its square that it explains."""

    concept: int
    size: int
    x: int
    y: int
    turn: int
    share: float


class _Sprites:
    """Premultiplied sprites at any size and turn, in fine cells."""

    def __init__(self, sprites: Mapping[str, Pixels]) -> None:
        self._sprites = sprites
        self._made: dict[tuple[str, int, int], Floats] = {}

    def at(self, concept: str, size: int, turn: int) -> Floats:
        """(side, side, 4) of one concept; kept, since places next to each other ask for it."""
        key = (concept, size, turn)
        if key not in self._made:
            self._made[key] = self._turned(*key)
        return self._made[key]

    def _turned(self, concept: str, size: int, turn: int) -> Floats:
        side = size // FINE
        pixels = as_floats(self._sprites[concept])
        layers = np.concatenate([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], -1)
        while layers.shape[0] > 2.5 * side:
            layers = box(layers, 2)
        long = layers.shape[0]
        angle = np.deg2rad(turn)
        total = np.zeros((side, side, 4), np.float32)
        at = (np.mgrid[0:side, 0:side] + 0.5) / side - 0.5
        for i, j in ((-0.25, -0.25), (-0.25, 0.25), (0.25, -0.25), (0.25, 0.25)):
            v, u = at[0] + i / side, at[1] + j / side
            across = (np.cos(angle) * u + np.sin(angle) * v + 0.5) * long
            down = (-np.sin(angle) * u + np.cos(angle) * v + 0.5) * long
            inside = (across >= 0) & (across < long) & (down >= 0) & (down < long)
            x = np.clip(across, 0, long - 1).astype(np.int64)
            y = np.clip(down, 0, long - 1).astype(np.int64)
            total += layers[y, x] * inside[..., None]
        return np.asarray(total / 4, np.float32)


class _Anywhere(Comparison):
    """A picture compared at many sizes and places, not those of the grid alone."""

    def found(self) -> list[list[Guess]]:
        """The best concepts of each promising place, the most promising place first."""
        places: list[list[Guess]] = []
        for size in _SIZES:
            at = range(0, SIDE - size + 1, _STEP)
            some = self._compared(size, [(x, y) for y in at for x in at])
            places += [
                one for one in some if one[0].gain >= LEAST_GAIN and one[0].share >= LEAST_SHARE
            ]
        places.sort(key=lambda one: -one[0].gain * one[0].share)
        kept: list[list[Guess]] = []
        for place in places:
            if len(kept) < _PLACES and not any(_same(place[0], one[0]) for one in kept):
                kept.append(place)
        return kept


def _same(one: Guess, other: Guess) -> bool:
    """Whether two guesses are about one thing: near to each other and of near sizes."""
    near = min(one.size, other.size) / 4
    apart = max(
        abs(one.x + one.size / 2 - other.x - other.size / 2),
        abs(one.y + one.size / 2 - other.y - other.size / 2),
    )
    return apart < near and max(one.size, other.size) < 1.3 * min(one.size, other.size)


class _Fitter:
    """Moves, resizes and turns a guess until it explains the most of its place."""

    def __init__(
        self, full: Floats, ground: Ground, names: Sequence[str], sprites: _Sprites
    ) -> None:
        fine = box(full, FINE)
        self._under = np.repeat(np.repeat(ground.colours, 2, 0), 2, 1)
        self._names = names
        self._sprites = sprites
        self._soft = [soften(fine, sigma / FINE) for sigma in _SOFTNESS]
        self._fine = fine

    def best(self, some: Sequence[Guess]) -> Fit:
        """The best fit of the first few concepts of a place."""
        fits = [self._climb(one) for one in some[:_TRIED]]
        return max(fits, key=lambda one: one.share)

    def _climb(self, guess: Guess) -> Fit:
        now = self._at(guess.concept, guess.size, guess.x, guess.y, 0)
        middle = (guess.x + guess.size / 2, guess.y + guess.size / 2)
        for turn in _TURNS:
            now = max(now, self._at(guess.concept, guess.size, guess.x, guess.y, turn), key=_share)
        for step in (4, 2, 2):
            for scale in (0.93, 1.0, 1.07):
                size = min(SIDE, int(round(now.size * scale / FINE)) * FINE)
                middle = (now.x + now.size / 2, now.y + now.size / 2)
                for dx in (-step, 0, step):
                    for dy in (-step, 0, step):
                        x, y = middle[0] + dx - size / 2, middle[1] + dy - size / 2
                        tried = self._at(now.concept, size, int(x), int(y), now.turn)
                        now = max(now, tried, key=_share)
            for turn in (now.turn - step, now.turn + step):
                tried = self._at(now.concept, now.size, now.x, now.y, turn)
                now = max(now, tried, key=_share)
        return now

    def guess(self, fit: Fit) -> Guess:
        """A fit as the search for the best set takes it."""
        view = (
            slice(fit.y // FINE, (fit.y + fit.size) // FINE),
            slice(fit.x // FINE, (fit.x + fit.size) // FINE),
        )
        away = float(((self._fine[view] - self._under[view]) ** 2).sum())
        gain = fit.share * away / (3 * (SIDE // FINE) ** 2)
        return Guess(fit.concept, fit.size, fit.x, fit.y, fit.share, gain)

    def _at(self, concept: int, size: int, x: int, y: int, turn: int) -> Fit:
        side = size // FINE
        left = min(max(x // FINE, 0), SIDE // FINE - side)
        top = min(max(y // FINE, 0), SIDE // FINE - side)
        template = self._sprites.at(self._names[concept], size, turn)
        view = (slice(top, top + side), slice(left, left + side))
        under = self._under[view]
        shown = template[..., :3] - template[..., 3:] * under
        best = 0.0
        for sigma, seen in zip(_SOFTNESS, self._soft, strict=True):
            away = seen[view] - under
            whole = max(float((away**2).sum()), 1e-9)
            drawn = soften(shown, sigma / FINE, "constant") if sigma else shown
            own = max(float((drawn**2).sum()), 1e-9)
            dot = float((drawn * away).sum())
            contrast = min(max(dot / own, 0.7), 1.25)
            best = max(best, contrast * (2 * dot - contrast * own) / whole)
        return Fit(concept, size, left * FINE, top * FINE, turn, best)


def _share(one: Fit) -> float:
    return one.share


class FreeReader:
    """Reads pictures with the templates of some concepts and their sprites of 256 pixels."""

    def __init__(self, templates: Templates, sprites: Mapping[str, Pixels], grid: Reader) -> None:
        self._templates = templates
        self._sprites = _Sprites(sprites)
        self._grid = grid

    def read(self, pixels: Pixels) -> Reading:
        """Reads uint8 (256, 256, 3): by the grid's reader where that explains it, else without
        a grid. Raises ValueError for another shape.
        """
        first = self._grid.read(pixels)
        clear = first.rest <= CLEAR_REST and all(o.score >= CLEAR_SHARE for o in first.things)
        if clear and first.things:
            return first
        second = self.anywhere(pixels)
        return second if _explains(second) >= _explains(first) else first

    def anywhere(self, pixels: Pixels) -> Reading:
        """Reads a picture of that shape without a grid."""
        full = as_floats(pixels)
        ground = grounds(box(full, COARSE))[0]
        names = self._templates.concepts
        picture = _Anywhere(self._templates, full, ground)
        energy = picture.energy
        if energy < LEAST_GAIN:
            return Reading(ground.name, (), 0.0, energy)
        fitter = _Fitter(full, ground, names, self._sprites)
        fits = [fitter.best(place) for place in picture.found()]
        guesses = [fitter.guess(fit) for fit in fits if fit.share >= ACCEPTED]
        chosen = best_set(guesses, _PRICE * energy)
        things = tuple(
            Read(names[one.concept], one.size, one.x, one.y, round(one.share, 3))
            for one in sorted(chosen, key=lambda one: (one.y, one.x))
        )
        left = picture.away.copy()
        for one in things:
            top, low = one.y // COARSE, (one.y + one.size) // COARSE
            first, last = one.x // COARSE, (one.x + one.size) // COARSE
            left[max(top - 1, 0) : low + 1, max(first - 1, 0) : last + 1] = 0
        return Reading(ground.name, things, round(float(left.mean()) / energy, 3), energy)


@cache
def free_reader() -> FreeReader:
    """The reader of every concept of the world."""
    return FreeReader(world_templates(), atlas(), world_reader())


def read(pixels: Pixels) -> Reading:
    """Reads a picture of the world's things, wherever they stand."""
    return free_reader().read(pixels)


def _explains(reading: Reading) -> float:
    if not reading.things:
        return 0.0
    return float(np.mean([one.score for one in reading.things])) * (1 - reading.rest)


def thousandths(one: Read) -> tuple[float, float, float]:
    """A read thing's middle and size in thousandths of the picture's side."""
    half = one.size / 2
    return (one.x + half) * 1000 / SIDE, (one.y + half) * 1000 / SIDE, one.size * 1000 / SIDE
