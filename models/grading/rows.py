"""The rows of the table: which held-out examples each takes, and how good is good enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models.pictograms.world.example import Example

Rule = Literal["picture", "edit", "frame", "order", "words", "story", "chat", "redrawn"]


@dataclass(frozen=True)
class Row:
    """One line of the table; ``ship`` and ``aim`` are shares, None where no figure is promised."""

    id: str
    title: str
    task: str
    rule: Rule
    ship: float | None
    aim: float | None
    takes: Callable[[Example], bool]
    baseline: str
    at_once: bool = False  # the question is asked to be answered without thinking


def _held(example: Example, *names: str) -> bool:
    return any(name in example.meta.get("held", ()) for name in names)


def _unseen_words(example: Example) -> bool:
    return _held(example, "phrasing", "synonym")


def _few(example: Example) -> bool:
    return len(example.meta["scenes"][0].things) <= 5


def _kind(name: str) -> Callable[[Example], bool]:
    return lambda example: example.kind == name


def _any(example: Example) -> bool:
    return bool(example.meta.get("held"))


ANOTHER = "the picture of another case"
MAJORITY = "the likeliest answer to such a question"
COPY = "the input as it is"
RECENT = "the nearest frame shown"
BASE = "the base model"

ROWS: tuple[Row, ...] = (
    Row(
        "one",
        "One object drawn as asked",
        "generate",
        "picture",
        0.85,
        0.97,
        lambda example: not _unseen_words(example),
        ANOTHER,
    ),
    Row(
        "unseen",
        "One object, phrasings and synonyms never trained",
        "generate",
        "picture",
        0.75,
        0.95,
        _unseen_words,
        ANOTHER,
    ),
    Row(
        "several",
        "Two or three objects, counts to five, places",
        "several",
        "picture",
        0.60,
        0.90,
        _few,
        ANOTHER,
    ),
    Row("paper", "The paper's six puzzles", "paper", "picture", 5 / 6, 1.0, _any, ANOTHER),
    Row("puzzle", "Other held-out puzzles", "puzzle", "picture", 0.40, 0.75, _any, ANOTHER),
    Row("nuance", "Nuance pairs and rare names", "nuance", "picture", 0.40, 0.80, _any, ANOTHER),
    Row("question", "Picture questions", "question", "words", 0.75, 0.92, _any, MAJORITY),
    Row("video", "Video questions", "video", "words", 0.65, 0.88, _any, MAJORITY),
    Row("edit", "Edits: done, and the rest untouched", "edit", "edit", 0.60, 0.88, _any, COPY),
    Row("next", "Next frame", "frames", "frame", 0.70, 0.93, _kind("next"), RECENT),
    Row("previous", "Previous frame", "frames", "frame", 0.70, 0.93, _kind("previous"), RECENT),
    Row(
        "order",
        "Shuffled frames in order",
        "frames",
        "order",
        0.65,
        0.92,
        _kind("shuffled"),
        MAJORITY,
    ),
    Row(
        "thinking",
        "Tiny details with visual thinking",
        "thinking",
        "words",
        0.60,
        0.88,
        _kind("think"),
        MAJORITY,
    ),
    Row(
        "at_once",
        "The same questions answered at once",
        "thinking",
        "words",
        None,
        None,
        _kind("think"),
        MAJORITY,
        at_once=True,
    ),
    Row(
        "visualizer",
        "Drawn again from true visual tokens",
        "redrawn",
        "redrawn",
        0.92,
        0.99,
        lambda example: not _unseen_words(example),
        ANOTHER,
    ),
    Row("story", "Several-picture stories", "story", "story", 0.55, 0.85, _any, ANOTHER),
    Row("chat", "Chat that the base model answers rightly", "chat", "chat", 0.90, 1.0, _any, BASE),
)
GAIN_SHIP, GAIN_AIM = 0.15, 0.30  # of thinking over answering at once
