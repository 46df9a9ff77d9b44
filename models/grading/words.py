"""Answers in words: whether one says the accepted thing, the whole of it and nothing beside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from models.pictograms.tasks.frames import ORDER_IS
from models.pictograms.tasks.questions_one import KIND_WORDS
from models.pictograms.world.concepts import concepts
from models.pictograms.world.layout import PLACES
from models.pictograms.world.phrases import NUMBERS
from models.pictograms.world.scenes import BACKGROUNDS

_ARTICLES = frozenset({"a", "an", "the", "some"})


def normal(text: str) -> str:
    """Lower case, without articles and punctuation, single spaces."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())
    return " ".join(word for word in words if word not in _ARTICLES)


@cache
def _vocabularies() -> tuple[frozenset[str], ...]:
    """Words of one sort each, of which a right answer says one and no other."""
    names = [w for c in concepts().values() for w in (c.name, c.plural, *c.synonyms)]
    kinds = [*KIND_WORDS, *KIND_WORDS.values()]
    sorts: list[Iterable[str]] = [
        names,
        [*BACKGROUNDS, "grey"],
        [*NUMBERS, *map(str, range(11))],
        ["yes", "no"],
        [*PLACES, "center", "centre"],
        kinds,
        ["left", "right", "up", "down", "upwards", "downwards"],
        ["grow", "grows", "bigger", "larger", "shrink", "shrinks", "smaller"],
    ]
    return tuple(frozenset(normal(word) for word in sort) - {""} for sort in sorts)


def _found(words: list[str], vocabulary: frozenset[str]) -> set[str]:
    """The vocabulary's phrases in the words, the longest at each place."""
    found: set[str] = set()
    longest = max(phrase.count(" ") for phrase in vocabulary) + 1
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if phrase in vocabulary:
                found.add(phrase)
                at += length
                break
        else:
            at += 1
    return found


def says(text: str, accepted: Iterable[str]) -> bool:
    """Whether the text is an accepted answer, or holds one and no other of the same sort.

    "It is a cat." says "cat"; "a cat or a dog" does not, and "top right" does not say "right". An
    accepted answer of several things (a caption, an order) must be the whole text.
    """
    said = normal(text)
    right = {normal(one) for one in accepted}
    if said in right:
        return True
    sorts = [vocabulary for vocabulary in _vocabularies() if right & vocabulary]
    found = [_found(said.split(), vocabulary) for vocabulary in sorts]
    return bool(found) and all(one and one <= right for one in found)


def order_said(text: str) -> tuple[int, ...]:
    """The numbers of frames that an answer names, in order; "first" and the like do not count.

    Numbers of the notes before "The right order is" do not count either.
    """
    said = text.rpartition(ORDER_IS)[2]
    return tuple(int(digit) for digit in re.findall(r"(?<![\w.])\d+(?!\w)", said))
