"""Examples: turns of text and pictures, with what a grader needs to judge an answer."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from models.pictograms.world.scenes import Scene

Role = Literal["user", "assistant"]
Split = Literal["train", "heldout"]
Part = str | Scene


class Meta(TypedDict, total=False):
    """What is known about an example; the key is absent where it does not apply."""

    concepts: tuple[str, ...]  # ids of what the prompt or the answer is about
    composition: str  # key whose hash decides between training and held-out
    held: tuple[str, ...]  # what was never trained: "composition", "phrasing", "synonym", "puzzle"
    scenes: tuple[Scene, ...]  # expected pictures of the last answer, in order
    answers: tuple[str, ...]  # accepted answers in words, plain lower case without articles
    order: tuple[int, ...]  # right order of shuffled frames, counted from 1
    style: str  # icon set of the user's pictures where it is not noto
    before: Scene  # picture before an edit: what was not asked must stay
    majority: str  # a guess without looking at the picture, for the baseline


@dataclass(frozen=True)
class Turn:
    """One message; a user's pictures stand before its text, an answer's stand anywhere."""

    role: Role
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Example:
    """A conversation that ends with the answer to learn; ``kind`` is a sort within the task."""

    task: str
    kind: str
    turns: tuple[Turn, ...]
    meta: Meta = field(default_factory=Meta)


def user(*parts: Part) -> Turn:
    """A user's turn."""
    return Turn("user", parts)


def assistant(*parts: Part) -> Turn:
    """An assistant's turn."""
    return Turn("assistant", parts)


def texts(example: Example) -> list[str]:
    """Every text of the example, in order."""
    return [part for turn in example.turns for part in turn.parts if isinstance(part, str)]


def pictures(example: Example) -> list[Scene]:
    """Every picture of the example, in order."""
    return [part for turn in example.turns for part in turn.parts if isinstance(part, Scene)]
