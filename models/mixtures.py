"""What each stage of training is fed, and when: the curriculum."""

from __future__ import annotations

# Stage: list of (share of the stage's minutes at which the phase begins, weights by task).
PHASES: dict[str, list[tuple[float, dict[str, float]]]] = {
    "connector": [(0.0, {"question": 1.0})],
    "language": [
        (
            0.0,
            {
                "generate": 5.0,
                "question": 2.0,
                "several": 0.8,
                "chat": 0.8,
                "puzzle": 0.5,
                "fact": 0.4,
            },
        ),
        (
            0.4,
            {
                "generate": 4.0,
                "question": 2.0,
                "several": 2.0,
                "chat": 0.8,
                "puzzle": 1.2,
                "fact": 0.4,
                "edit": 0.8,
                "nuance": 0.4,
            },
        ),
    ],
}


def weights_at(stage: str, progress: float) -> tuple[int, dict[str, float]]:
    """Number of the phase at this share of the stage's minutes, and its weights."""
    phases = PHASES[stage]
    number = max(i for i, (begin, _) in enumerate(phases) if progress >= begin)
    return number, phases[number][1]
