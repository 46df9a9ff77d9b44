"""Chance that is the same on every machine and in every version: numbers from hashes of a name."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of numbers that depends on its name alone."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thrown = 0

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count`` - 1."""
        text = f"{self._name}#{self._thrown}"
        self._thrown += 1
        digest = blake2b(text.encode("utf-8"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % count

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both possible."""
        return low + self.below(high - low + 1)

    def one_in(self, count: int) -> bool:
        """True once in ``count`` throws."""
        return self.below(count) == 0

    def choice(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """``count`` different ones of the items, in any order."""
        return self.shuffled(items)[:count]
