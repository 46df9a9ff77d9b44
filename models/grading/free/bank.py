"""The bank of wordings and the names of things, as the files in ``bank/`` have them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "bank"
Wording = dict[str, Any]

# Rows of the table, the bank's file of each, and how many wordings it must hold at least.
ROWS: dict[str, tuple[str, int]] = {
    "drawn": ("drawn.json", 60),
    "several": ("several.json", 45),
    "puzzle": ("puzzles.json", 40),
    "paper": ("paper.json", 24),
    "question": ("questions.json", 40),
    "counting": ("counting.json", 40),
    "edit": ("edits.json", 50),
    "frames": ("frames.json", 40),
    "order": ("order.json", 40),
    "detail": ("details.json", 40),
    "story": ("stories.json", 40),
    "talk": ("talk.json", 100),
    "unknown": ("unknown.json", 40),
}


@dataclass(frozen=True)
class Thing:
    """A thing of the world with the words for it; ``ordinary`` ones fill the slots of wordings."""

    id: str
    name: str
    plural: str
    article: str
    category: str
    colour: str | None
    also: tuple[str, ...]
    ordinary: bool

    @property
    def phrase(self) -> str:
        """ "a cat", "the Earth", "Mount Fuji"."""
        return f"{self.article} {self.name}".strip()


def document(name: str) -> dict[str, Any]:
    """A file of the bank."""
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


@cache
def wordings(row: str) -> tuple[Wording, ...]:
    """The wordings of a row. Raises KeyError for an unknown row."""
    return tuple(document(ROWS[row][0])["wordings"])


@cache
def things() -> dict[str, Thing]:
    """Every thing by its id."""
    rows = json.loads((FOLDER / "things.json").read_text(encoding="utf-8"))
    return {row["id"]: Thing(**{**row, "also": tuple(row["also"])}) for row in rows}


@cache
def ordinary(category: str = "") -> tuple[str, ...]:
    """Ids of the things that slots are filled with, of one category or all."""
    return tuple(
        one.id
        for one in things().values()
        if one.ordinary and (not category or one.category == category)
    )
