"""The concepts and backgrounds that tasks draw from: all, or fewer for a curriculum's stage."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import numpy as np

from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.scenes import BACKGROUNDS

T = TypeVar("T")

_limits: list[tuple[tuple[str, ...], tuple[str, ...]]] = []


@contextmanager
def limited(ids: Sequence[str], backgrounds: Sequence[str] = BACKGROUNDS) -> Iterator[None]:
    """Within this context tasks draw only these concepts and backgrounds."""
    _limits.append((tuple(ids), tuple(backgrounds)))
    try:
        yield
    finally:
        _limits.pop()


def ids() -> tuple[str, ...]:
    """Ids of the concepts in use."""
    return _limits[-1][0] if _limits else tuple(concepts())


def backgrounds() -> tuple[str, ...]:
    """Backgrounds in use."""
    return _limits[-1][1] if _limits else tuple(BACKGROUNDS)


def choice(rng: np.random.Generator, items: Sequence[T]) -> T:
    """One of the items, each as likely as the others."""
    return items[int(rng.integers(len(items)))]


def concept(rng: np.random.Generator) -> Concept:
    """One concept in use."""
    return concepts()[choice(rng, ids())]


def different(rng: np.random.Generator, count: int) -> tuple[Concept, ...]:
    """``count`` different concepts in use, in random order."""
    known = ids()
    chosen = rng.choice(len(known), size=count, replace=False)
    return tuple(concepts()[known[int(i)]] for i in chosen)


def countable(rng: np.random.Generator) -> Concept:
    """A concept of which there can be several ("three cats", not "three Earths")."""
    for _ in range(500):
        found = concept(rng)
        if is_countable(found):
            return found
    raise RuntimeError("No concept in use can be counted.")


def is_countable(found: Concept) -> bool:
    """Whether several of the concept can be asked for."""
    return found.article in ("a", "an") and found.category not in ("clock", "moon")


def background(rng: np.random.Generator, plain_share: float = 0.4) -> str:
    """A background: white with the given probability, else any."""
    return "white" if rng.random() < plain_share else choice(rng, backgrounds())
