"""Nuance pairs (figure 9): with and without, few and many, slightly and very; rare names."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Split
from models.pictograms.world.layout import counted, single, together
from models.pictograms.world.phrases import Phrasings, described, indefinite, on_background, polish
from models.pictograms.world.requests import asked, drawing
from models.pictograms.world.scenes import Scene, Thing
from models.pictograms.world.split import bucket, draw_until, key_of

TASK = "nuance"
KINDS = ("with", "without", "few", "many", "slightly", "very", "rare")
MANY = {"few": 3, "many": 9}

_WITH = Phrasings(("{a} with {b}", "{a} and also {b}"), ("{a} accompanied by {b}",))
_WITHOUT = Phrasings(
    ("{a} without {b}", "{a} but not {b}", "{a} and no {bare}"), ("{a} that has no {bare} with it",)
)
_COUNT = {
    "few": Phrasings(("a few {}", "only a few {}", "few {}"), ("just a few {}",)),
    "many": Phrasings(("many {}", "a lot of {}", "very many {}"), ("lots of {}",)),
}
# An adverb and adjective, and the size and corner of the thing.
_DEGREE = {
    "slightly small": (128, 64, 64),
    "very small": (64, 96, 96),
    "very big": (256, 0, 0),
    "slightly to the left": (192, 0, 32),
    "slightly to the right": (192, 64, 32),
    "very far to the left": (96, 0, 96),
    "very far to the right": (96, 160, 96),
    "slightly higher": (192, 32, 0),
    "slightly lower": (192, 32, 64),
    "very high up": (96, 96, 0),
    "very low down": (96, 96, 160),
}
_RARE = Phrasings(
    (
        "Generate an image of: {}",
        "Draw: {}",
        "A picture of: {}",
        "Draw what is called {}.",
        "Show me what {} means.",
        "How would you draw {}?",
        "Do you know what {} is? Show it.",
        "Make a picture for the word {}.",
        "In a picture: {}",
    ),
    ("What does {} look like?", "Please illustrate the word {}."),
)


@dataclass(frozen=True)
class _Draw:
    concepts: tuple[Concept, ...]
    background: str
    detail: str = ""


def rare_is_held_out(concept: Concept) -> bool:
    """Whether the rare names of a concept are kept for grading (about half are)."""
    return bucket(f"rare|{concept.id}", 2) == 0


def _draw(rng: np.random.Generator, kind: str) -> _Draw:
    background = pick.background(rng, 0.75)
    if kind in ("with", "without"):
        return _Draw(pick.different(rng, 2), background)
    if kind in MANY:
        return _Draw((pick.countable(rng),), background)
    fitting = tuple(words for words in _DEGREE if words.startswith(kind))
    return _Draw((pick.concept(rng),), background, pick.choice(rng, fitting))


def _key(kind: str, drawn: _Draw) -> str:
    ids = (concept.id for concept in drawn.concepts)
    return key_of(f"nuance-{kind}", *ids, drawn.background, drawn.detail)


def _said(rng: np.random.Generator, kind: str, drawn: _Draw, unseen: bool) -> tuple[str, Scene]:
    thing = drawn.concepts[0]
    if kind in ("with", "without"):
        other = drawn.concepts[1]
        words = (_WITH if kind == "with" else _WITHOUT).choose(rng, unseen)
        second = other.name if other.article == "some" else indefinite(other)
        text = words.format(a=indefinite(thing), b=second, bare=other.name)
        kept = (thing.id, other.id) if kind == "with" else (thing.id,)
        return text, together(kept, drawn.background)
    if kind in MANY:
        text = _COUNT[kind].choose(rng, unseen).format(thing.plural)
        return text, counted(thing.id, MANY[kind], drawn.background)
    size, x, y = _DEGREE[drawn.detail]
    scene = Scene(drawn.background, (Thing(thing.id, size, x, y),))
    if drawn.detail.endswith(("small", "big")):
        return described(thing, drawn.detail), scene
    return f"{indefinite(thing)} {drawn.detail}", scene


def _rare(rng: np.random.Generator, split: Split) -> Example:
    for _ in range(5000):
        concept = pick.concept(rng)
        if concept.rare and rare_is_held_out(concept) == (split == "heldout"):
            break
    else:
        raise RuntimeError("No concept in use has a rare name of this split.")
    unseen = split == "heldout" and bool(rng.random() < 0.3)
    prompt = polish(rng, _RARE.choose(rng, unseen).format(pick.choice(rng, concept.rare)))
    held = ("rare", "phrasing") if unseen else ("rare",)
    return drawing(
        TASK,
        "rare",
        split,
        prompt,
        single(concept.id),
        {
            "concepts": (concept.id,),
            "composition": key_of("nuance-rare", concept.id),
            "held": held if split == "heldout" else (),
        },
    )


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request whose small words decide the picture, or a name that a child does not know."""
    kind = KINDS[int(rng.choice(7, p=(0.12, 0.18, 0.12, 0.12, 0.13, 0.13, 0.2)))]
    if kind == "rare":
        return _rare(rng, split)
    drawn = draw_until(rng, split, lambda r: _draw(r, kind), lambda one: _key(kind, one))
    unseen = split == "heldout" and bool(rng.random() < 0.3)
    what, scene = _said(rng, kind, drawn, unseen)
    if drawn.background != "white":
        comma = "," if kind == "without" or " to the " in what else ""
        what = f"{what}{comma} {on_background(rng, drawn.background)}"
    held = ("composition", "phrasing") if unseen else ("composition",)
    return drawing(
        TASK,
        kind,
        split,
        asked(rng, what, unseen),
        scene,
        {
            "concepts": tuple(dict.fromkeys(thing.concept for thing in scene.things)),
            "composition": _key(kind, drawn),
            "held": held if split == "heldout" else (),
        },
    )
