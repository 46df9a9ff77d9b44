"""Reasoned generation: the thing to draw is never named, two facts lead to it (figures 1, 10)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.example import Example, Split
from models.pictograms.world.facts import clues, colours, entities, numbers, paper_puzzles, saying
from models.pictograms.world.layout import counted, single
from models.pictograms.world.paper import joins_paper_puzzle
from models.pictograms.world.phrases import NUMBERS, Phrasings, capital, indefinite, polish, several
from models.pictograms.world.requests import asked, drawing
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import bucket, key_of

TASK = "puzzle"
KINDS = ("clue", "plain", "two", "number", "sum", "colour", "colour-clue", "sum-clue")
PAPER_REQUEST = "Generate an image of {}"

COUNTED = (*NUMBERS, "eleven", "twelve")
_SUM = Phrasings(
    ("({a}+{b}) {what}", "{a}+{b} {what}", "{a} plus {b} {what}"),
    ("the sum of {a} and {b} {what}",),
)
_CLOCK = Phrasings(
    ("a clock at {a}+{b} o'clock", "a clock that shows {a} plus {b}"),
    ("a clock {b} hours after {a} o'clock",),
)
_COLOUR = Phrasings(
    ("{a} on a background the colour of {b}", "{a} on the colour of {b}"),
    ("{a} on a background as coloured as {b}",),
)


@dataclass(frozen=True)
class Puzzle:
    """A clue in words and the picture that it leads to."""

    kind: str
    clue: str
    scene: Scene
    concepts: tuple[str, ...]
    key: str
    reason: str = ""  # what the answer says before it draws: each step in a sentence


# Other ways in which a clue may begin.
_OTHERWISE = (
    ("the flag of ", "the national flag of "),
    ("the instrument played by ", "a musical instrument, this instrument is played by "),
    ("the animal of ", "the animal that shares its name with "),
)


def _otherwise(rng: np.random.Generator, puzzle: Puzzle) -> Puzzle:
    """The puzzle, its clue at times put in another way."""
    clue = puzzle.clue
    if rng.random() < 0.4:
        for one, other in _OTHERWISE:
            clue = clue.replace(one, other)
    return replace(puzzle, clue=clue)


@cache
def two_step_puzzles() -> tuple[Puzzle, ...]:
    """Every descriptor of every open entity in every relation."""
    return tuple(
        Puzzle(
            "two",
            relation.format(descriptor),
            single(concept),
            (concept,),
            key_of("puzzle-two", relation, descriptor),
            f"{entity.naming(descriptor)} {saying(relation.format(entity.name), concept)}",
        )
        for entity in entities()
        if not entity.closed
        for descriptor in entity.descriptors
        for relation, concept in entity.relations
    )


def held_out_puzzle(puzzle: Puzzle) -> bool:
    """Whether a puzzle is kept for grading: of the written two-step puzzles more than a third."""
    share = 35 if puzzle.kind == "two" else 12
    return bucket(puzzle.key, 100) < share


def _draw(rng: np.random.Generator, kind: str, unseen: bool) -> Puzzle:
    if kind == "clue":
        concept, clue = pick.choice(rng, clues())
        key = key_of("puzzle-clue", clue)
        return Puzzle(kind, clue, single(concept), (concept,), key, saying(clue, concept))
    if kind == "plain":
        entity = pick.choice(rng, entities())
        relation, concept = pick.choice(rng, entity.relations)
        clue = relation.format(entity.name)
        key, reason = key_of("puzzle-plain", clue), saying(clue, concept)
        return _otherwise(rng, Puzzle(kind, clue, single(concept), (concept,), key, reason))
    if kind == "two":
        return _otherwise(rng, pick.choice(rng, two_step_puzzles()))
    if kind == "number":
        count, fact = pick.choice(rng, numbers())
        counted_thing = pick.countable(rng)
        clue = f"as many {counted_thing.plural} as {fact}"
        scene, key = (
            counted(counted_thing.id, count),
            key_of("puzzle-number", counted_thing.id, fact),
        )
        reason = f"{capital(fact)}: {NUMBERS[count]}. That is {several(counted_thing, count)}."
        return Puzzle(kind, clue, scene, (counted_thing.id,), key, reason)
    if kind == "sum":
        return _sum(rng, unseen)
    if kind == "sum-clue":
        return _sum_in_clue(rng)
    colour, thing = pick.choice(rng, colours())
    if kind == "colour":
        drawn = pick.concept(rng)
        words = indefinite(drawn)
        key = key_of("puzzle-colour", drawn.id, thing)
        clue = _COLOUR.choose(rng, unseen).format(a=words, b=thing)
        reason = _coloured(thing, colour)
        return Puzzle(kind, clue, single(drawn.id, colour), (drawn.id,), key, reason)
    concept, clue = pick.choice(rng, clues())
    full = _COLOUR.choose(rng, unseen).format(a=clue, b=thing)
    key = key_of("puzzle-colour-clue", clue, thing)
    reason = f"{saying(clue, concept)} {_coloured(thing, colour)}"
    return Puzzle(kind, full, single(concept, colour), (concept,), key, reason)


def _coloured(thing: str, colour: str) -> str:
    return f"The colour of {thing} is {colour}."


def _added(first: int, total: int) -> str:
    return f"{first} + {total - first} is {COUNTED[total]}."


@cache
def _numbered() -> tuple[tuple[str, str, int], ...]:
    """Concept, clue with a place for its number, and the number, where a clue has one."""
    found = []
    for concept, clue in clues():
        for number in range(2, 13):
            word = f" {COUNTED[number]} "
            if clue.count(word) == 1 and not joins_paper_puzzle(clue.replace(word, " 1+1 ")):
                found.append((concept, clue.replace(word, " {} "), number))
    return tuple(found)


def _sum_in_clue(rng: np.random.Generator) -> Puzzle:
    concept, clue, total = pick.choice(rng, _numbered())
    first = int(rng.integers(1, total))
    whole = clue.format(COUNTED[total])
    reason = f"{_added(first, total)} {saying(whole, concept)}"
    key = key_of("puzzle-sum-clue", clue, str(first))
    asked_for = clue.format(f"({first}+{total - first})")
    return Puzzle("sum-clue", asked_for, single(concept), (concept,), key, reason)


def _sum(rng: np.random.Generator, unseen: bool) -> Puzzle:
    if rng.random() < 0.4:
        total = int(rng.integers(2, 13))
        first = int(rng.integers(1, total))
        concept = f"{COUNTED[total]}-oclock"
        clue = _CLOCK.choose(rng, unseen).format(a=first, b=total - first)
        key = key_of("puzzle-sum", "clock", str(first), str(total))
        return Puzzle("sum", clue, single(concept), (concept,), key, _added(first, total))
    total = int(rng.integers(2, 10))
    first = int(rng.integers(1, total))
    thing = pick.countable(rng)
    clue = _SUM.choose(rng, unseen).format(a=first, b=total - first, what=thing.plural)
    key = key_of("puzzle-sum", thing.id, str(first), str(total))
    reason = f"{_added(first, total)} That is {several(thing, total)}."
    return Puzzle("sum", clue, counted(thing.id, total), (thing.id,), key, reason)


def paper_examples() -> tuple[Example, ...]:
    """The paper's six puzzles in the paper's words; for grading only."""
    return tuple(
        drawing(
            TASK,
            "paper",
            "heldout",
            PAPER_REQUEST.format(clue),
            single(concept),
            {"concepts": (concept,), "composition": key_of("paper", concept), "held": ("puzzle",)},
        )
        for concept, clue in paper_puzzles()
    )


def sample(
    rng: np.random.Generator,
    split: Split,
    request: Callable[[np.random.Generator, str], str] | None = None,
) -> Example:
    """One puzzle. Single facts are always in training; held-out are joins that it never shows.

    ``request`` makes another prompt of the clue than this task's own.
    Raises RuntimeError when no fact leads to a concept in use.
    """
    training = (0.28, 0.16, 0.3, 0.07, 0.07, 0.04, 0.04, 0.04)
    shares = training if split == "train" else (0, 0, 0.65, 0.1, 0.1, 0.05, 0.05, 0.05)
    known = frozenset(pick.ids())
    for _ in range(20000):
        kind = KINDS[int(rng.choice(len(KINDS), p=shares))]
        unseen = split == "heldout" and bool(rng.random() < 0.3)
        puzzle = _draw(rng, kind, unseen)
        single_fact = kind in ("clue", "plain")
        kept = not single_fact and held_out_puzzle(puzzle)
        if kept == (split == "heldout") and known.issuperset(puzzle.concepts):
            break
    else:
        raise RuntimeError("No puzzle leads to a concept in use: use more of them.")
    paper_form = rng.random() < 0.3
    plain = polish(rng, capital(PAPER_REQUEST.format(puzzle.clue)))
    prompt = plain if paper_form else asked(rng, puzzle.clue, unseen)
    if request is not None:
        prompt = request(rng, puzzle.clue)
    return drawing(
        TASK,
        kind,
        split,
        prompt,
        puzzle.scene,
        {
            "concepts": puzzle.concepts,
            "composition": puzzle.key,
            "held": ("puzzle",) if split == "heldout" else (),
        },
        puzzle.reason,
    )
