"""Drawing one thing: by name or synonym, on a background, in a size, at a place."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Split
from models.pictograms.world.layout import PLACES, SIZE_WORDS, placed, single
from models.pictograms.world.phrases import (
    Phrasings,
    described,
    indefinite,
    on_background,
    unseen_phrasing,
)
from models.pictograms.world.requests import asked, drawing
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, key_of

TASK = "generate"
KINDS = ("one", "background", "size", "place", "phrasing", "synonym")

_WHERE = {
    place: Phrasings((f"in the {place} corner", f"at the {place}"), (f"in the {place} part",))
    if " " in place
    else Phrasings((f"at the {place}", f"on the {place} side"), (f"close to the {place} edge",))
    for place in PLACES
}
_WHERE["middle"] = Phrasings(
    ("at half size in the middle", "drawn small in the very middle"),
    ("quite small, in the middle",),
)


@dataclass(frozen=True)
class _Draw:
    concept: Concept
    background: str
    detail: str = ""


def _word(rng: np.random.Generator, concept: Concept) -> str | None:
    words = concept.training_synonyms
    return pick.choice(rng, words) if words and rng.random() < 0.3 else None


def _one(rng: np.random.Generator, split: Split, kind: str) -> Example:
    concept = pick.concept(rng)
    word, unseen = _word(rng, concept), False
    held: tuple[str, ...] = ()
    if split == "heldout":
        unseen = kind == "phrasing"
        held = ("phrasing",) if unseen else ("synonym",)
        word = None if unseen else pick.choice(rng, concept.heldout_synonyms)
    prompt = asked(rng, indefinite(concept, word), unseen)
    return drawing(
        TASK,
        kind,
        split,
        prompt,
        single(concept.id),
        {
            "concepts": (concept.id,),
            "held": held,
            "composition": key_of("generate-one", concept.id, *(word or "",)),
        },
    )


def composition(kind: str, concept: str, background: str, detail: str = "") -> str:
    """Key of one thing with its background and what else is said of it."""
    return key_of(f"generate-{kind}", concept, background, detail)


def _key(kind: str, drawn: _Draw) -> str:
    return composition(kind, drawn.concept.id, drawn.background, drawn.detail)


def _where(rng: np.random.Generator, background: str, unseen: bool) -> str:
    if background == "white" and rng.random() < 0.9:
        return ""
    return f" {on_background(rng, background, unseen)}"


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request for one thing.

    Every concept on white in words of training is always trained; held-out are kept phrasings and
    synonyms, and pairs of a concept with a background, size or place that training never shows.
    """
    shares = (0.25, 0.33, 0.18, 0.24, 0, 0) if split == "train" else (0, 0.4, 0.1, 0.1, 0.2, 0.2)
    kind = KINDS[int(rng.choice(len(KINDS), p=shares))]
    if kind in ("one", "phrasing", "synonym"):
        return _one(rng, split, kind)

    def draw(source: np.random.Generator) -> _Draw:
        concept = pick.concept(source)
        if kind == "background":
            known = tuple(b for b in pick.backgrounds() if split == "train" or b != "white")
            return _Draw(concept, pick.choice(source, known))
        background = pick.background(source, 0.6)
        details = tuple(SIZE_WORDS) if kind == "size" else tuple(PLACES)
        return _Draw(concept, background, pick.choice(source, details))

    drawn = draw_until(rng, split, draw, lambda one: _key(kind, one))
    concept, background = drawn.concept, drawn.background
    unseen = unseen_phrasing(rng, split, 0.3)
    word = _word(rng, concept)
    scene: Scene
    if kind == "size":
        what = described(concept, drawn.detail) + _where(rng, background, unseen)
        scene = single(concept.id, background, SIZE_WORDS[drawn.detail])
    elif kind == "place":
        place = _WHERE[drawn.detail].choose(rng, unseen)
        what = f"{indefinite(concept, word)} {place}{_where(rng, background, unseen)}"
        scene = placed(concept.id, drawn.detail, background)
    else:
        what = f"{indefinite(concept, word)} {on_background(rng, background, unseen)}"
        scene = single(concept.id, background)
    held = ("composition", "phrasing") if unseen else ("composition",)
    return drawing(
        TASK,
        kind,
        split,
        asked(rng, what, unseen),
        scene,
        {
            "concepts": (concept.id,),
            "composition": _key(kind, drawn),
            "held": held if split == "heldout" else (),
        },
    )
