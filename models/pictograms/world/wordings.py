"""Ways of asking, written by hand in ``wordings/*.json``, and how people type them.

They have slots in braces: {a} for "a cat", {the} for "the cat", {thing} for "cat", {plural}. Those
kept for the first grading stand in the tasks themselves and never here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models.pictograms.world.pick import choice

FOLDER = Path(__file__).parent / "wordings"
_SHORT = 5  # words; with thanks or a slip, fewer would be like anybody's short request
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def wordings(name: str) -> dict[str, Any]:
    """One file's wordings by kind. Raises FileNotFoundError for an unknown name."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def ways(name: str, *keys: str) -> tuple[str, ...]:
    """The wordings of one kind: ``ways("edits", "land", "night")``. Raises KeyError."""
    found: Any = wordings(name)
    for key in keys:
        found = found[key]
    return tuple(map(str, found))


def capital_after_stops(text: str) -> str:
    """The text with a capital at its beginning and after each sentence of its own."""
    out, begins = [], True
    for letter in text:
        out.append(letter.upper() if begins and letter.isalpha() else letter)
        begins = (begins and not letter.isalnum()) if letter not in ".!?" else True
        if letter.isdigit():
            begins = False
    return "".join(out)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":", ")", "…")) else f"{text}."


def _mistyped(rng: np.random.Generator, text: str) -> str:
    """One slip of the fingers in a word of four letters or more."""
    places = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 3].isalpha()]
    if not places or len(text.split()) <= _SHORT:
        return text
    i = places[int(rng.integers(len(places)))]
    kind = int(rng.integers(4))
    if kind == 0:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if kind == 1:
        return text[:i] + text[i + 1 :]
    if kind == 2:
        return text[:i] + text[i] + text[i:]
    return text[:i] + _LETTERS[int(rng.integers(26))] + text[i + 1 :]


def as_typed(rng: np.random.Generator, text: str) -> str:
    """A prompt as it comes out of people's fingers: neat, careless, shouted, mistyped."""
    chance = rng.random()
    neat = _ended(capital_after_stops(text))
    if chance < 0.55:
        return neat
    if chance < 0.72:
        return text
    if chance < 0.84:
        return text.lower().rstrip(".")
    if chance < 0.88:
        return neat.upper()
    return _mistyped(rng, neat)


def one_way(rng: np.random.Generator, name: str, *keys: str) -> str:
    """One wording of a kind."""
    return choice(rng, ways(name, *keys))


def asked_about(rng: np.random.Generator, text: str, opening: str) -> str:
    """A request about pictures as people type it, at times after a sentence about them and with a
    word of thanks; ``opening`` is the kind of sentence, of ``openings.json``."""
    if rng.random() < 0.25:
        text = f"{one_way(rng, 'openings', opening)} {text}"
    if rng.random() < 0.15 and len(text.split()) > _SHORT:
        text = f"{_ended(text)}{one_way(rng, 'asking', 'closings')}"
    return as_typed(rng, text)


def asked_anyhow(rng: np.random.Generator, what: str) -> str:
    """A request for a picture of ``what``: with a verb of drawing in fewer than half of all, at
    times after a sentence about something else, at times with a word of thanks."""
    core = one_way(rng, "asking", "verbs" if rng.random() < 0.4 else "cores").format(a=what)
    if rng.random() < 0.3:
        core = f"{one_way(rng, 'asking', 'contexts')} {core}"
    if rng.random() < 0.25:
        core = f"{_ended(core)}{one_way(rng, 'asking', 'closings')}"
    return as_typed(rng, core)
