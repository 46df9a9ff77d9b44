"""Drawing two to four different things, counts of one kind, and one thing beside another."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Split
from models.pictograms.world.layout import counted, stacked, together
from models.pictograms.world.phrases import (
    Phrasings,
    indefinite,
    listed,
    on_background,
    several,
    unseen_phrasing,
)
from models.pictograms.world.requests import asked, drawing
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, key_of

TASK = "several"
KINDS = ("two", "beside", "stacked", "three", "count")

_BESIDE = {
    "left": Phrasings(
        ("{a} to the left of {b}", "{a} on the left and {b} on the right", "{a} left of {b}"),
        ("on the left {a}, on the right {b}",),
    ),
    "right": Phrasings(
        ("{a} to the right of {b}", "{a} on the right and {b} on the left", "{a} right of {b}"),
        ("on the right {a}, on the left {b}",),
    ),
}
_STACKED = {
    "above": Phrasings(
        ("{a} above {b}", "{a} over {b}", "{a} on top of {b}"), ("{a} higher up than {b}",)
    ),
    "below": Phrasings(
        ("{a} below {b}", "{a} under {b}", "{a} beneath {b}"), ("{a} lower down than {b}",)
    ),
}
_JOINED = Phrasings(
    ("{a} and {b}", "{a} and {b}", "{a} next to {b}", "{a} with {b}"),
    ("{a} together with {b}", "both {a} and {b}", "{a} beside {b}"),
)
_COUNT_SHARES = (0.28, 0.2, 0.16, 0.16, 0.05, 0.05, 0.05, 0.05)  # two to nine


@dataclass(frozen=True)
class _Draw:
    concepts: tuple[Concept, ...]
    background: str
    detail: str = ""


def composition(kind: str, concepts: tuple[Concept, ...], background: str, detail: str) -> str:
    """Key of several things; where order is not said, it does not count."""
    ids = [concept.id for concept in concepts]
    if kind in ("two", "three"):
        ids.sort()
    return key_of(f"several-{kind}", *ids, background, detail)


def _key(kind: str, drawn: _Draw) -> str:
    return composition(kind, drawn.concepts, drawn.background, drawn.detail)


def _draw(rng: np.random.Generator, kind: str) -> _Draw:
    background = pick.background(rng, 0.6)
    if kind == "count":
        count = 2 + int(rng.choice(len(_COUNT_SHARES), p=_COUNT_SHARES))
        return _Draw((pick.countable(rng),), background, str(count))
    if kind == "beside":
        return _Draw(pick.different(rng, 2), background, pick.choice(rng, tuple(_BESIDE)))
    if kind == "stacked":
        return _Draw(pick.different(rng, 2), background, pick.choice(rng, tuple(_STACKED)))
    return _Draw(pick.different(rng, 3 if kind == "three" else 2), background)


def _said(rng: np.random.Generator, kind: str, drawn: _Draw, unseen: bool) -> tuple[str, Scene]:
    names = [indefinite(concept) for concept in drawn.concepts]
    ids = tuple(concept.id for concept in drawn.concepts)
    if kind == "count":
        count = int(drawn.detail)
        scene = counted(ids[0], count, drawn.background)
        return several(drawn.concepts[0], count, bool(rng.random() < 0.25)), scene
    if kind in ("two", "three"):
        scene = together(ids, drawn.background)
        if kind == "three":
            return listed(names), scene
        return _JOINED.choose(rng, unseen).format(a=names[0], b=names[1]), scene
    words = (_BESIDE if kind == "beside" else _STACKED)[drawn.detail]
    text = words.choose(rng, unseen).format(a=names[0], b=names[1])
    first, second = ids if drawn.detail in ("left", "above") else ids[::-1]
    if kind == "beside":
        return text, together((first, second), drawn.background)
    return text, stacked(first, second, drawn.background)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request for several things; the order named is the order from left to right."""
    shares = (0.3, 0.14, 0.14, 0.16, 0.26)
    kind = KINDS[int(rng.choice(len(KINDS), p=shares))]
    drawn = draw_until(rng, split, lambda r: _draw(r, kind), lambda one: _key(kind, one))
    unseen = unseen_phrasing(rng, split, 0.3)
    what, scene = _said(rng, kind, drawn, unseen)
    if drawn.background != "white":
        what = f"{what}{',' if kind == 'beside' else ''} {on_background(rng, drawn.background)}"
    held = ("composition", "phrasing") if unseen else ("composition",)
    return drawing(
        TASK,
        kind,
        split,
        asked(rng, what, unseen),
        scene,
        {
            "concepts": tuple(concept.id for concept in drawn.concepts),
            "composition": _key(kind, drawn),
            "held": held if split == "heldout" else (),
        },
    )
