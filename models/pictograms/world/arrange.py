"""Free scenes for questions: things at many places and sizes, since pictures come as they come."""

from collections.abc import Sequence

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.layout import (
    CORNERS,
    PLACE_SIZE,
    PLACES,
    QUADRANTS,
    SIDE_BY_SIDE,
    STACKED,
    TRIANGLE,
    centred,
)
from models.pictograms.world.scenes import Scene, Thing

CELLS_64 = tuple((x, y) for y in (0, 64, 128, 192) for x in (0, 64, 128, 192))


def alone(rng: np.random.Generator, concept: Concept, background: str) -> Scene:
    """One thing: mostly the default, else another size or place."""
    chance = rng.random()
    if chance < 0.5:
        return Scene(background, (centred(concept.id),))
    if chance < 0.75:
        return Scene(background, (centred(concept.id, pick.choice(rng, tuple(CORNERS))),))
    x, y = pick.choice(rng, tuple(PLACES.values()))
    return Scene(background, (Thing(concept.id, PLACE_SIZE, x, y),))


def _put(kinds: Sequence[str], places: Sequence[tuple[int, int]], size: int) -> tuple[Thing, ...]:
    return tuple(Thing(k, size, x, y) for k, (x, y) in zip(kinds, places, strict=True))


def in_cells(rng: np.random.Generator, kinds: Sequence[str], background: str) -> Scene:
    """Up to 16 things of size 64, each in a random cell of a 4 x 4 grid."""
    cells = rng.choice(len(CELLS_64), size=len(kinds), replace=False)
    return Scene(background, _put(kinds, [CELLS_64[int(i)] for i in cells], 64))


def spread(rng: np.random.Generator, kinds: Sequence[str], background: str) -> Scene:
    """Two to four things without overlap: in a convention's places or in random quadrants."""
    count = len(kinds)
    if rng.random() < 0.5 and count < 4:
        places = {1: ((64, 64),), 2: SIDE_BY_SIDE, 3: TRIANGLE}[count]
        if count == 2 and rng.random() < 0.3:
            places = STACKED
        return Scene(background, _put(kinds, places, 128))
    chosen = sorted(int(i) for i in rng.choice(4, size=count, replace=False))
    return Scene(background, _put(kinds, [QUADRANTS[i] for i in chosen], 128))


def reading_order(scene: Scene) -> tuple[Thing, ...]:
    """Things from the top down and from left to right, as a caption names them."""
    return tuple(sorted(scene.things, key=lambda thing: (thing.y // 64, thing.x)))
