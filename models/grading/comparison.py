"""Comparing a picture with the sprites: roughly everywhere at once, then closely at one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.grading.arrangement import SHARED, Guess
from models.grading.backgrounds import Ground
from models.grading.templates import Floats, Templates, box, soften
from models.pictograms.world.scenes import GRID, SIDE, SIZES

COARSE, FINE = 4, 2  # pixels a cell
COARSE_SOFTNESS = 3.0  # pixels of blur of both sides of the rough comparison
SOFTNESS = (
    0.0,
    2.0,
    4.0,
    8.0,
)  # pixels of blur of the sprites at which a thing is compared closely
LEAST_SHARE = 0.3  # of its square that a guess must explain to be thought of
LEAST_GAIN = 1.0e-4  # mean square of a difference over the picture that is no noise
_LOOKED_AT = 10  # concepts a place that are compared closely
_PLACES_LOOKED_AT = 60
_FADED, _STRONG = 0.7, 1.25  # contrasts that are still the same thing
_MUCH = 0.05  # difference of shares after which a rough comparison is trusted
_MOVES_LOOKED_AT = 4
_MOVED_CONCEPTS = 4


def _explained(dot: Floats, own: Floats) -> Floats:
    """Energy explained by templates of energy ``own``, each at its best contrast."""
    contrast = np.clip(dot / np.maximum(own, 1e-9), _FADED, _STRONG)
    return np.asarray(contrast * (2 * dot - contrast * own), np.float32)


def _tops(some: list[list[Guess]], across: int) -> list[list[Guess]]:
    """The places of a square grid that explain no less than the places around them."""
    gains = np.array([one[0].gain for one in some]).reshape(across, across)
    padded = np.pad(gains, 1)
    around = [padded[y : y + across, x : x + across] for y in range(3) for x in range(3)]
    return [one for one, top in zip(some, (gains >= np.max(around, 0)).flat, strict=True) if top]


def _hides(one: Guess, other: Guess) -> bool:
    """Whether a place makes another one needless: it overlaps it and explains more both ways."""
    return (
        one.share > other.share + _MUCH
        and one.gain > other.gain
        and one.x < other.x + other.size - SHARED
        and other.x < one.x + one.size - SHARED
        and one.y < other.y + other.size - SHARED
        and other.y < one.y + one.size - SHARED
    )


class Comparison:
    """One picture (256, 256, 3), 0 to 1, on a background that it is taken to have."""

    def __init__(self, templates: Templates, full: Floats, ground: Ground) -> None:
        self._templates = templates
        self._full = full
        self._coarse = soften(box(full, COARSE), COARSE_SOFTNESS / COARSE)
        self._behind = soften(ground.colours, COARSE_SOFTNESS / COARSE)
        self._ground = np.repeat(np.repeat(ground.colours, 2, 0), 2, 1)
        self._fine: dict[tuple[int, int], Floats] = {}
        self.away = (self._coarse - self._behind) ** 2
        self.energy = float(self.away.mean())

    def guesses(self, step: int) -> list[Guess]:
        """The best concept of each promising place of a grid of ``step`` pixels."""
        found: list[list[Guess]] = []
        for size in SIZES:
            at = range(0, SIDE - size + 1, step)
            some = self._compared(size, [(x, y) for y in at for x in at])
            if step < GRID:
                some = _tops(some, len(at))
            found += [
                one for one in some if one[0].gain >= LEAST_GAIN and one[0].share >= LEAST_SHARE
            ]
        found.sort(key=lambda some: -some[0].gain * some[0].share)
        kept: list[list[Guess]] = []
        for place in found:
            if len(kept) < _PLACES_LOOKED_AT and not any(_hides(one[0], place[0]) for one in kept):
                kept.append(place)
        return [self._closer(place) for place in kept]

    def moved(self, guess: Guess, enough: float) -> Guess:
        """The guess, or one within half a step of the grid that explains more by ``enough``."""
        reach, size = GRID // 2, guess.size
        xs = range(max(0, guess.x - reach), min(SIDE - size, guess.x + reach) + 1, COARSE)
        ys = range(max(0, guess.y - reach), min(SIDE - size, guess.y + reach) + 1, COARSE)
        around = self._compared(size, [(x, y) for y in ys for x in xs])
        around.sort(key=lambda some: -some[0].gain)
        tried = around[:_MOVES_LOOKED_AT]
        firsts = [self._closer(some) for some in tried]
        number = max(range(len(tried)), key=lambda i: firsts[i].share)
        best, concepts = firsts[number], tried[number][:_MOVED_CONCEPTS]
        for by in (2, 1):
            places = [
                (best.x + dx * by, best.y + dy * by) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
            ]
            inside = [(x, y) for x, y in places if min(x, y) >= 0 and max(x, y) <= SIDE - size]
            some = [self._closer([replace(c, x=x, y=y) for c in concepts]) for x, y in inside]
            best = max([best, *some], key=lambda one: one.share)
        return best if best.share > guess.share + enough else guess

    def _compared(self, size: int, spots: list[tuple[int, int]]) -> list[list[Guess]]:
        """The best concepts at each of the places, all of them compared at once."""
        table = self._templates.table(size, COARSE, COARSE_SOFTNESS)
        side = table.side
        cuts = [(slice(y // COARSE, y // COARSE + side), x // COARSE) for x, y in spots]
        seen = np.stack([self._coarse[rows, x : x + side] for rows, x in cuts])
        under = np.stack([self._behind[rows, x : x + side] for rows, x in cuts])
        away = seen - under
        flat = (len(spots), -1)
        dot = away.reshape(flat) @ table.colour.T
        dot -= (away * under).sum(-1).reshape(flat) @ table.cover.T
        own = table.energy - np.float32(2) * (under.reshape(flat) @ table.product.T)
        own += (under**2).sum(-1).reshape(flat) @ table.square.T
        explained = _explained(np.asarray(dot, np.float32), np.asarray(own, np.float32))
        whole = np.maximum((away**2).reshape(flat).sum(1), 1e-9)
        order = np.argsort(-explained, axis=1)[:, :_LOOKED_AT]
        cells = 3 * (SIDE // COARSE) ** 2
        return [
            [
                Guess(
                    int(c), size, x, y, float(explained[i, c] / whole[i]), explained[i, c] / cells
                )
                for c in order[i]
            ]
            for i, (x, y) in enumerate(spots)
        ]

    def _closer(self, some: Sequence[Guess]) -> Guess:
        """The best of some guesses at one place, compared at the fine scale, sharp and soft."""
        first = some[0]
        side = first.size // FINE
        rows = slice(first.y // FINE, first.y // FINE + side)
        columns = slice(first.x // FINE, first.x // FINE + side)
        under = self._ground[rows, columns]
        away = self._fine_at(first.y % FINE, first.x % FINE)[rows, columns] - under
        whole = max(float((away**2).sum()), 1e-9)
        best = replace(first, share=-1.0, gain=0.0)
        for sigma in SOFTNESS:
            stack = np.stack([self._templates.one(g.concept, g.size, FINE, sigma) for g in some])
            shown = (stack[..., :3] - stack[..., 3:] * under).reshape(len(some), -1)
            own = np.asarray((shown**2).sum(1), np.float32)
            explained = _explained(shown @ away.reshape(-1), own)
            number = int(explained.argmax())
            share = float(explained[number]) / whole
            if share > best.share:
                gain = float(explained[number]) / (3 * (SIDE // FINE) ** 2)
                best = replace(first, concept=some[number].concept, share=share, gain=gain)
        return best

    def _fine_at(self, down: int, right: int) -> Floats:
        """The picture in fine cells, moved up and left by so many pixels (fewer than a cell)."""
        if (down, right) not in self._fine:
            padded = np.pad(self._full, ((0, down), (0, right), (0, 0)), "edge")
            self._fine[down, right] = box(padded[down:, right:], FINE)
        return self._fine[down, right]
