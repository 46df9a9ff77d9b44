"""Several things asked for in any words: two kinds in numbers, and places said in other ways."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.tasks import several as first
from models.pictograms.tasks.open.asking import behind_in_words
from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Meta, Split
from models.pictograms.world.layout import counted, grouped, stacked, together
from models.pictograms.world.phrases import several
from models.pictograms.world.requests import drawing
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, key_of
from models.pictograms.world.wordings import asked_anyhow, one_way

TASK = "group"
KINDS = ("two", "beside", "stacked", "three", "count", "two_kinds")
_SHARES = (0.12, 0.2, 0.2, 0.1, 0.13, 0.25)
_MOST = 9  # things in a picture


@dataclass(frozen=True)
class _Group:
    kind: str
    concepts: tuple[Concept, ...]
    background: str
    detail: str = ""  # a side, or a number of each kind
    numbers: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        if self.kind == "two_kinds":
            ids = sorted(concept.id for concept in self.concepts)
            return key_of("several-two-kinds", *ids, self.background)
        return first.composition(self.kind, self.concepts, self.background, self.detail)


def _drawn(rng: np.random.Generator, kind: str) -> _Group:
    background = pick.background(rng, 0.65)
    if kind == "count":
        count = int(rng.integers(2, _MOST + 1))
        return _Group(kind, (pick.countable(rng),), background, str(count), (count,))
    if kind == "two_kinds":
        while True:
            one, other = pick.countable(rng), pick.countable(rng)
            numbers = tuple(int(n) for n in rng.integers(1, 7, size=2))
            if one != other and 3 <= sum(numbers) <= _MOST:
                return _Group(kind, (one, other), background, "", numbers)
    if kind in ("beside", "stacked"):
        sides = ("left", "right") if kind == "beside" else ("above", "below")
        return _Group(kind, pick.different(rng, 2), background, pick.choice(rng, sides))
    return _Group(kind, pick.different(rng, 3 if kind == "three" else 2), background)


def _said(rng: np.random.Generator, group: _Group) -> tuple[str, Scene]:
    """The things in words, and their picture."""
    names = [concept.phrase for concept in group.concepts]
    ids = tuple(concept.id for concept in group.concepts)
    behind = group.background
    if group.kind in ("count", "two_kinds"):
        digits = bool(rng.random() < 0.3)
        many = [several(c, n, digits) for c, n in zip(group.concepts, group.numbers, strict=True)]
        if group.kind == "count":
            words = one_way(rng, "details", "numbers")
            return words.format(a=many[0]), counted(ids[0], group.numbers[0], behind)
        kinds = (ids[0],) * group.numbers[0] + (ids[1],) * group.numbers[1]
        words = one_way(rng, "details", "two_kinds")
        return words.format(a=many[0], b=many[1]), grouped(kinds, behind)
    if group.kind == "three":
        words = one_way(rng, "details", "three")
        return words.format(a=names[0], b=names[1], c=names[2]), together(ids, behind)
    if group.kind == "two":
        words = one_way(rng, "details", "joined")
        return words.format(a=names[0], b=names[1]), together(ids, behind)
    # The first of the words is the one on the left or above.
    turned = group.detail in ("right", "below")
    one, other = (1, 0) if turned else (0, 1)
    words = one_way(rng, "details", "beside", "left" if group.kind == "beside" else "above")
    lay = together((ids[one], ids[other]), behind)
    if group.kind == "stacked":
        lay = stacked(ids[one], ids[other], behind)
    return words.format(a=names[one], b=names[other]), lay


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request for several things."""
    kind = KINDS[int(rng.choice(len(KINDS), p=_SHARES))]
    group = draw_until(rng, split, lambda source: _drawn(source, kind), lambda one: one.key)
    what, scene = _said(rng, group)
    if group.background != "white":
        what = f"{what}, {behind_in_words(rng, group.background)}"
    meta: Meta = {
        "concepts": tuple(concept.id for concept in group.concepts),
        "composition": group.key,
        "held": ("composition",) if split == "heldout" else (),
    }
    return drawing(TASK, kind, split, asked_anyhow(rng, what), scene, meta)
