"""Exact places in words: noting what stands where on a picture, and drawing what was noted.

Not graded by itself: it teaches the notes that answers about frames and pictures begin with.
"""

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.arrange import alone, in_cells, spread
from models.pictograms.world.example import Example, Meta, Split
from models.pictograms.world.layout import LADDER, centred, overlap
from models.pictograms.world.notes import noted
from models.pictograms.world.phrases import (
    Phrasings,
    on_background,
    plain_answer,
    polish,
    unseen_phrasing,
)
from models.pictograms.world.requests import BARE, answering, asked, drawing
from models.pictograms.world.scenes import GRID, SIDE, Scene, Thing
from models.pictograms.world.split import draw_until, key_of

TASK = "note"
KINDS = ("read", "draw")

_NOTE = Phrasings(
    (
        "Note everything with its place.",
        "What is where? Give square and size.",
        "List all things with square and size.",
        "Write down what stands where.",
    ),
    ("Give me the exact places.",),
)


def _anywhere(rng: np.random.Generator, concept: str, background: str) -> Scene:
    """One small thing on any square that it fits on."""
    x, y = (int(n) * GRID for n in rng.integers((SIDE - LADDER[0]) // GRID + 1, size=2))
    return Scene(background, (Thing(concept, LADDER[0], x, y),))


def _scattered(rng: np.random.Generator, background: str) -> Scene:
    """Up to eight things on any squares where none covers another."""
    things: list[Thing] = []
    for concept in pick.different(rng, int(rng.integers(3, 9))):
        size = int(rng.choice((64, 64, 64, 96, 128)))
        for _ in range(8):
            x, y = (int(n) * GRID for n in rng.integers((SIDE - size) // GRID + 1, size=2))
            new = Thing(concept.id, size, x, y)
            if not any(overlap(new, thing) for thing in things):
                things.append(new)
                break
    return Scene(background, tuple(things))


def _scene(rng: np.random.Generator) -> Scene:
    background = pick.background(rng, 0.4)
    chance = rng.random()
    if chance < 0.5:
        return _anywhere(rng, pick.concept(rng).id, background)
    if chance < 0.55:
        return Scene(background, (centred(pick.concept(rng).id, pick.choice(rng, LADDER)),))
    if chance < 0.6:
        return alone(rng, pick.concept(rng), background)
    if chance < 0.8:
        return _scattered(rng, background)
    kinds = [concept.id for concept in pick.different(rng, int(rng.integers(2, 5)))]
    if chance < 0.9:
        return spread(rng, kinds, background)
    more = [pick.choice(rng, kinds) for _ in range(int(rng.integers(0, 3)))]
    return in_cells(rng, [*kinds, *more], background)


def _key(scene: Scene) -> str:
    return key_of("note", *sorted(thing.concept for thing in scene.things), scene.background)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """A picture to be noted, or a note to be drawn."""
    scene = draw_until(rng, split, _scene, _key)
    unseen = unseen_phrasing(rng, split)
    held = ("composition", "phrasing") if unseen else ("composition",)
    meta: Meta = {
        "concepts": tuple(dict.fromkeys(thing.concept for thing in scene.things)),
        "composition": _key(scene),
        "held": held if split == "heldout" else (),
    }
    if len(scene.things) > 4 or rng.random() < 0.6:
        meta["answers"] = (plain_answer(noted(scene)),)
        shown = (scene, polish(rng, _NOTE.choose(rng, unseen)))
        return answering(TASK, "read", shown, f"{noted(scene)}.", meta)
    behind = "" if scene.background == "white" else on_background(rng, scene.background, unseen)
    what = f"{noted(scene)} {behind}".rstrip()
    return drawing(TASK, "draw", split, asked(rng, what, unseen), scene, meta, lead=BARE)
