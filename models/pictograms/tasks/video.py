"""Questions about three or four frames: what moved and where, what came, went, grew, changed."""

from collections.abc import Callable

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.example import Example, Part, Split
from models.pictograms.world.layout import QUADRANTS, TRIANGLE
from models.pictograms.world.motions import Motion, motion
from models.pictograms.world.notes import frame_notes
from models.pictograms.world.phrases import (
    NUMBERS,
    Phrasings,
    definite,
    listed,
    plain_answer,
    polish,
    sentence,
    unseen_phrasing,
)
from models.pictograms.world.requests import answering
from models.pictograms.world.scenes import Scene, Thing
from models.pictograms.world.split import is_held_out, key_of

TASK = "video"

_WAY = Phrasings(
    (
        "Which way does {} move?",
        "Where does {} go?",
        "In which direction does {} move?",
        "Tell me the direction of {}.",
    ),
    ("To which side does {} travel?",),
)
_SIZE = Phrasings(
    ("Does {} grow or shrink?", "Does {} get bigger or smaller?"), ("How does {} change in size?",)
)
_LAST = Phrasings(
    ("What appears last?", "What comes last?", "Which thing is the last to come?"),
    ("Which thing comes in at the end?",),
)
_FIRST = Phrasings(
    ("What is there first?", "What do you see first?"), ("Which thing was there at the start?",)
)
_ORDER = Phrasings(
    ("In which order do they appear?", "Name the things in the order they appear."),
    ("Which comes first, second and third?",),
)
_GONE = Phrasings(
    ("What disappears?", "What vanishes?", "What goes away?", "What is missing later?"),
    ("Which thing is gone at the end?",),
)
_MOVED = Phrasings(
    ("What moves?", "Which thing moves?", "What is moving?", "Which one goes elsewhere?"),
    ("Which one changes its place?",),
)
_STAYED = Phrasings(
    (
        "What stays in place?",
        "Which thing does not move?",
        "What stands still?",
        "Which one stays?",
    ),
    ("Which one keeps its place?",),
)
_BEHIND = Phrasings(
    ("What does the background change to?", "What is the background at the end?"),
    ("How does the background end up?",),
)
_MANY = Phrasings(
    ("How many {} are there at the end?", "How many {} are in the last frame?"),
    ("How many {} do you count in the end?",),
)
_HAPPENS = Phrasings(
    (
        "What happens?",
        "Describe the video.",
        "What happens in these frames?",
        "Tell me what happens.",
        "What is this clip about?",
        "Sum up the clip.",
        "What do these frames show?",
    ),
    ("Say what is going on.",),
)

Found = tuple[tuple[Scene, ...], str, str, tuple[str, ...], tuple[str, ...]]


def _moving(rng: np.random.Generator, unseen: bool) -> Found:
    one = motion(rng, ("straight",))
    name = definite(concepts()[one.concepts[0]])
    question = _WAY.choose(rng, unseen).format(name)
    others = (f"to the {one.answer}", f"{one.answer}wards")
    return one.frames, question, one.answer, others, one.key_parts


def _size(rng: np.random.Generator, unseen: bool) -> Found:
    one = motion(rng, ("grow", "shrink"))
    name = definite(concepts()[one.concepts[0]])
    question = _SIZE.choose(rng, unseen).format(name)
    answer = f"it {one.answer}"
    bigger = one.name == "grow"
    word = "bigger" if bigger else "smaller"
    others = (one.answer, one.name, word, f"it gets {word}")
    return one.frames, question, answer, others, one.key_parts


def _happens(rng: np.random.Generator, unseen: bool) -> Found:
    one: Motion = motion(rng, ("straight", "bounce", "fall", "grow", "shrink", "appear", "vanish"))
    return one.frames, _HAPPENS.choose(rng, unseen), one.words[:-1], (), one.key_parts


def _many(rng: np.random.Generator, unseen: bool) -> Found:
    one = motion(rng, ("appear", "vanish"))
    count = len(one.frames[-1].things)
    question = _MANY.choose(rng, unseen).format(concepts()[one.concepts[0]].plural)
    return one.frames, question, NUMBERS[count], (str(count),), (*one.key_parts, str(count))


def _three(rng: np.random.Generator) -> tuple[tuple[Concept, ...], str, tuple[Thing, ...]]:
    chosen = pick.different(rng, 3)
    places = zip(chosen, TRIANGLE, strict=True)
    things = tuple(Thing(concept.id, 128, x, y) for concept, (x, y) in places)
    return chosen, pick.background(rng, 0.5), things


