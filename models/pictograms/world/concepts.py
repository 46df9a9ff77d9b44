"""The concepts of the world, read from ``concepts.json``: one Noto icon or country flag each."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "concepts.json"


@dataclass(frozen=True)
class Concept:
    """One thing that the world can draw, with every word that names it.

    ``id`` is the name of the icon in ``@iconify-json/noto`` or ``flag:`` and a country code of
    ``flag-icons``. ``article`` is what stands before the name: a, an, the, some or nothing.
    ``bare`` are the synonyms that take no article, such as "bread" or "scissors".
    """

    id: str
    name: str
    plural: str
    article: str
    category: str
    colour: str | None
    synonyms: tuple[str, ...]
    rare: tuple[str, ...]
    heldout_synonyms: tuple[str, ...]
    bare: tuple[str, ...]

    @property
    def training_synonyms(self) -> tuple[str, ...]:
        """Synonyms that training may use; the others are kept for grading."""
        return tuple(word for word in self.synonyms if word not in self.heldout_synonyms)

    @property
    def phrase(self) -> str:
        """The name with its article: "a cat", "the sun", "Mount Fuji"."""
        return f"{self.article} {self.name}" if self.article else self.name


def _concept(row: dict[str, Any]) -> Concept:
    return Concept(
        id=str(row["id"]),
        name=str(row["name"]),
        plural=str(row["plural"]),
        article=str(row["article"]),
        category=str(row["category"]),
        colour=None if row["colour"] is None else str(row["colour"]),
        synonyms=tuple(map(str, row["synonyms"])),
        rare=tuple(map(str, row["rare"])),
        heldout_synonyms=tuple(map(str, row["heldout_synonyms"])),
        bare=tuple(map(str, row["bare"])),
    )


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by id, in the order of the file."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return {str(row["id"]): _concept(row) for row in rows}


@cache
def concept_ids() -> tuple[str, ...]:
    """The ids in the order of the file: a concept's number is its index here."""
    return tuple(concepts())


@cache
def by_category(category: str) -> tuple[Concept, ...]:
    """The concepts of one category; raises KeyError for a category without concepts."""
    found = tuple(c for c in concepts().values() if c.category == category)
    if not found:
        raise KeyError(f"No concept has the category {category!r}.")
    return found


@cache
def categories() -> tuple[str, ...]:
    """Every category that some concept has, in the order of the file."""
    return tuple(dict.fromkeys(c.category for c in concepts().values()))


@cache
def by_word() -> dict[str, Concept]:
    """Concepts by every lower-case word that names them: names, synonyms and rare names."""
    words: dict[str, Concept] = {}
    for concept in concepts().values():
        for word in (concept.name, *concept.synonyms, *concept.rare):
            words[word.lower()] = concept
    return words
