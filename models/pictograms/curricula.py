"""What each stage of training is fed, and when: the curriculum."""

from __future__ import annotations

# The touch-up at first; what it came to be given differs in plain talk alone for a while.
TOUCH_UP = {
    "generate": 1.6,
    "several": 0.7,
    "question": 1.2,
    "puzzle": 1.4,
    "fact": 0.6,
    "edit": 2.2,
    "nuance": 0.9,
    "frames": 3.4,
    "video": 1.2,
    "thinking": 0.9,
    "story": 1.2,
    "talk": 0.7,
    "chat": 5.0,
}

# Curriculum: list of (share of the stage's minutes at which the phase begins, weights by task).
PHASES: dict[str, list[tuple[float, dict[str, float]]]] = {
    "language": [
        (
            0.0,
            {
                "generate": 5.0,
                "several": 1.6,
                "question": 2.0,
                "puzzle": 1.0,
                "fact": 0.3,
                "edit": 1.2,
                "nuance": 0.6,
                "chat": 0.5,
            },
        ),
        (
            0.3,
            {
                "generate": 3.0,
                "several": 2.0,
                "question": 2.2,
                "puzzle": 1.2,
                "fact": 0.3,
                "edit": 2.0,
                "nuance": 0.8,
                "frames": 1.4,
                "video": 0.8,
                "thinking": 0.7,
                "story": 0.6,
                "chat": 0.5,
            },
        ),
        (
            0.45,
            {
                "generate": 1.8,
                "several": 1.6,
                "question": 2.4,
                "puzzle": 1.2,
                "fact": 0.3,
                "edit": 3.4,
                "nuance": 0.8,
                "frames": 2.2,
                "video": 1.2,
                "thinking": 1.4,
                "story": 0.3,
                "chat": 0.6,
            },
        ),
        (
            0.6,
            {
                "generate": 1.2,
                "several": 1.2,
                "question": 3.0,
                "puzzle": 1.2,
                "fact": 0.3,
                "edit": 3.0,
                "nuance": 0.7,
                "frames": 3.4,
                "video": 2.0,
                "thinking": 1.6,
                "story": 0.6,
                "chat": 0.6,
            },
        ),
    ],
    # From the base model with all layers trained, where a graphics card makes many tokens.
    "whole": [
        (
            0.0,
            {
                "generate": 4.0,
                "several": 1.5,
                "note": 2.0,
                "question": 3.0,
                "puzzle": 1.2,
                "fact": 0.5,
                "edit": 1.0,
                "nuance": 0.6,
                "chat": 1.5,
            },
        ),
        (
            0.1,
            {
                "generate": 1.6,
                "several": 1.0,
                "note": 0.9,
                "question": 3.0,
                "puzzle": 2.2,
                "fact": 0.6,
                "edit": 2.6,
                "nuance": 0.8,
                "frames": 2.6,
                "video": 1.8,
                "thinking": 1.2,
                "story": 0.8,
                "talk": 1.2,
                "chat": 2.4,
            },
        ),
    ],
    # A touch-up on a processor: what an unseen wording led astray, and the rest so that it is kept.
    "touch": [
        (
            0.0,
            TOUCH_UP,
        ),
        (
            0.47,
            {**TOUCH_UP, "chat": 9.0},
        ),
        (
            0.72,
            {
                "generate": 1.8,
                "several": 0.4,
                "question": 1.0,
                "puzzle": 3.0,
                "fact": 0.6,
                "edit": 4.0,
                "nuance": 1.0,
                "frames": 1.6,
                "video": 1.2,
                "thinking": 0.5,
                "story": 2.6,
                "talk": 0.4,
                "chat": 3.0,
            },
        ),
    ],
    # Scales alone (``rounding.py``): plain talk brought back near the base, the rest kept.
    "scales": [
        (
            0.0,
            {
                "generate": 1.8,
                "several": 0.7,
                "question": 1.4,
                "puzzle": 2.4,
                "fact": 1.4,
                "edit": 2.6,
                "nuance": 0.8,
                "frames": 2.2,
                "video": 1.2,
                "thinking": 0.8,
                "story": 1.6,
                "talk": 1.4,
                "chat": 15.0,
            },
        ),
    ],
    # Gone on with from a package: what was weakest, and the rest so that it is kept.
    "further": [
        (
            0.0,
            {
                "generate": 1.4,
                "several": 0.8,
                "note": 4.0,
                "question": 3.0,
                "puzzle": 0.7,
                "fact": 0.3,
                "edit": 1.2,
                "nuance": 0.3,
                "frames": 0.8,
                "video": 0.6,
                "thinking": 0.7,
                "story": 0.5,
                "chat": 1.6,
            },
        ),
        (
            0.25,
            {
                "generate": 1.4,
                "several": 0.5,
                "note": 2.4,
                "question": 2.6,
                "puzzle": 0.8,
                "fact": 0.3,
                "edit": 1.2,
                "nuance": 0.3,
                "frames": 1.5,
                "video": 1.0,
                "thinking": 0.8,
                "story": 0.7,
                "chat": 1.6,
            },
        ),
        (
            0.6,
            {
                "generate": 0.8,
                "several": 0.3,
                "note": 10.0,
                "question": 1.6,
                "puzzle": 0.5,
                "fact": 0.2,
                "edit": 0.8,
                "nuance": 0.2,
                "frames": 0.9,
                "video": 0.6,
                "thinking": 0.5,
                "story": 0.4,
                "chat": 1.0,
            },
        ),
        (
            0.8,
            {
                "generate": 1.4,
                "several": 0.5,
                "note": 3.0,
                "question": 2.6,
                "puzzle": 0.8,
                "fact": 0.3,
                "edit": 1.2,
                "nuance": 0.3,
                "frames": 1.9,
                "video": 1.0,
                "thinking": 0.8,
                "story": 0.7,
                "chat": 1.6,
            },
        ),
        (
            0.93,
            {
                "generate": 1.6,
                "several": 0.6,
                "note": 0.4,
                "question": 2.0,
                "puzzle": 4.0,
                "fact": 1.0,
                "edit": 3.0,
                "nuance": 0.6,
                "frames": 0.3,
                "video": 0.5,
                "thinking": 0.7,
                "story": 0.5,
                "chat": 2.2,
            },
        ),
    ],
}


def weights_at(curriculum: str, progress: float) -> tuple[int, dict[str, float]]:
    """Number of the phase at this share of the stage's minutes, and its weights."""
    phases = PHASES[curriculum]
    number = max(i for i, (begin, _) in enumerate(phases) if progress >= begin)
    return number, phases[number][1]
