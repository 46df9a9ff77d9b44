"""Facts about the concepts, read from ``puzzles.json``: clues, entities, numbers and colours."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.pictograms.world.concepts import concepts
from models.pictograms.world.phrases import capital

DATA = Path(__file__).parent / "puzzles.json"


@dataclass(frozen=True)
class Entity:
    """A country, person, feast or thing that two-step puzzles pass through.

    ``relations`` are a clue with ``{}`` for the entity, and the concept that it leads to. A closed
    entity belongs to one of the paper's puzzles: training names it plainly, never by descriptors.
    """

    name: str
    closed: bool
    descriptors: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]

    def naming(self, descriptor: str) -> str:
        """The sentence that says whom a descriptor means: "The son of Odin is Thor."."""
        verb = "are" if "brothers" in self.name else "is"
        return f"{capital(descriptor)} {verb} {self.name}."


def saying(clue: str, concept: str) -> str:
    """The sentence that says what a clue leads to: "The pet that purrs is a cat."; none where the
    clue is the thing's name."""
    phrase = concepts()[concept].phrase
    return "" if "flag of" in clue else f"{capital(clue)} is {phrase}."


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return loaded


@cache
def clues() -> tuple[tuple[str, str], ...]:
    """Pairs of concept id and a clue that fits this concept alone: "the pet that purrs"."""
    return tuple((str(i), str(clue)) for i, some in _data()["clues"].items() for clue in some)


@cache
def clues_of(concept: str) -> tuple[str, ...]:
    """The clues of one concept; empty when it has none."""
    return tuple(map(str, _data()["clues"].get(concept, ())))


@cache
def entities() -> tuple[Entity, ...]:
    """All entities, the closed ones among them."""
    return tuple(
        Entity(
            str(row["name"]),
            bool(row["closed"]),
            tuple(map(str, row["descriptors"])),
            tuple((str(a), str(b)) for a, b in row["relations"].items()),
        )
        for row in _data()["entities"]
    )


@cache
def numbers() -> tuple[tuple[int, str], ...]:
    """Numbers from two to nine and a fact that counts them: (8, "a spider has legs")."""
    return tuple((int(n), str(fact)) for n, some in _data()["numbers"].items() for fact in some)


@cache
def colours() -> tuple[tuple[str, str], ...]:
    """Plain backgrounds and a thing that has their colour: ("yellow", "a ripe banana")."""
    return tuple((str(c), str(thing)) for c, some in _data()["colours"].items() for thing in some)


@cache
def questions() -> tuple[tuple[str, str], ...]:
    """Questions in words and their short answers."""
    return tuple((str(question), str(answer)) for question, answer in _data()["text"])


@cache
def paper_puzzles() -> tuple[tuple[str, str], ...]:
    """The paper's six puzzles, figures 1 and 10: concept id and clue. Never trained."""
    return tuple((str(row["concept"]), str(row["clue"])) for row in _data()["paper"])