def _coming(rng: np.random.Generator, unseen: bool) -> Found:
    chosen, behind, things = _three(rng)
    order = [int(i) for i in rng.permutation(3)]
    frames = tuple(Scene(behind, tuple(things[i] for i in order[:n])) for n in (1, 2, 3))
    parts = (*sorted(concept.id for concept in chosen), behind)
    ordered = [chosen[i] for i in order]
    which = int(rng.integers(3))
    if which == 2:
        answer = listed([concept.phrase for concept in ordered])
        return frames, _ORDER.choose(rng, unseen), answer, (), parts
    thing = ordered[0] if which == 0 else ordered[2]
    question = (_FIRST if which == 0 else _LAST).choose(rng, unseen)
    return frames, question, definite(thing), (thing.name, *thing.synonyms), parts


def _going(rng: np.random.Generator, unseen: bool) -> Found:
    chosen, behind, things = _three(rng)
    gone = int(rng.integers(3))
    left = tuple(thing for i, thing in enumerate(things) if i != gone)
    early = Scene(behind, things)
    late = Scene(behind, left)
    frames = (early, late, late) if rng.random() < 0.5 else (early, early, late)
    parts = (*sorted(concept.id for concept in chosen), behind)
    thing = chosen[gone]
    names = (thing.name, *thing.synonyms)
    return frames, _GONE.choose(rng, unseen), definite(thing), names, parts


def _one_moves(rng: np.random.Generator, unseen: bool) -> Found:
    mover, stayer = pick.different(rng, 2)
    behind = pick.background(rng, 0.5)
    still = pick.choice(rng, QUADRANTS)
    lane = 32 if still[1] == 128 else 160
    standing = Thing(stayer.id, 96, still[0], still[1])
    way = pick.choice(rng, ((0, 64, 128), (64, 128, 192), (192, 128, 64), (128, 64, 0)))
    frames = tuple(Scene(behind, (standing, Thing(mover.id, 64, x, lane))) for x in way)
    moved = bool(rng.random() < 0.6)
    answer = mover if moved else stayer
    question = (_MOVED if moved else _STAYED).choose(rng, unseen)
    parts = (*sorted((mover.id, stayer.id)), behind)
    return frames, question, definite(answer), (answer.name, *answer.synonyms), parts


def _behind(rng: np.random.Generator, unseen: bool) -> Found:
    concept = pick.concept(rng)
    first, last = pick.choice(rng, pick.backgrounds()), pick.choice(rng, pick.backgrounds())
    while last == first:
        last = pick.choice(rng, pick.backgrounds())
    thing = Thing(concept.id, 192, 32, 32)
    middle = first if rng.random() < 0.5 else last
    frames = tuple(Scene(background, (thing,)) for background in (first, middle, last))
    return frames, _BEHIND.choose(rng, unseen), last, (), (concept.id, first, last)


_SAMPLERS: dict[str, tuple[float, Callable[[np.random.Generator, bool], Found]]] = {
    "direction": (0.22, _moving),
    "size": (0.1, _size),
    "happens": (0.16, _happens),
    "count": (0.08, _many),
    "appears": (0.16, _coming),
    "disappears": (0.1, _going),
    "moves": (0.1, _one_moves),
    "background": (0.08, _behind),
}
KINDS = tuple(_SAMPLERS)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One question about frames that were taken one second apart."""
    shares = np.array([share for share, _ in _SAMPLERS.values()])
    kind = KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))]
    unseen = unseen_phrasing(rng, split)
    while True:
        frames, question, answer, others, parts = _SAMPLERS[kind][1](rng, unseen)
        key = key_of(f"video-{kind}", *parts)
        if is_held_out(key) == (split == "heldout"):
            break
    shown: tuple[Part, ...] = (*frames, polish(rng, question))
    held = ("composition", "phrasing") if unseen else ("composition",)
    found = (thing.concept for frame in frames for thing in frame.things)
    return answering(
        TASK,
        kind,
        shown,
        frame_notes(frames, behind=kind == "background") + sentence(answer),
        {
            "concepts": tuple(dict.fromkeys(found)),
            "composition": key,
            "answers": tuple(plain_answer(one) for one in (answer, *others)),
            "held": held if split == "heldout" else (),
        },
    )
