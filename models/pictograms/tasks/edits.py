"""Image to image: one step, two steps in one request, or a second round on the model's picture."""

from dataclasses import replace

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import concepts
from models.pictograms.world.example import Example, Split, Turn, assistant, user
from models.pictograms.world.notes import APART, caption_of
from models.pictograms.world.phrases import on_background, polish, unseen_phrasing
from models.pictograms.world.requests import asked, here_is
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import is_held_out, key_of
from models.pictograms.world.steps import SHARES, Step, start, step

TASK = "edit"
KINDS = (*SHARES, "two_steps", "second_round", "follow_up")
DONE = "Here is the changed image: "

_AFTER = {  # kinds that can follow any picture of one to three different things
    "one": ("add", "replace", "background"),
    "more": ("remove", "replace", "background"),
}


def _first(rng: np.random.Generator, kind: str, unseen: bool) -> Step:
    while True:
        found = step(rng, kind, start(rng, kind), unseen)
        if found is not None:
            return found


def _next(rng: np.random.Generator, before: Scene, unseen: bool, skip: str = "") -> Step:
    kinds = _AFTER["one" if len(before.things) == 1 else "more"]
    while True:
        kind = pick.choice(rng, tuple(one for one in kinds if one != skip))
        found = step(rng, kind, before, unseen)
        if found is not None:
            return found


def _joined(first: Step, second: Step) -> str:
    words = second.words
    return f"{first.words[:-1]} and {words[0].lower()}{words[1:]}"


def _drawn(rng: np.random.Generator, kind: str, unseen: bool) -> tuple[list[Step], Scene | None]:
    if kind in SHARES:
        return [_first(rng, kind, unseen)], None
    if kind == "follow_up":
        concept = pick.concept(rng)
        before = start(rng, "background")
        before = replace(before, things=(replace(before.things[0], concept=concept.id),))
        if before.things[0].size != 192:
            return _drawn(rng, kind, unseen)
        return [_next(rng, before, unseen)], before
    first = _first(rng, pick.choice(rng, ("add", "replace", "background", "remove")), unseen)
    second = _next(rng, first.after, unseen, skip=first.kind)
    if _undoes(first, second) or (kind == "two_steps" and not _simple_words(first, second)):
        return _drawn(rng, kind, unseen)
    return [first, second], None


def _undoes(first: Step, second: Step) -> bool:
    """Whether the second step takes away what the first has just brought."""
    brought = {t.concept for t in first.after.things} - {t.concept for t in first.before.things}
    left = {t.concept for t in second.after.things}
    return not brought <= left


def _simple_words(first: Step, second: Step) -> bool:
    verbs = ("Add", "Put", "Remove", "Take", "Delete", "Replace", "Change", "Turn", "Make", "Give")
    return first.words.startswith(verbs) and second.words.startswith(verbs)


def _answer(after: Scene) -> Turn:
    """What will be on it, then the picture."""
    return assistant(f"After: {caption_of(after)}.{APART}{DONE}", after)


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One edit. The picture to change is the user's, or the model's own of the turn before."""
    shares = np.array([*SHARES.values(), 0.1, 0.07, 0.12])
    kind = KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))]
    unseen = unseen_phrasing(rng, split, 0.35) and kind != "two_steps"
    while True:
        steps, made = _drawn(rng, kind, unseen)
        key = key_of(f"edit-{kind}", *(part for one in steps for part in one.key_parts))
        if is_held_out(key) == (split == "heldout"):
            break
    before, after = steps[0].before, steps[-1].after
    words = [polish(rng, one.words) for one in steps]
    turns: tuple[Turn, ...]
    if made is not None:
        named = concepts()[made.things[0].concept]
        behind = on_background(rng, made.background)
        what = named.phrase if made.background == "white" else f"{named.phrase} {behind}"
        opening = (user(asked(rng, what, False)), assistant(here_is(made), made))
        turns = (*opening, user(words[0]), _answer(after))
    elif kind == "two_steps":
        joined = polish(rng, _joined(steps[0], steps[1]))
        turns = (user(before, joined), _answer(after))
    elif kind == "second_round":
        middle = _answer(steps[0].after)
        turns = (user(before, words[0]), middle, user(words[1]), _answer(after))
        before = steps[0].after
    else:
        turns = (user(before, words[0]), _answer(after))
    held = ("composition", "phrasing") if unseen else ("composition",)
    things = (*before.things, *after.things)
    return Example(
        TASK,
        kind,
        turns,
        {
            "concepts": tuple(dict.fromkeys(thing.concept for thing in things)),
            "composition": key,
            "scenes": (after,),
            "before": before,
            "held": held if split == "heldout" else (),
        },
    )
