"""Shares with their intervals, and the likeliest answers of training as a baseline."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from models.grading.cases import Case
from models.pictograms.tasks.frames import ORDER_IS
from models.pictograms.tasks.mixture import examples
from models.pictograms.world.notes import conclusion

_TRAINED = 4000  # training examples of a task from which its likeliest answers are counted
_SEED = 71


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95 % interval of Wilson."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share itself; 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end; everything is possible when nothing was counted."""
        if self.of == 0:
            return 0.0, 1.0
        z = 1.959964
        n, p = self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def difference(one: Share, other: Share) -> tuple[float, float, float]:
    """``one`` less ``other`` with a 95 % interval (Newcombe's, from those of Wilson)."""
    gap = one.value - other.value
    (low, high), (other_low, other_high) = one.interval, other.interval
    down = math.hypot(one.value - low, other_high - other.value)
    up = math.hypot(high - one.value, other.value - other_low)
    return gap, gap - down, gap + up


def majority_of(trained: Callable[[str], Counter[tuple[str, str]]], case: Case) -> str:
    """The answer that training gives oftenest in the case's kind, by a count of them."""
    count = trained(case.example.task)
    said = {answer: n for (kind, answer), n in count.items() if kind == case.example.kind}
    return max(said, key=lambda answer: (said[answer], answer)) if said else ""


def _judged(text: str) -> str:
    """Of an answer in words what it is judged by, without the notes before it."""
    _, order, rest = text.rpartition(ORDER_IS)
    return f"{order}{rest}" if order else conclusion(text)


@cache
def trained_answers(task: str) -> Counter[tuple[str, str]]:
    """How often each kind of a task has each answer in words, in a sample of training."""
    found: Counter[tuple[str, str]] = Counter()
    for example in islice(examples(_SEED, "train", {task: 1.0}), _TRAINED):
        said = [part for part in example.turns[-1].parts if isinstance(part, str)]
        found[example.kind, _judged(said[-1])] += 1
    return found


def likeliest(case: Case) -> str:
    """The likeliest answer of training to a question of the case's kind."""
    return majority_of(trained_answers, case)
