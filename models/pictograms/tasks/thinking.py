"""Visual thinking: a detail too small to read at once is drawn large before the answer."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Split, assistant, user
from models.pictograms.world.layout import QUADRANT_WORDS, single
from models.pictograms.world.phrases import (
    Phrasings,
    definite,
    plain_answer,
    polish,
    sentence,
    unseen_phrasing,
)
from models.pictograms.world.scenes import Scene, Thing
from models.pictograms.world.split import draw_until, key_of

TASK = "thinking"
KINDS = ("think", "direct")
THINKING = "I will think about it visually. "
AT_ONCE = "Answer at once."

_CORNERS = {"top left": (0, 0), "top right": (192, 0), "bottom left": (0, 192)}
_CORNERS["bottom right"] = (192, 192)
_BIG_PLACES = {
    word: (x * 128, y * 128)
    for word, x, y in (
        ("top left", 0, 0),
        ("top right", 1, 0),
        ("bottom left", 0, 1),
        ("bottom right", 1, 1),
    )
}

_TINY = Phrasings(
    (
        "What is the tiny thing in the {}?",
        "What is the small thing in the {} corner?",
        "Look closely: what is tiny in the {}?",
        "Zoom in on the {}: what is there?",
        "What small thing is in the {}?",
        "Tell me what is tiny in the {}.",
    ),
    ("Which little thing hides in the {} corner?",),
)
_COLOUR = Phrasings(
    (
        "What colour is the tiny thing in the {}?",
        "What colour does the small thing in the {} have?",
        "Zoom in on the {}: which colour is it?",
    ),
    ("Tell me the colour of the little thing in the {} corner.",),
)
_CELL = Phrasings(
    (
        "What is in the {} cell?",
        "What do you see in the {} cell?",
        "Which thing is in the {} cell?",
        "Zoom in on the {} cell: what is it?",
        "Say what the {} cell shows.",
    ),
    ("Name the {} one.",),
)
_CELL_WORDS = {
    "top left": (0, 0),
    "top middle": (96, 0),
    "top right": (192, 0),
    "middle left": (0, 96),
    "central": (96, 96),
    "middle right": (192, 96),
    "bottom left": (0, 192),
    "bottom middle": (96, 192),
    "bottom right": (192, 192),
}


@dataclass(frozen=True)
class _Case:
    scene: Scene
    target: Concept
    question: Phrasings
    place: str
    answer: str
    others: tuple[str, ...]


def _corner(rng: np.random.Generator) -> _Case:
    target, *others = pick.different(rng, 4)
    background = pick.background(rng, 0.4)
    place = pick.choice(rng, QUADRANT_WORDS)
    big = [spot for word, spot in _BIG_PLACES.items() if word != place]
    things = [Thing(c.id, 128, x, y) for c, (x, y) in zip(others, big, strict=True)]
    things.append(Thing(target.id, 64, *_CORNERS[place]))
    scene = Scene(background, tuple(things))
    if target.colour is not None and rng.random() < 0.25:
        return _Case(scene, target, _COLOUR, place, target.colour, ())
    names = (target.name, *target.synonyms)
    return _Case(scene, target, _TINY, place, target.phrase, names)


def _cells(rng: np.random.Generator) -> _Case:
    chosen = pick.different(rng, 9)
    background = pick.background(rng, 0.4)
    places = tuple(_CELL_WORDS.items())
    things = tuple(Thing(c.id, 64, x, y) for c, (_, (x, y)) in zip(chosen, places, strict=True))
    at = int(rng.integers(9))
    target = chosen[at]
    names = (target.name, *target.synonyms)
    return _Case(Scene(background, things), target, _CELL, places[at][0], target.phrase, names)


def _key(case: _Case) -> str:
    return key_of("thinking", case.target.id, case.scene.background, case.place)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """A busy picture and a question about one tiny thing.

    With "Answer at once." the same question is answered without the zoomed picture, so that the
    gain of thinking can be measured.
    """
    draw = _corner if rng.random() < 0.6 else _cells
    case = draw_until(rng, split, draw, _key)
    unseen = unseen_phrasing(rng, split)
    zoomed = single(case.target.id, case.scene.background)
    answer = case.answer if case.answer == case.target.colour else definite(case.target)
    said = sentence(case.answer)
    direct = bool(rng.random() < 0.3)
    question = case.question.choose(rng, unseen).format(case.place)
    question = polish(rng, f"{question} {AT_ONCE}" if direct else question)
    held = ("composition", "phrasing") if unseen else ("composition",)
    asked = user(case.scene, question)
    told = assistant(said) if direct else assistant(THINKING, zoomed, said)
    example = Example(
        TASK,
        "direct" if direct else "think",
        (asked, told),
        {
            "concepts": (case.target.id,),
            "composition": _key(case),
            "answers": tuple(plain_answer(one) for one in (case.answer, answer, *case.others)),
            "held": held if split == "heldout" else (),
        },
    )
    if not direct:
        example.meta["scenes"] = (zoomed,)
    return example


def answered_at_once(example: Example) -> Example:
    """The same question of kind "think" to be answered without a picture."""
    scene, question = example.turns[0].parts
    asked = user(scene, f"{question} {AT_ONCE}")
    said = example.turns[-1].parts[-1]
    meta = example.meta.copy()
    meta.pop("scenes", None)
    return Example(example.task, "direct", (asked, assistant(said)), meta)
