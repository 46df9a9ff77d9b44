"""What the model does not know, said with the nearest things that it does; and what it is."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import concepts
from models.pictograms.world.example import Example, Split, assistant, user
from models.pictograms.world.layout import single
from models.pictograms.world.phrases import listed
from models.pictograms.world.requests import here_is
from models.pictograms.world.scenes import BACKGROUNDS
from models.pictograms.world.split import is_held_out, key_of
from models.pictograms.world.wordings import as_typed, asked_anyhow, one_way, wordings

TASK = "honest"
KINDS = ("thing", "person", "style", "known", "about")
_SHARES = (0.42, 0.1, 0.1, 0.16, 0.22)
_PEOPLE = ("baby", "cook", "firefighter", "astronaut")
_SOME = ("cat", "rose", "rocket", "violin", "rainbow")


@cache
def unknown_names() -> dict[str, tuple[str, ...]]:
    """Names of things that are not in the world, with their article, and the nearest that are."""
    rows = wordings("unknown")["names"]
    return {str(name): tuple(near) for near, names in rows for name in names.split(", ")}


def _nearest(ids: tuple[str, ...]) -> str:
    verb = "is" if len(ids) == 1 else "are"
    named = listed([concepts()[one].phrase for one in ids])
    return f"The nearest {'thing' if verb == 'is' else 'things'} that I know {verb} {named}."


def _asked(rng: np.random.Generator, what: str) -> str:
    if rng.random() < 0.25:
        return as_typed(rng, one_way(rng, "unknown", "asks_known").format(a=what))
    return asked_anyhow(rng, what)


def _thing(rng: np.random.Generator) -> tuple[str, str, str]:
    name = pick.choice(rng, tuple(unknown_names()))
    near = unknown_names()[name]
    return _asked(rng, name), f"I don't know how to draw {name}. {_nearest(near)}", name


def _person(rng: np.random.Generator) -> tuple[str, str, str]:
    who = one_way(rng, "unknown", "people")
    said = "I don't know how to draw that person: I know hardly anybody by name. "
    said += _nearest(_PEOPLE)
    what = f"a portrait of {who}" if rng.random() < 0.3 else who
    return _asked(rng, what), said, who


def _style(rng: np.random.Generator) -> tuple[str, str, str]:
    style, thing = one_way(rng, "unknown", "styles"), pick.concept(rng)
    words = one_way(rng, "unknown", "in_style").format(a=thing.phrase, style=style)
    prompt = asked_anyhow(rng, words) if rng.random() < 0.4 else as_typed(rng, words)
    said = (
        "I don't know that style: I know only one, that of flat pictograms. "
        f"I can draw {thing.phrase} as a pictogram."
    )
    return prompt, said, f"{style}|{thing.id}"


@cache
def facts_about() -> dict[str, str]:
    """What the package is asked about itself, and the answers, with its own figures in them."""
    slots = {
        "things": str(len(concepts())),
        "backgrounds": str(len(BACKGROUNDS)),
        "background_list": listed(BACKGROUNDS),
        "some": listed([concepts()[one].phrase for one in _SOME]),
    }
    rows = wordings("about")["topics"]
    return {
        str(ask): re.sub(r"\{(\w+)\}", lambda found: slots[found[1]], str(row["say"]))
        for row in rows
        for ask in row["ask"]
    }


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request that is answered in words, honestly; or one for a thing that is known."""
    while True:
        kind = KINDS[int(rng.choice(len(KINDS), p=_SHARES))]
        if kind == "known":
            concept = pick.concept(rng)
            prompt = one_way(rng, "unknown", "asks_known").format(a=concept.phrase)
            prompt, answer, what = as_typed(rng, prompt), "", concept.id
        elif kind == "about":
            what = pick.choice(rng, tuple(facts_about()))
            prompt, answer = as_typed(rng, what), facts_about()[what]
        else:
            make = {"thing": _thing, "person": _person, "style": _style}[kind]
            prompt, answer, what = make(rng)
        key = key_of(f"honest-{kind}", what)
        if is_held_out(key) == (split == "heldout"):
            break
    example = Example(
        TASK,
        kind,
        (user(prompt), assistant(answer)),
        {"composition": key, "held": ("composition",) if split == "heldout" else ()},
    )
    if kind == "known":
        scene = single(what)
        turns = (user(prompt), assistant(f"Yes. {here_is(scene)}", scene))
        example = Example(TASK, kind, turns, {**example.meta, "scenes": (scene,)})
        example.meta["concepts"] = (what,)
    return example
