"""Novel concepts, which no model knows: made-up words, and visual tokens never used before.

Forty concepts lend their places in the tasks (article, category, chief colour) and nothing else:
what a trained model can do with them it must have learnt from the examples that it is given here.
Questions of colour, kind and facts would be about the lenders; whoever uses this leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F

from models.pictograms.codes import CONCEPT_WIDTH, PARTS, codes, codes_on
from models.pictograms.world.concepts import Concept, concept_ids, concepts
from models.pictograms.world.pick import is_countable, limited
from models.pictograms.world.scenes import BACKGROUNDS

COUNT = 40
GROUNDS = BACKGROUNDS[:6]
_ONSETS = ("b", "bl", "d", "dr", "f", "g", "gl", "k", "m", "n", "p", "pr", "r", "t", "v", "w", "z")
_VOWELS = ("a", "e", "i", "o", "u")
_ENDS = ("b", "ck", "dge", "ft", "g", "lm", "mp", "nt", "p", "sk", "x", "zz")


def made_up_words(count: int = COUNT) -> list[str]:
    """So many made-up words of two syllables, always the same and none alike: "blofima"."""
    rng = np.random.default_rng(8)
    unique: dict[str, None] = {}
    while len(unique) < count:
        parts = (_ONSETS, _VOWELS, _ONSETS, _VOWELS, _ENDS)
        unique["".join(part[int(rng.integers(len(part)))] for part in parts)] = None
    return list(unique)


def lenders() -> list[Concept]:
    """The concepts whose places are lent: things that take "a" and can be counted, of all kinds."""
    able = [c for c in concepts().values() if c.article == "a" and is_countable(c)]
    return able[:: len(able) // COUNT][:COUNT]


def _renamed(concept: Concept, word: str) -> Concept:
    return replace(
        concept,
        name=word,
        plural=f"{word}s",
        synonyms=(),
        rare=(),
        heldout_synonyms=(word,),
        bare=(),
    )


@contextmanager
def novel_concepts() -> Iterator[tuple[str, ...]]:
    """Within this context the world has these concepts alone; yields their ids."""
    lent = lenders()
    tables = codes()
    rows = [concept_ids().index(concept.id) for concept in lent]
    known = tables.concept[:, rows].clone()
    generator = torch.Generator().manual_seed(12)
    fresh = torch.randn(PARTS, len(rows), CONCEPT_WIDTH, generator=generator)
    try:
        for concept, word in zip(lent, made_up_words(), strict=True):
            concepts()[concept.id] = _renamed(concept, word)
        tables.concept[:, rows] = F.normalize(fresh, dim=-1)
        codes_on.cache_clear()
        ids = tuple(concept.id for concept in lent)
        with limited(ids, GROUNDS):
            yield ids
    finally:
        for concept in lent:
            concepts()[concept.id] = concept
        tables.concept[:, rows] = known
        codes_on.cache_clear()
