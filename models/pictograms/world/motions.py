"""Motions with a rule: a row of pictures of which each follows from the ones before."""

from dataclasses import dataclass, replace

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import concepts
from models.pictograms.world.layout import LADDER, centred
from models.pictograms.world.phrases import capital, definite
from models.pictograms.world.scenes import Scene, Thing

DIRECTIONS = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}
HOURS = tuple(
    f"{name}-oclock"
    for name in (
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    )
)
MOONS = (
    "new-moon",
    "waxing-crescent-moon",
    "first-quarter-moon",
    "waxing-gibbous-moon",
    "full-moon",
    "waning-gibbous-moon",
    "last-quarter-moon",
    "waning-crescent-moon",
)
LIFE = ("egg", "hatching-chick", "baby-chick", "chicken")
_GRID = tuple((x, y) for y in (0, 96, 192) for x in (0, 96, 192))
_LANES = (0, 32, 64, 96, 128, 160, 192)
MOTIONS = (
    "straight",
    "bounce",
    "fall",
    "grow",
    "shrink",
    "appear",
    "vanish",
    "clock",
    "moon",
    "life",
)
_SHARES = (0.26, 0.12, 0.1, 0.09, 0.09, 0.11, 0.07, 0.08, 0.06, 0.02)
LENGTH = 4


@dataclass(frozen=True)
class Motion:
    """Frames in order, the sentence that says what happens, and what its composition is."""

    name: str
    frames: tuple[Scene, ...]
    words: str
    answer: str
    concepts: tuple[str, ...]
    detail: str = ""

    @property
    def key_parts(self) -> tuple[str, ...]:
        """Motion, its things and background, and direction or start where it has them."""
        background = self.frames[0].background
        return (self.name, *sorted(self.concepts), background, self.detail)


def _along(concept: str, background: str, places: list[tuple[int, int]]) -> tuple[Scene, ...]:
    return tuple(Scene(background, (Thing(concept, 64, x, y),)) for x, y in places)


def _straight(rng: np.random.Generator, concept: str, background: str) -> Motion:
    name = pick.choice(rng, tuple(DIRECTIONS))
    dx, dy = DIRECTIONS[name]
    step = pick.choice(rng, (32, 64))
    room = 192 - step * (LENGTH - 1)
    start = int(rng.integers(room // 32 + 1)) * 32
    if dx + dy < 0:
        start = 192 - start
    lane = pick.choice(rng, _LANES)
    at = [start + step * i * (dx + dy) for i in range(LENGTH)]
    places = [(a, lane) if dx else (lane, a) for a in at]
    return Motion(
        "straight",
        _along(concept, background, places),
        f"{definite(concepts()[concept])} moves {_to(name)}.",
        name,
        (concept,),
        name,
    )


def _to(direction: str) -> str:
    return direction if direction in ("up", "down") else f"to the {direction}"


def _bounce(rng: np.random.Generator, concept: str, background: str) -> Motion:
    cycle = (0, 64, 128, 192, 128, 64)
    # Three shown frames must not look like a straight motion that goes on inside the picture.
    phase = pick.choice(rng, (1, 2, 4, 5))
    at = [cycle[(phase + i) % 6] for i in range(LENGTH)]
    lane = pick.choice(rng, _LANES)
    sideways = bool(rng.random() < 0.5)
    places = [(a, lane) if sideways else (lane, a) for a in at]
    name = definite(concepts()[concept])
    frames = _along(concept, background, places)
    return Motion("bounce", frames, f"{name} bounces.", "bounces", (concept,))


def _fall(rng: np.random.Generator, concept: str, background: str) -> Motion:
    lane = pick.choice(rng, _LANES)
    places = [(lane, y) for y in (0, 32, 96, 192)]
    name = definite(concepts()[concept])
    frames = _along(concept, background, places)
    return Motion("fall", frames, f"{name} falls faster and faster.", "falls", (concept,))


def _resize(concept: str, background: str, grows: bool) -> Motion:
    sizes = LADDER if grows else LADDER[::-1]
    frames = tuple(Scene(background, (centred(concept, size),)) for size in sizes)
    name, verb = ("grow", "grows") if grows else ("shrink", "shrinks")
    words = f"{definite(concepts()[concept])} {verb}."
    return Motion(name, frames, words, verb, (concept,))


def _appear(rng: np.random.Generator, background: str, more: bool) -> Motion:
    concept = pick.countable(rng)
    first = int(rng.integers(1, 10 - LENGTH + 1))
    counts = list(range(first, first + LENGTH))
    if not more:
        counts.reverse()
    frames = tuple(
        Scene(background, tuple(Thing(concept.id, 64, x, y) for x, y in _GRID[:count]))
        for count in counts
    )
    verb = "appear" if more else "vanish"
    words = f"{concept.plural} {verb} one by one."
    return Motion(verb, frames, words, verb, (concept.id,))


def _cycle(rng: np.random.Generator, name: str, background: str) -> Motion:
    if name == "clock":
        start, step = int(rng.integers(12)), pick.choice(rng, (1, 1, 2, 3))
        kinds = tuple(HOURS[(start + step * i) % 12] for i in range(LENGTH))
        words, detail = "time goes forward.", f"{start}+{step}"
    elif name == "moon":
        start = int(rng.integers(8))
        kinds = tuple(MOONS[(start + i) % 8] for i in range(LENGTH))
        words, detail = "the phases of the moon go on.", str(start)
    else:
        kinds, words, detail = LIFE, "a chick grows up.", ""
    frames = tuple(Scene(background, (centred(kind),)) for kind in kinds)
    return Motion(name, frames, words, "", kinds, detail)


def motion(rng: np.random.Generator, names: tuple[str, ...] = MOTIONS) -> Motion:
    """One motion of four frames, drawn among the named kinds."""
    shares = np.array([_SHARES[MOTIONS.index(name)] for name in names])
    name = names[int(rng.choice(len(names), p=shares / shares.sum()))]
    background = pick.background(rng, 0.5)
    made: Motion
    if name in ("clock", "moon", "life"):
        made = _cycle(rng, name, background)
    elif name in ("appear", "vanish"):
        made = _appear(rng, background, name == "appear")
    else:
        concept = pick.concept(rng).id
        if name == "straight":
            made = _straight(rng, concept, background)
        elif name == "bounce":
            made = _bounce(rng, concept, background)
        elif name == "fall":
            made = _fall(rng, concept, background)
        else:
            made = _resize(concept, background, name == "grow")
    return replace(made, words=capital(made.words))
