"""One thing asked for in any words; what they leave open is chosen in the answer's words."""

from dataclasses import dataclass

import numpy as np

from models.pictograms.tasks import puzzles
from models.pictograms.tasks.generate import composition
from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Example, Meta, Split, Turn, assistant, user
from models.pictograms.world.layout import PLACES, SIZE_WORDS, placed, single
from models.pictograms.world.phrases import (
    caption_background,
    described,
    indefinite,
    is_landscape,
)
from models.pictograms.world.requests import drawing
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, is_held_out, key_of
from models.pictograms.world.wordings import as_typed, asked_anyhow, one_way

TASK = "asked"
KINDS = ("one", "background", "size", "place", "open", "again", "clue")
_TRAINED = (0.3, 0.13, 0.08, 0.17, 0.1, 0.1, 0.12)
_HELD_OUT = (0.0, 0.35, 0.2, 0.35, 0.0, 0.0, 0.1)
_MOST_ROUNDS = 4  # pictures of one thing in a row
_SIZES = ("small", "tiny", "huge")


@dataclass(frozen=True)
class _Choice:
    """One thing, and where, how large and on what it is drawn."""

    concept: Concept
    kind: str = "one"
    background: str = "white"
    detail: str = ""  # a size or a place

    @property
    def key(self) -> str:
        if self.kind == "one":
            return key_of("asked-one", self.concept.id)
        return composition(self.kind, self.concept.id, self.background, self.detail)

    @property
    def scene(self) -> Scene:
        if self.kind == "place":
            return placed(self.concept.id, self.detail, self.background)
        size = SIZE_WORDS[self.detail] if self.kind == "size" else 192
        return single(self.concept.id, self.background, size)

    @property
    def lead(self) -> str:
        """The sentence before the picture: the thing, its size or place and its background."""
        what = self.concept.phrase
        if self.kind == "size":
            what = described(self.concept, self.detail)
        elif self.kind == "place":
            middle = self.detail == "middle"
            what += " at half size in the middle" if middle else f" at the {self.detail}"
        return f"Here is an image of {what} {caption_background(self.background)}".rstrip() + ": "


def behind_in_words(rng: np.random.Generator, background: str) -> str:
    """A background in other words than those of the first tasks."""
    if is_landscape(background):
        return one_way(rng, "details", "lands", background)
    words = one_way(rng, "details", "colours").format(c=background)
    return words.replace("a orange", "an orange")


def _drawn(rng: np.random.Generator, kind: str, concept: Concept | None = None) -> _Choice:
    concept = concept or pick.concept(rng)
    if kind == "background":
        return _Choice(concept, kind, pick.choice(rng, pick.backgrounds()))
    background = pick.background(rng, 0.6)
    if kind == "size":
        return _Choice(concept, kind, background, pick.choice(rng, _SIZES))
    return _Choice(concept, kind, background, pick.choice(rng, tuple(PLACES)))


def _in_words(rng: np.random.Generator, chosen: _Choice) -> str:
    concept = chosen.concept
    known = concept.training_synonyms
    word = pick.choice(rng, known) if known and rng.random() < 0.35 else None
    what = indefinite(concept, word)
    if chosen.kind == "size":
        what = described(concept, one_way(rng, "details", "sizes", chosen.detail))
    elif chosen.kind == "place":
        where = one_way(rng, "details", "places", chosen.detail)
        what = f"{what}{',' if rng.random() < 0.3 else ''} {where}"
    if chosen.background != "white" or (chosen.kind == "background" and rng.random() < 0.5):
        what = f"{what}{',' if rng.random() < 0.3 else ''} "
        what += behind_in_words(rng, chosen.background)
    return what


def _other(rng: np.random.Generator, concept: Concept, before: list[_Choice]) -> _Choice:
    """What the thing may look like instead: never as held out for grading, never as before."""
    while True:
        kind = pick.choice(rng, ("background", "size", "place"))
        chosen = _drawn(rng, kind, concept)
        if not is_held_out(chosen.key) and chosen.scene not in [one.scene for one in before]:
            return chosen


def _again(rng: np.random.Generator) -> Example:
    """The same thing asked for again and again: each time another picture."""
    concept = pick.concept(rng)
    shown = [_Choice(concept)]
    turns: list[Turn] = [user(asked_anyhow(rng, concept.phrase))]
    turns.append(assistant(shown[0].lead, shown[0].scene))
    for _ in range(int(rng.integers(1, _MOST_ROUNDS))):
        shown.append(_other(rng, concept, shown))
        turns.append(user(as_typed(rng, one_way(rng, "again", "again"))))
        turns.append(assistant(shown[-1].lead, shown[-1].scene))
    meta: Meta = {
        "concepts": (concept.id,),
        "composition": key_of("asked-again", concept.id),
        "scenes": (shown[-1].scene,),
    }
    return Example(TASK, "again", tuple(turns), meta)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request for one thing. Held-out are the compositions of the first tasks."""
    shares = _TRAINED if split == "train" else _HELD_OUT
    kind = KINDS[int(rng.choice(len(KINDS), p=shares))]
    if kind == "again":
        return _again(rng)
    if kind == "clue":
        found = puzzles.sample(rng, split, asked_anyhow)
        return Example(TASK, kind, found.turns, found.meta)
    if kind in ("one", "open"):
        chosen = asked_for = _Choice(pick.concept(rng))
        if kind == "open":
            chosen = _other(rng, asked_for.concept, [asked_for])
    else:
        chosen = asked_for = draw_until(
            rng, split, lambda source: _drawn(source, kind), lambda one: one.key
        )
    prompt = asked_anyhow(rng, _in_words(rng, asked_for))
    held = ("composition",) if split == "heldout" else ()
    meta: Meta = {"concepts": (chosen.concept.id,), "composition": chosen.key, "held": held}
    return drawing(TASK, kind, split, prompt, chosen.scene, meta, lead=chosen.lead)
