"""What no training prompt may say: both steps of one of the paper's six puzzles, in any wording."""

from __future__ import annotations

import re

# Words of one step and words of the other.
_STEPS: tuple[tuple[str, str], ...] = (
    (r"monarch|metamorph", r"caterpillar|result|butterfl"),
    (r"yellowstone", r"flag"),
    (r"sushi", r"flower|blossom|festival"),
    (r"constellation|northern", r"bear|mammal"),
    (r"relativity", r"instrument|violin"),
    (r"\d ?\+ ?\d|plus|sum of", r"lives"),
)
_PATTERNS = tuple(tuple(re.compile(step, re.IGNORECASE) for step in steps) for steps in _STEPS)


def joins_paper_puzzle(text: str) -> bool:
    """Whether a text holds words of both steps of a puzzle, if only by chance."""
    return any(all(step.search(text) for step in steps) for steps in _PATTERNS)
