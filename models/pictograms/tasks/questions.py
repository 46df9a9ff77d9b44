"""Questions about several things: counts, sides, sizes, presence, facts, odd ones, captions."""

from collections.abc import Callable

import numpy as np

from models.pictograms.tasks import questions_one as one
from models.pictograms.tasks.questions_one import TASK, unclear
from models.pictograms.world import pick
from models.pictograms.world.arrange import in_cells, spread
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Meta, Split
from models.pictograms.world.facts import clues_of
from models.pictograms.world.layout import QUADRANT_WORDS, QUADRANTS, SIDE_BY_SIDE, STACKED, counted
from models.pictograms.world.notes import caption_of, counted_out, seen
from models.pictograms.world.phrases import (
    NUMBERS,
    Phrasings,
    definite,
    plain_answer,
    polish,
    sentence,
    unseen_phrasing,
)
from models.pictograms.world.requests import answering
from models.pictograms.world.scenes import Scene, Thing
from models.pictograms.world.split import draw_until, key_of

__all__ = ["KINDS", "TASK", "sample"]

_COUNT = Phrasings(
    (
        "How many {} are there?",
        "How many {} do you see?",
        "Count the {}.",
        "Tell me how many {} there are.",
        "Give the count of {}.",
    ),
    ("What is the number of {}?",),
)
_SIDE = {
    "left": Phrasings(
        ("What is to the left of {}?", "What is left of {}?"), ("What do you see left of {}?",)
    ),
    "right": Phrasings(
        ("What is to the right of {}?", "What is right of {}?"), ("What do you see right of {}?",)
    ),
    "above": Phrasings(("What is above {}?", "What is over {}?"), ("What is higher than {}?",)),
    "below": Phrasings(("What is below {}?", "What is under {}?"), ("What is lower than {}?",)),
}
_BIGGER = {
    "bigger": Phrasings(
        ("Which is bigger, {} or {}?", "What is bigger here, {} or {}?"),
        ("Which is drawn larger, {} or {}?",),
    ),
    "smaller": Phrasings(
        ("Which is smaller, {} or {}?", "What is smaller here, {} or {}?"),
        ("Which is drawn less big, {} or {}?",),
    ),
}
_PRESENT = Phrasings(
    (
        "Is there {} in the picture?",
        "Is there {}?",
        "Do you see {}?",
        "Can you see {} here?",
        "Can {} be found?",
        "Is {} in it?",
    ),
    ("Does the image contain {}?", "Is {} shown?"),
)
_PLACE = Phrasings(
    (
        "What is in the {}?",
        "What do you see in the {}?",
        "Which thing is in the {}?",
        "Say what the {} shows.",
    ),
    ("Name the thing in the {} corner.",),
)
_ODD = Phrasings(
    ("Which one does not belong?", "What does not belong here?", "Which is the odd one out?"),
    ("One thing does not fit. Which?",),
)
_FACT = Phrasings(
    ("Which one is {}?", "Which of these is {}?", "Do you see {}? Name it."),
    ("One of these is {}. Which one?",),
)
_CAPTION = Phrasings(
    (
        "Describe the picture.",
        "Write a caption.",
        "What does the picture show?",
        "Describe this.",
        "Caption this.",
        "Tell me what is here.",
    ),
    ("Say in one sentence what is here.", "Give me a short description."),
)


class _Case:
    """What the kinds have in common: a drawn composition, and how the example is made."""

    def __init__(self, rng: np.random.Generator, split: Split, kind: str, count: int) -> None:
        def draw(source: np.random.Generator) -> tuple[tuple[Concept, ...], str]:
            return pick.different(source, count), pick.background(source, 0.4)

        def key(drawn: tuple[tuple[Concept, ...], str]) -> str:
            return key_of(f"question-{kind}", *sorted(c.id for c in drawn[0]), drawn[1])

        drawn = draw_until(rng, split, draw, key)
        self.rng, self.split, self.kind = rng, split, kind
        self.concepts, self.background = drawn
        self.key = key(drawn)
        self.unseen = unseen_phrasing(rng, split)

    def example(
        self, scene: Scene, question: str, answer: str, *others: str, notes: str | None = None
    ) -> Example:
        """The question with its answer after ``notes``, by default of everything on the picture."""
        held = ("composition", "phrasing") if self.unseen else ("composition",)
        meta: Meta = {
            "concepts": tuple(dict.fromkeys(thing.concept for thing in scene.things)),
            "composition": self.key,
            "answers": tuple(plain_answer(text) for text in (answer, *others)),
            "held": held if self.split == "heldout" else (),
        }
        asked = (scene, polish(self.rng, question))
        said = (seen(scene) if notes is None else notes) + sentence(answer)
        return answering(TASK, self.kind, asked, said, meta)

    def pick(self, words: Phrasings) -> str:
        return words.choose(self.rng, self.unseen)


def _names(concept: Concept) -> tuple[str, ...]:
    return (concept.name, *concept.synonyms)


