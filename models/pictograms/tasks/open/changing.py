"""Changes in any words of pictures without a grid: what was not asked for stays where it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.pictograms.tasks.edits import DONE
from models.pictograms.world import pick
from models.pictograms.world.anywhere import fits, free_place, loosened, scattered
from models.pictograms.world.arrange import reading_order
from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.example import Example, Split, assistant, user
from models.pictograms.world.layout import PLACES
from models.pictograms.world.notes import APART, noted
from models.pictograms.world.phrases import NUMBERS, caption_background, definite, is_landscape
from models.pictograms.world.scenes import GRID, SIDE, SIZES, Scene, Thing
from models.pictograms.world.split import is_held_out, key_of
from models.pictograms.world.wordings import asked_about, one_way

TASK = "change"
_LADDER = SIZES[:4]
_MOST = 9
# Where a thing comes to stand beside another: the words, and the direction from that other.
_NEXT_TO = {
    "to the left of {the2}": (-1, 0),
    "left of {the2}": (-1, 0),
    "on the left of {the2}": (-1, 0),
    "to the right of {the2}": (1, 0),
    "right of {the2}": (1, 0),
    "on the right of {the2}": (1, 0),
    "above {the2}": (0, -1),
    "over {the2}": (0, -1),
    "on top of {the2}": (0, -1),
    "below {the2}": (0, 1),
    "under {the2}": (0, 1),
    "beneath {the2}": (0, 1),
}


@dataclass(frozen=True)
class _Change:
    """What is asked and the picture after it, on the grid."""

    words: str
    after: Scene


def _concept(thing: Thing) -> Concept:
    return concepts()[thing.concept]


def _single(rng: np.random.Generator, scene: Scene) -> Thing | None:
    """A thing of which there is one; None where there is none."""
    kinds = [thing.concept for thing in scene.things]
    alone = [thing for thing in scene.things if kinds.count(thing.concept) == 1]
    return pick.choice(rng, alone) if alone else None


def _new(rng: np.random.Generator, scene: Scene) -> Concept:
    present = {thing.concept for thing in scene.things}
    while (concept := pick.concept(rng)).id in present:
        pass
    return concept


def _slots(thing: Thing) -> dict[str, str]:
    concept = _concept(thing)
    return {"the": definite(concept), "a": concept.phrase, "thing": concept.name}


def _with(scene: Scene, *more: Thing) -> Scene:
    return replace(scene, things=(*scene.things, *more))


def _without(scene: Scene, *gone: Thing) -> Scene:
    return replace(scene, things=tuple(one for one in scene.things if one not in gone))


def _usual_size(scene: Scene) -> int:
    sizes = sorted(thing.size for thing in scene.things)
    return min(sizes[len(sizes) // 2], 128)


def _add(rng: np.random.Generator, scene: Scene) -> _Change | None:
    concept = _new(rng, scene)
    for size in sorted((one for one in SIZES if one <= _usual_size(scene)), reverse=True):
        corner = free_place(None, scene.things, size)
        if corner is not None:
            words = one_way(rng, "edits", "add").format(b=concept.phrase)
            return _Change(words, _with(scene, Thing(concept.id, size, *corner)))
    return None


def _corner(place: str, size: int) -> tuple[int, int]:
    """Where a thing of this size stands at one of nine places; at 96 as everywhere else."""
    middle = ((SIDE - size) // 2 + GRID - 1) // GRID * GRID
    at = {0: 0, 96: middle, 160: SIDE - size}
    x, y = PLACES[place]
    return at[x], at[y]


def _beside(thing: Thing, size: int, way: tuple[int, int]) -> tuple[int, int]:
    """The corner of a thing of this size that stands right beside another."""
    middle = (thing.size - size) // 2 // GRID * GRID
    dx = {-1: -size, 0: middle, 1: thing.size}[way[0]]
    dy = {-1: -size, 0: middle, 1: thing.size}[way[1]]
    return thing.x + dx, thing.y + dy


def _target(
    rng: np.random.Generator, rest: tuple[Thing, ...], concept: str, size: int
) -> tuple[str, Thing] | None:
    """Words for a free place, at one of nine or beside another thing, and the thing there."""
    anchor = _single(rng, Scene("white", rest)) if rest else None
    if anchor is not None and rng.random() < 0.5:
        words = pick.choice(rng, tuple(_NEXT_TO))
        corner = _beside(anchor, size, _NEXT_TO[words])
        words = words.format(the2=definite(_concept(anchor)))
    else:
        place = pick.choice(rng, tuple(one for one in PLACES if one != "middle"))
        words, corner = one_way(rng, "details", "places", place), _corner(place, size)
        if not words.startswith(("in ", "on ", "at ", "by ", "near ", "along ", "next ", "up ")):
            words = f"at the {place}"
    thing = Thing(concept, size, *corner)
    return (words, thing) if fits(thing, rest) else None


def _add_at(rng: np.random.Generator, scene: Scene) -> _Change | None:
    concept = _new(rng, scene)
    found = _target(rng, scene.things, concept.id, _usual_size(scene))
    if found is None:
        return None
    words = one_way(rng, "edits", "add_at").format(b=concept.phrase, where=found[0])
    return _Change(words, _with(scene, found[1]))


def _move(rng: np.random.Generator, scene: Scene) -> _Change | None:
    thing = _single(rng, scene)
    if thing is None:
        return None
    rest = _without(scene, thing)
    found = _target(rng, rest.things, thing.concept, thing.size)
    if found is None or found[1] == thing:
        return None
    words = one_way(rng, "edits", "move").format(**_slots(thing), where=found[0])
    return _Change(words, _with(rest, found[1]))


def _remove(rng: np.random.Generator, scene: Scene) -> _Change | None:
    thing = _single(rng, scene)
    if thing is None or len(scene.things) < 2:
        return None
    return _Change(one_way(rng, "edits", "remove").format(**_slots(thing)), _without(scene, thing))


def _keep(rng: np.random.Generator, scene: Scene) -> _Change | None:
    thing = _single(rng, scene)
    if thing is None or len(scene.things) < 2:
        return None
    words = one_way(rng, "edits", "keep").format(**_slots(thing))
    return _Change(words, replace(scene, things=(thing,)))


def _replace(rng: np.random.Generator, scene: Scene) -> _Change | None:
    thing, new = _single(rng, scene), _new(rng, scene)
    if thing is None:
        return None
    words = one_way(rng, "edits", "replace").format(**_slots(thing), b=new.phrase)
    things = tuple(replace(t, concept=new.id) if t == thing else t for t in scene.things)
    return _Change(words, replace(scene, things=things))


def _background(rng: np.random.Generator, scene: Scene) -> _Change | None:
    new = pick.choice(rng, tuple(one for one in pick.backgrounds() if one != scene.background))
    if is_landscape(new):
        words = one_way(rng, "edits", "land", new)
    else:
        words = one_way(rng, "edits", "background").format(c=new).replace("a orange", "an orange")
    return _Change(words, replace(scene, background=new))


def _resized(rng: np.random.Generator, scene: Scene, by: int) -> _Change | None:
    thing = _single(rng, scene)
    if thing is None or not 0 <= (at := _LADDER.index(thing.size) + by) < len(_LADDER):
        return None
    size = _LADDER[at]
    x, y = (
        min(max(round((corner + (thing.size - size) / 2) / GRID) * GRID, 0), SIDE - size)
        for corner in (thing.x, thing.y)
    )
    new, rest = Thing(thing.concept, size, x, y), _without(scene, thing)
    if not fits(new, rest.things):
        return None
    way = "bigger" if by > 0 else "smaller"
    return _Change(one_way(rng, "edits", way).format(**_slots(thing)), _with(rest, new))


def _numbered(rng: np.random.Generator, scene: Scene, sign: int) -> _Change | None:
    """More or fewer of a kind of which there are several."""
    kinds = [thing.concept for thing in scene.things]
    many = [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    if not many:
        return None
    kind, by = pick.choice(rng, many), int(rng.choice((1, 2, 3), p=(0.5, 0.35, 0.15)))
    plural = concepts()[kind].plural if by > 1 or sign < 0 else concepts()[kind].name
    way = "more" if sign > 0 else "fewer"
    words = one_way(rng, "edits", way).format(n=NUMBERS[by], plural=plural)
    some = [one for one in reading_order(scene) if one.concept == kind]
    after = scene
    if sign < 0:
        return _Change(words, _without(scene, *some[-by:])) if len(some) > by else None
    for _ in range(by):
        corner = free_place(None, after.things, some[0].size)
        if corner is None or len(after.things) == _MOST:
            return None
        after = _with(after, Thing(kind, some[0].size, *corner))
    return _Change(words, after)


def _swap(rng: np.random.Generator, scene: Scene) -> _Change | None:
    one, other = _single(rng, scene), _single(rng, scene)
    if one is None or other is None or one == other:
        return None
    new = {one: replace(other, concept=one.concept), other: replace(one, concept=other.concept)}
    words = one_way(rng, "edits", "swap")
    words = words.format(the=definite(_concept(one)), the2=definite(_concept(other)))
    return _Change(words, replace(scene, things=tuple(new.get(t, t) for t in scene.things)))


_KINDS: dict[str, tuple[float, Callable[[np.random.Generator, Scene], _Change | None]]] = {
    "add": (0.12, _add),
    "add_at": (0.1, _add_at),
    "remove": (0.13, _remove),
    "keep": (0.05, _keep),
    "replace": (0.13, _replace),
    "background": (0.13, _background),
    "move": (0.12, _move),
    "bigger": (0.06, lambda rng, scene: _resized(rng, scene, 1)),
    "smaller": (0.05, lambda rng, scene: _resized(rng, scene, -1)),
    "count_up": (0.05, lambda rng, scene: _numbered(rng, scene, 1)),
    "count_down": (0.05, lambda rng, scene: _numbered(rng, scene, -1)),
    "swap": (0.05, _swap),
}
KINDS = (*_KINDS, "two_changes")
_TWO = 0.1  # share of two changes at once


def _start(rng: np.random.Generator, kind: str) -> Scene:
    chosen = [one.id for one in pick.different(rng, int(rng.integers(1, 5)))]
    if kind in ("count_up", "count_down") or rng.random() < 0.15:
        chosen = [pick.countable(rng).id] * int(rng.integers(2, 5)) + chosen[:2]
    return scattered(rng, list(dict.fromkeys(chosen)) if kind == "swap" else chosen, _behind(rng))


def _behind(rng: np.random.Generator) -> str:
    return pick.background(rng, 0.5)


def _steps(rng: np.random.Generator) -> tuple[str, Scene, str, Scene]:
    """The kind, the picture before, the words and the picture after."""
    shares = np.array([share for share, _ in _KINDS.values()])
    names, shares = tuple(_KINDS), shares / shares.sum()
    while True:
        kind = names[int(rng.choice(len(names), p=shares))]
        before = _start(rng, kind)
        found = _KINDS[kind][1](rng, before)
        if found is None or found.after == before:
            continue
        if rng.random() >= _TWO or kind in ("keep", "remove"):
            return kind, before, found.words, found.after
        other = pick.choice(rng, ("background", "add_at"))
        then = None if other == kind else _KINDS[other][1](rng, found.after)
        if then is not None:
            words = one_way(rng, "edits", "followed")
            one, two = (text.rstrip(".") for text in (found.words, then.words))
            return "two_changes", before, words.format(one=one, two=two), then.after


def noted_on(scene: Scene) -> str:
    """Everything on a picture with its square and size, and the background."""
    return f"{noted(scene)} {caption_background(scene.background)}".strip()


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One change of a picture as it comes from outside."""
    while True:
        kind, before, words, after = _steps(rng)
        ids = sorted({thing.concept for thing in (*before.things, *after.things)})
        key = key_of(f"edit-{kind}", *ids, before.background, after.background)
        if is_held_out(key) == (split == "heldout"):
            break
    said = f"After: {noted_on(after)}.{APART}{DONE}"
    return Example(
        TASK,
        kind,
        (user(loosened(rng, before), asked_about(rng, words, "changing")), assistant(said, after)),
        {
            "concepts": tuple(ids),
            "composition": key,
            "scenes": (after,),
            "before": before,
            "held": ("composition",) if split == "heldout" else (),
        },
    )
