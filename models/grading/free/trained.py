"""What training says: every way of asking, to keep the bank's wordings away from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from models.grading.free.bank import things
from models.grading.free.ground import NAMED
from models.grading.free.words import NUMBERS
from models.pictograms.tasks.mixture import OPEN_TASKS, TASKS, examples
from models.pictograms.world.chat_forms import formed_prompts
from models.pictograms.world.chat_prompts import chat_prompts
from models.pictograms.world.example import Part, Split
from models.pictograms.world.wordings import wordings

LEAST = 1 / 3  # of the longer one's letters that must differ
_COLOURS = (*NAMED, "grey")
_SPLITS: tuple[tuple[Split, int], ...] = (("train", 11), ("heldout", 12))
_ALPHABET = " abcdefghijklmnopqrstuvwxyz"
_ARTICLES = r"(?:(?:a|an|the|some|my|your) )?"


@cache
def _thing() -> re.Pattern[str]:
    names = {name for one in things().values() for name in (one.name, one.plural, *one.also)}
    ordered = sorted((re.escape(one.lower()) for one in names), key=len, reverse=True)
    return re.compile(rf"\b{_ARTICLES}(?:{'|'.join(ordered)})\b")


def skeleton(text: str) -> str:
    """A wording without what fills it: things are x, colours c, numbers n; letters alone."""
    said = text.lower().replace("’", "'").replace("'", "")
    said = _thing().sub("x", said)
    said = re.sub(rf"\b(?:{'|'.join(NUMBERS)}|\d+)\b", "n", said)
    said = re.sub(rf"\b(?:a |an )?(?:{'|'.join(_COLOURS)})\b", "c", said)
    said = re.sub(r"[^a-z ]", " ", said)
    return " ".join(said.split())


def distance(one: str, other: str, most: int) -> int:
    """Edits (of Levenshtein) between two texts, counted by bits; ``most`` + 1 where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    if not one or not other:
        return max(len(one), len(other))
    where: dict[str, int] = {}
    for i, letter in enumerate(one):
        where[letter] = where.get(letter, 0) | 1 << i
    full = (1 << len(one)) - 1
    last = 1 << (len(one) - 1)
    plus, minus, edits = full, 0, len(one)
    for letter in other:
        same = where.get(letter, 0)
        across = (((same & plus) + plus) ^ plus) | same | minus
        up = minus | ~(across | plus) & full
        down = plus & across
        edits += 1 if up & last else -1 if down & last else 0
        up = (up << 1 | 1) & full
        down = down << 1 & full
        plus = down | ~(across | up) & full
        minus = up & across
    return min(edits, most + 1)


def too_near(one: str, other: str) -> bool:
    """Whether two texts differ in less than a third of the longer one."""
    longer = max(len(one), len(other))
    most = int(LEAST * longer)
    return distance(one, other, most + 1) < LEAST * longer


class Trained:
    """Texts of training, with their letters counted so that few of them need comparing."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts))
        self._counts = np.array([_letters(one) for one in self._texts], np.int32)
        self._lengths = self._counts.sum(1)

    def near(self, text: str) -> list[str]:
        """Those that differ from the text in less than a third of the longer one."""
        apart = np.abs(self._counts - np.array(_letters(text), np.int32)).sum(1)
        least = (apart + np.abs(self._lengths - len(text))) / 2
        possible = least < LEAST * np.maximum(self._lengths, len(text))
        return [self._texts[i] for i in np.flatnonzero(possible) if too_near(text, self._texts[i])]


def _letters(text: str) -> list[int]:
    return [text.count(letter) for letter in _ALPHABET]


def _asked(parts: tuple[Part, ...]) -> str:
    return " ".join(part for part in parts if isinstance(part, str))


def _written(words: Any) -> Iterator[str]:
    """Every wording of a file, its slots filled with things, places and numbers."""
    if isinstance(words, str):
        placed = words.replace("{where}", "over there").replace("{n}", "two")
        yield re.sub(r"\{\w*\}", "a cat", placed)
    elif isinstance(words, dict):
        for inner in words.values():
            yield from _written(inner)
    elif isinstance(words, list):
        for inner in words:
            yield from _written(inner)


def written_wordings() -> frozenset[str]:
    """Skeletons of all wordings that tasks in any wording are made of, whole requests or parts."""
    asked = ("again", "asking", "edits", "frames", "openings", "questions", "stories", "talk")
    found = {skeleton(one) for name in asked for one in _written(wordings(name))}
    found |= {skeleton(one) for one in _written(wordings("unknown")["asks_known"])}
    found |= {skeleton(one) for row in wordings("about")["topics"] for one in row["ask"]}
    return frozenset(found)


@cache
def training_words(per_task: int = 250, per_open_task: int = 500) -> frozenset[str]:
    """Skeletons of what users say in training and in the old held-out cases.

    Of tasks in any wording every wording is taken, and more examples, as they join them.
    """
    found: set[str] = set()
    counts = dict.fromkeys(TASKS, per_task) | dict.fromkeys(OPEN_TASKS, per_open_task)
    for task, count in counts.items():
        for split, seed in _SPLITS:
            for example in islice(examples(seed, split, {task: 1.0}), count):
                turns = (turn for turn in example.turns if turn.role == "user")
                found |= {skeleton(_asked(turn.parts)) for turn in turns}
    found |= {skeleton(prompt) for prompt in formed_prompts()}
    found |= {skeleton(one.prompt) for one in chat_prompts()}
    return frozenset((found | written_wordings()) - {"", "x"})
