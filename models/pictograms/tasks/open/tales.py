"""Stories with pictures, lines to be illustrated and single pictures, asked for in any words."""

import numpy as np

from models.pictograms.tasks import stories
from models.pictograms.world.example import Example, Split
from models.pictograms.world.wordings import as_typed, ways

TASK = "tale"
KINDS = stories.KINDS


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One request that is answered by several pictures."""
    words = {"story": "tell", "lines": "lines", "series": "series"}
    by_kind = {kind: ways("stories", name) for kind, name in words.items()}
    found = stories.sample(rng, split, by_kind, as_typed)
    return Example(TASK, found.kind, found.turns, found.meta)
