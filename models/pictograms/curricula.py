"""What the language stage is trained on, and when: the curricula of ``curricula.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")

Weights = dict[str, float]  # by task


@cache
def curricula() -> dict[str, list[tuple[float, Weights]]]:
    """By name, the phases: the share of the stage at which each begins, and its weights."""
    stored = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: [(float(phase["begin"]), phase["weights"]) for phase in phases]
        for name, phases in stored.items()
    }


def weights_at(curriculum: str, progress: float) -> tuple[int, Weights]:
    """Number of the phase at this share of the stage's minutes, and its weights."""
    phases = curricula()[curriculum]
    number = max(i for i, (begin, _) in enumerate(phases) if progress >= begin)
    return number, phases[number][1]
