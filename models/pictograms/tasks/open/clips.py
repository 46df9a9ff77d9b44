"""Clips of three to six frames without a grid: the next and previous frame, and the order."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.tasks.frames import (
    NEXT_ANSWER,
    ORDER_IS,
    PREVIOUS_ANSWER,
    SHUFFLED_ANSWER,
)
from models.pictograms.world import pick
from models.pictograms.world.anywhere import loosened_together
from models.pictograms.world.concepts import concepts
from models.pictograms.world.example import Example, Meta, Part, Split, assistant, user
from models.pictograms.world.motions import HOURS, MOONS
from models.pictograms.world.notes import APART, frame_notes
from models.pictograms.world.phrases import capital, definite
from models.pictograms.world.scenes import GRID, SIDE, SIZES, Scene, Thing
from models.pictograms.world.split import is_held_out, key_of
from models.pictograms.world.wordings import asked_about, one_way

TASK = "clip"
KINDS = ("next", "previous", "order")
_SHARES = (0.4, 0.25, 0.35)
_LONGEST = 6  # frames
_REDRAWN = 3  # frames that are drawn again in their order; more would make an answer too long
_WAYS = {
    "right": (1, 0),
    "left": (-1, 0),
    "down": (0, 1),
    "up": (0, -1),
    "down and to the right": (1, 1),
    "down and to the left": (-1, 1),
    "up and to the right": (1, -1),
    "up and to the left": (-1, -1),
}
_ROW = tuple((x, y) for y in (0, 96, 192) for x in (0, 96, 192))


@dataclass(frozen=True)
class _Clip:
    """Frames on the grid, what happens, the kind of hint that tells their direction, its things."""

    name: str
    frames: tuple[Scene, ...]
    words: str
    hint: str
    concept: str


def _straight(rng: np.random.Generator, length: int, behind: str) -> _Clip | None:
    way = pick.choice(rng, tuple(_WAYS)[: 8 if rng.random() < 0.3 else 4])
    dx, dy = _WAYS[way]
    size = pick.choice(rng, (64, 64, 64, 96))
    step = GRID * int(rng.integers(1, 3))
    room, travel = SIDE - size, step * (length - 1)
    if travel > room:
        return None
    start = []
    for d in (dx, dy):
        free = room - travel if d else room
        first = int(rng.integers(free // GRID + 1)) * GRID
        start.append(first + travel if d < 0 else first)
    concept = pick.concept(rng)
    things = [
        Thing(concept.id, size, start[0] + i * step * dx, start[1] + i * step * dy)
        for i in range(length)
    ]
    to = way if " " in way or way in ("up", "down") else f"to the {way}"
    frames = tuple(Scene(behind, (thing,)) for thing in things)
    words = f"{capital(definite(concept))} moves {to}."
    return _Clip("straight", frames, words, "" if " " in way else way, concept.id)


def _sized(rng: np.random.Generator, length: int, behind: str) -> _Clip | None:
    grows = bool(rng.random() < 0.5)
    if length > len(SIZES):
        return None
    first = int(rng.integers(len(SIZES) - length + 1))
    sizes = SIZES[first : first + length]
    largest = sizes[-1]
    cx, cy = (
        int(rng.integers((SIDE - largest) // GRID + 1)) * GRID + largest // 2 for _ in range(2)
    )
    concept = pick.concept(rng)
    frames = []
    for size in sizes if grows else sizes[::-1]:
        x, y = (min(max((c - size // 2) // GRID * GRID, 0), SIDE - size) for c in (cx, cy))
        frames.append(Scene(behind, (Thing(concept.id, size, x, y),)))
    name, verb = ("grow", "grows") if grows else ("shrink", "shrinks")
    words = f"{capital(definite(concept))} {verb}."
    return _Clip(name, tuple(frames), words, name, concept.id)


def _numbered(rng: np.random.Generator, length: int, behind: str) -> _Clip:
    concept, more = pick.countable(rng), bool(rng.random() < 0.6)
    first = int(rng.integers(1, 10 - length + 1))
    counts = list(range(first, first + length))
    if not more:
        counts.reverse()
    frames = tuple(
        Scene(behind, tuple(Thing(concept.id, 64, x, y) for x, y in _ROW[:count]))
        for count in counts
    )
    name = "appear" if more else "vanish"
    words = f"{capital(concept.plural)} {name} one by one."
    return _Clip(name, frames, words, name, concept.id)


def _cycle(rng: np.random.Generator, length: int, behind: str) -> _Clip:
    clock = bool(rng.random() < 0.6)
    ring = HOURS if clock else MOONS
    words = "Time goes forward." if clock else "The phases of the moon go on."
    start, step = int(rng.integers(len(ring))), int(rng.integers(1, 3)) if clock else 1
    size = pick.choice(rng, (128, 192))
    kinds = [ring[(start + i * step) % len(ring)] for i in range(length)]
    x, y = (int(n) * GRID for n in rng.integers((SIDE - size) // GRID + 1, size=2))
    frames = tuple(Scene(behind, (Thing(kind, size, x, y),)) for kind in kinds)
    return _Clip("clock" if clock else "moon", frames, words, "clock", kinds[0])


def _clip(rng: np.random.Generator, length: int) -> _Clip:
    make = (_straight, _sized, _numbered, _cycle)
    while True:
        number = int(rng.choice(4, p=(0.5, 0.2, 0.18, 0.12)))
        found = make[number](rng, length, pick.background(rng, 0.5))
        if found is not None:
            return found


def hint_of(rng: np.random.Generator, hint: str, concept: str) -> str:
    """A sentence that says in which direction the frames go."""
    known = concepts()[concept]
    named = {"The": capital(definite(known)), "plural": known.plural}
    return one_way(rng, "frames", "hints", hint).format(**named, Plural=capital(known.plural))


def _order(rng: np.random.Generator, clip: _Clip, shown: tuple[Scene, ...]) -> Example:
    """Shuffled frames; few of them are drawn again in their order."""
    count = len(clip.frames)
    while True:
        mixed = [int(i) for i in rng.permutation(count)]
        if mixed != sorted(mixed):
            break
    order = tuple(mixed.index(i) + 1 for i in range(count))
    words = one_way(rng, "frames", "order")
    hint = hint_of(rng, clip.hint, clip.concept)
    if rng.random() < 0.7:
        words = f"{hint} {words}"
    else:
        words = f"{words} {hint}" if words.endswith((".", "?")) else f"{words}: {hint}"
    said = f"{frame_notes([clip.frames[i] for i in mixed])}{ORDER_IS} {', '.join(map(str, order))}."
    parts: tuple[Part, ...] = (said,)
    scenes: tuple[Scene, ...] = ()
    if count <= _REDRAWN:
        parts, scenes = (f"{said}{APART}{SHUFFLED_ANSWER}", *clip.frames), clip.frames
    asked = user(*(shown[i] for i in mixed), asked_about(rng, words, "clips"))
    meta: Meta = {"order": order, "scenes": scenes}
    return Example(TASK, "order", (asked, assistant(*parts)), meta)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """Frames of a motion as a camera would see them, and what is asked of them."""
    kind = KINDS[int(rng.choice(len(KINDS), p=_SHARES))]
    length = int(rng.integers(3, _LONGEST + 1))
    while True:
        clip = _clip(rng, length if kind == "order" else min(length + 1, _LONGEST))
        background = clip.frames[0].background
        key = key_of(f"clip-{kind}", clip.name, clip.concept, background)
        if is_held_out(key) == (split == "heldout") and (clip.hint or kind != "order"):
            break
    shown = loosened_together(rng, clip.frames)
    if kind == "order":
        example = _order(rng, clip, shown)
    else:
        ahead = kind == "next"
        given = clip.frames[:-1] if ahead else clip.frames[1:]
        wanted = clip.frames[-1:] if ahead else clip.frames[:1]
        first, number = (1, len(clip.frames)) if ahead else (2, 1)
        said = f"{frame_notes(given, first)}{clip.words}{APART}{frame_notes(wanted, number)}"
        said += NEXT_ANSWER if ahead else PREVIOUS_ANSWER
        seen = shown[:-1] if ahead else shown[1:]
        asked = user(*seen, asked_about(rng, one_way(rng, "frames", kind), "clips"))
        example = Example(TASK, kind, (asked, assistant(said, *wanted)), {"scenes": wanted})
        example.meta["before"] = given[-1] if ahead else given[0]
    found = (thing.concept for frame in clip.frames for thing in frame.things)
    example.meta["concepts"] = tuple(dict.fromkeys(found))
    example.meta["composition"] = key
    example.meta["held"] = ("composition",) if split == "heldout" else ()
    return example