def _count(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "count", 2)
    while not pick.is_countable(case.concepts[0]):
        case = _Case(rng, split, "count", 2)
    thing, other = case.concepts
    number = int(rng.choice(9, p=(0.1, 0.22, 0.2, 0.16, 0.12, 0.05, 0.05, 0.05, 0.05))) + 1
    if rng.random() < 0.4:
        scene = counted(thing.id, number, case.background)
    else:
        kinds = [thing.id] * number + [other.id] * int(rng.integers(0, 4))
        scene = in_cells(rng, kinds, case.background)
    question = case.pick(_COUNT).format(thing.plural)
    notes = counted_out(scene, thing.id)
    return case.example(scene, question, NUMBERS[number], str(number), notes=notes)


def _side(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "side", 2)
    first, second = case.concepts
    side = pick.choice(rng, tuple(_SIDE))
    places = SIDE_BY_SIDE if side in ("left", "right") else STACKED
    things = (Thing(first.id, 128, *places[0]), Thing(second.id, 128, *places[1]))
    answer, anchor = (first, second) if side in ("left", "above") else (second, first)
    question = case.pick(_SIDE[side]).format(definite(anchor))
    return case.example(Scene(case.background, things), question, answer.phrase, *_names(answer))


def _bigger(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "bigger", 2)
    small, large = pick.choice(rng, ((64, 128), (64, 96), (64, 128)))
    flip = bool(rng.random() < 0.5)
    sizes = (large, small) if flip else (small, large)
    things = tuple(
        Thing(concept.id, size, x + (128 - size) // 2 // 32 * 32, y)
        for concept, size, (x, y) in zip(case.concepts, sizes, SIDE_BY_SIDE, strict=True)
    )
    word = pick.choice(rng, tuple(_BIGGER))
    names = [definite(concept) for concept in case.concepts]
    if rng.random() < 0.5:
        names.reverse()
    answer = case.concepts[0] if (flip == (word == "bigger")) else case.concepts[1]
    question = case.pick(_BIGGER[word]).format(*names)
    return case.example(Scene(case.background, things), question, definite(answer), answer.name)


def _present(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "present", 4)
    shown = case.concepts[: int(rng.integers(1, 4))]
    scene = spread(rng, [concept.id for concept in shown], case.background)
    yes = bool(rng.random() < 0.5)
    asked = pick.choice(rng, shown) if yes else case.concepts[3]
    question = case.pick(_PRESENT).format(asked.phrase)
    return case.example(scene, question, "yes" if yes else "no")


def _place(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "place", 4)
    things = tuple(
        Thing(concept.id, 128, x, y)
        for concept, (x, y) in zip(case.concepts, QUADRANTS, strict=True)
    )
    at = int(rng.integers(4))
    question = case.pick(_PLACE).format(QUADRANT_WORDS[at])
    answer = case.concepts[at]
    return case.example(Scene(case.background, things), question, answer.phrase, *_names(answer))


def _odd(rng: np.random.Generator, split: Split) -> Example:
    for _ in range(5000):
        case = _Case(rng, split, "odd", 3)
        same, more, odd = case.concepts
        clear = not any(map(unclear, case.concepts))
        if clear and same.category == more.category != odd.category:
            break
    else:
        raise RuntimeError("The concepts in use have too few kinds of things for an odd one out.")
    kinds = [same.id, more.id]
    kinds.insert(int(rng.integers(3)), odd.id)
    scene = spread(rng, kinds, case.background)
    return case.example(scene, case.pick(_ODD), definite(odd), *_names(odd))


def _fact(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "fact", 3)
    while not clues_of(case.concepts[0].id):
        case = _Case(rng, split, "fact", 3)
    answer = case.concepts[0]
    kinds = [concept.id for concept in case.concepts[: int(rng.integers(2, 4))]]
    rng.shuffle(kinds)
    scene = spread(rng, kinds, case.background)
    question = case.pick(_FACT).format(pick.choice(rng, clues_of(answer.id)))
    return case.example(scene, question, definite(answer), *_names(answer))


def _caption(rng: np.random.Generator, split: Split) -> Example:
    case = _Case(rng, split, "caption", int(rng.integers(1, 4)))
    if len(case.concepts) == 1 and pick.is_countable(case.concepts[0]) and rng.random() < 0.5:
        scene = counted(case.concepts[0].id, int(rng.integers(2, 6)), case.background)
    else:
        scene = spread(rng, [concept.id for concept in case.concepts], case.background)
    return case.example(scene, case.pick(_CAPTION), caption_of(scene))


_SAMPLERS: dict[str, tuple[float, Callable[[np.random.Generator, Split], Example]]] = {
    "what": (0.22, one.what),
    "colour": (0.05, one.colour),
    "background": (0.08, one.background),
    "where": (0.08, one.where),
    "kind": (0.05, one.kind_of_thing),
    "count": (0.12, _count),
    "side": (0.08, _side),
    "bigger": (0.05, _bigger),
    "present": (0.08, _present),
    "place": (0.06, _place),
    "odd": (0.03, _odd),
    "fact": (0.05, _fact),
    "caption": (0.05, _caption),
}
KINDS = ("style", *_SAMPLERS)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One question about a picture, of any kind."""
    shares = np.array([share for share, _ in _SAMPLERS.values()])
    kinds = tuple(_SAMPLERS)
    kind = kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))]
    return _SAMPLERS[kind][1](rng, split)
