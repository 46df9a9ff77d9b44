"""Changing a picture as asked, and nothing else: the steps, with their words and targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.layout import (
    LADDER,
    PLACE_SIZE,
    PLACES,
    added,
    centred,
    counted,
    placed,
    single,
    together,
)
from models.pictograms.world.phrases import NUMBERS, Phrasings, definite
from models.pictograms.world.scenes import Scene

_ADD = Phrasings(
    (
        "Add {}.",
        "Put {} in too.",
        "Add {} to the picture.",
        "Include {} too.",
        "Also draw {}.",
        "Draw {} into it.",
        "I also want {} in it.",
    ),
    ("Now with {} as well.",),
)
_REMOVE = Phrasings(
    (
        "Remove {}.",
        "Take away {}.",
        "Delete {}.",
        "Erase {}.",
        "Leave {} out.",
        "Drop {}.",
        "Cut {} out.",
        "Make {} disappear.",
    ),
    ("Get rid of {}.", "Without {}."),
)
_REPLACE = Phrasings(
    (
        "Replace {a} with {b}.",
        "Change {a} into {b}.",
        "Turn {a} into {b}.",
        "Use {b} instead of {a}.",
        "Let {b} take the place of {a}.",
        "I want {b} in place of {a}.",
        "Instead of {a} draw {b}.",
        "Make {b} out of {a}.",
        "Take {a} out and put {b} in.",
    ),
    ("Put {b} where {a} is.", "Swap {a} for {b}."),
)
_PLAIN = Phrasings(
    (
        "Make the background {}.",
        "Change the background to {}.",
        "Give it a {} background.",
        "I want a {} background.",
        "Set the background to {}.",
        "Colour the background {}.",
        "The background should be {}.",
        "Put it on {}.",
        "Fill the background with {}.",
    ),
    ("Paint everything behind it {}.", "Use {} as the background."),
)
_LAND = {
    "day": Phrasings(
        ("Make it day.", "Now by day.", "Change it to day.", "Let it be day.", "By day, please."),
        ("Let the sun rise.",),
    ),
    "night": Phrasings(
        (
            "Make it night.",
            "Now at night.",
            "And now at night.",
            "Change it to night.",
            "Let it be night.",
            "At night, please.",
        ),
        ("Let it become dark.", "The same after dark."),
    ),
    "sea": Phrasings(
        (
            "Put it at sea.",
            "Now at sea.",
            "Move it to the sea.",
            "Let it be at sea.",
            "Show it on the sea.",
        ),
        ("On the ocean.",),
    ),
    "meadow": Phrasings(
        (
            "Put it in a meadow.",
            "Now in a meadow.",
            "Move it to a meadow.",
            "Let it be in a meadow.",
            "Show it in a meadow.",
        ),
        ("On green grass.",),
    ),
    "snow": Phrasings(
        ("Put it in the snow.", "Now in the snow.", "Move it to the snow.", "Show it in the snow."),
        ("Let it stand on snow.",),
    ),
}
_MOVE = Phrasings(
    (
        "Move {} to the {}.",
        "Put {} at the {}.",
        "Shift {} to the {}.",
        "Bring {} to the {}.",
        "Set {} at the {}.",
        "Draw {} at the {} now.",
    ),
    ("Place {} in the {} instead.",),
)
_BIGGER = Phrasings(
    (
        "Make {} bigger.",
        "Enlarge {}.",
        "Make {} larger.",
        "Scale {} up.",
        "I want {} bigger.",
        "Draw {} larger.",
    ),
    ("Let {} be one size bigger.",),
)
_SMALLER = Phrasings(
    ("Make {} smaller.", "Shrink {}.", "Scale {} down.", "I want {} smaller.", "Draw {} smaller."),
    ("Let {} be one size smaller.",),
)
_UP = Phrasings(
    (
        "Add {n} more.",
        "Put {n} more in.",
        "Draw {n} more.",
        "Draw another {n}.",
        "Put another {n} in.",
        "Increase them by {n}.",
    ),
    ("I want {n} more of them.",),
)
_DOWN = Phrasings(
    (
        "Take {n} away.",
        "Remove {n}.",
        "Erase {n}.",
        "Drop {n}.",
        "Leave {n} out.",
        "Reduce them by {n}.",
        "Delete {n}.",
    ),
    ("I want {n} fewer.",),
)
_SWAP = Phrasings(
    (
        "Swap {a} and {b}.",
        "Swap the places of {a} and {b}.",
        "Let {a} and {b} change places.",
        "Switch {a} and {b}.",
        "Let {a} and {b} trade places.",
    ),
    ("Exchange {a} with {b}.",),
)


@dataclass(frozen=True)
class Step:
    """One asked change: the words, and the pictures before and after."""

    kind: str
    words: str
    before: Scene
    after: Scene

    @property
    def key_parts(self) -> tuple[str, ...]:
        """What the composition is made of: the things and backgrounds on both sides."""
        kinds = sorted({t.concept for t in (*self.before.things, *self.after.things)})
        return (*kinds, self.before.background, self.after.background)


def _name(concept: str) -> str:
    return definite(concepts()[concept])


def start(rng: np.random.Generator, kind: str) -> Scene:
    """A picture that the kind of step can begin from."""
    behind = pick.background(rng, 0.5)
    if kind in ("count_up", "count_down"):
        return counted(pick.countable(rng).id, int(rng.integers(2, 7)), behind)
    if kind == "move":
        return placed(pick.concept(rng).id, pick.choice(rng, tuple(PLACES)), behind)
    if kind in ("bigger", "smaller"):
        return single(pick.concept(rng).id, behind, pick.choice(rng, LADDER))
    if kind == "swap":
        return together(tuple(c.id for c in pick.different(rng, 2)), behind)
    if kind == "night":
        behind = pick.choice(rng, ("day", "night"))
    low = 2 if kind == "remove" else 1
    shares = {1: (0.6, 0.3, 0.1), 2: (0.65, 0.35)}[low]
    count = low + int(rng.choice(len(shares), p=shares))
    return together(tuple(c.id for c in pick.different(rng, count)), behind)


def _other(rng: np.random.Generator, scene: Scene) -> Concept:
    present = {thing.concept for thing in scene.things}
    while True:
        concept = pick.concept(rng)
        if concept.id not in present:
            return concept


def _add(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    if len(before.things) >= 4:
        return None
    concept = _other(rng, before)
    words = _ADD.choose(rng, unseen).format(concept.phrase)
    return Step("add", words, before, added(before, concept.id))


def _remove(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    gone = pick.choice(rng, before.things)
    rest = tuple(thing for thing in before.things if thing.concept != gone.concept)
    words = _REMOVE.choose(rng, unseen).format(_name(gone.concept))
    return Step("remove", words, before, Scene(before.background, rest)) if rest else None


def _replace(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    old = pick.choice(rng, before.things)
    if sum(thing.concept == old.concept for thing in before.things) > 1:
        return None
    new = _other(rng, before)
    things = tuple(replace(t, concept=new.id) if t is old else t for t in before.things)
    words = _REPLACE.choose(rng, unseen).format(a=_name(old.concept), b=new.phrase)
    return Step("replace", words, before, Scene(before.background, things))


def _background(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    new = pick.choice(rng, pick.backgrounds())
    if new == before.background:
        return None
    if new in _LAND:
        words = _LAND[new].choose(rng, unseen)
    else:
        words = _PLAIN.choose(rng, unseen).format(new).replace("a orange", "an orange")
    return Step("background", words, before, replace(before, background=new))


def _night(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    if before.background not in ("day", "night"):
        return None
    new = "day" if before.background == "night" else "night"
    return Step("night", _LAND[new].choose(rng, unseen), before, replace(before, background=new))


def _move(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    thing = before.things[0]
    place = pick.choice(rng, tuple(PLACES))
    if len(before.things) != 1 or thing.size != PLACE_SIZE or PLACES[place] == (thing.x, thing.y):
        return None
    words = _MOVE.choose(rng, unseen).format(_name(thing.concept), place)
    return Step("move", words, before, placed(thing.concept, place, before.background))


def _resize(rng: np.random.Generator, before: Scene, unseen: bool, by: int) -> Step | None:
    thing = before.things[0]
    if len(before.things) != 1 or thing.size not in LADDER:
        return None
    at = LADDER.index(thing.size) + by
    if not 0 <= at < len(LADDER):
        return None
    kind, phrasings = ("bigger", _BIGGER) if by > 0 else ("smaller", _SMALLER)
    words = phrasings.choose(rng, unseen).format(_name(thing.concept))
    after = Scene(before.background, (centred(thing.concept, LADDER[at]),))
    return Step(kind, words, before, after)


def _count(rng: np.random.Generator, before: Scene, unseen: bool, sign: int) -> Step | None:
    kinds = {thing.concept for thing in before.things}
    by = int(rng.choice((1, 2, 3), p=(0.6, 0.3, 0.1)))
    total = len(before.things) + sign * by
    if len(kinds) != 1 or not 1 <= total <= 9:
        return None
    concept = before.things[0].concept
    kind, phrasings = ("count_up", _UP) if sign > 0 else ("count_down", _DOWN)
    words = phrasings.choose(rng, unseen).format(n=NUMBERS[by])
    return Step(kind, words, before, counted(concept, total, before.background))


def _swap(rng: np.random.Generator, before: Scene, unseen: bool) -> Step | None:
    kinds = [thing.concept for thing in before.things]
    if len(set(kinds)) != 2 or len(kinds) != 2:
        return None
    one, two = before.things
    things = (replace(one, concept=two.concept), replace(two, concept=one.concept))
    named = [_name(kind) for kind in kinds]
    if rng.random() < 0.5:
        named.reverse()
    words = _SWAP.choose(rng, unseen).format(a=named[0], b=named[1])
    return Step("swap", words, before, Scene(before.background, things))


STEPS: dict[str, Callable[[np.random.Generator, Scene, bool], Step | None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "background": _background,
    "night": _night,
    "move": _move,
    "bigger": lambda rng, before, unseen: _resize(rng, before, unseen, 1),
    "smaller": lambda rng, before, unseen: _resize(rng, before, unseen, -1),
    "count_up": lambda rng, before, unseen: _count(rng, before, unseen, 1),
    "count_down": lambda rng, before, unseen: _count(rng, before, unseen, -1),
    "swap": _swap,
}
SHARES = {
    "add": 0.16,
    "remove": 0.12,
    "replace": 0.14,
    "background": 0.16,
    "night": 0.06,
    "move": 0.1,
    "bigger": 0.05,
    "smaller": 0.05,
    "count_up": 0.06,
    "count_down": 0.05,
    "swap": 0.05,
}


def step(rng: np.random.Generator, kind: str, before: Scene, unseen: bool) -> Step | None:
    """A step of this kind from a given picture, or None where the picture does not allow it."""
    return STEPS[kind](rng, before, unseen)
