"""Questions in any words about pictures without a grid, answered at the level that is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.pictograms.tasks.questions_one import (
    KIND_WORDS,
    NO_OTHER_STYLE,
    OTHER_STYLE,
    unclear,
)
from models.pictograms.world import pick
from models.pictograms.world.anywhere import loosened, scattered
from models.pictograms.world.arrange import reading_order
from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.example import Example, Meta, Split
from models.pictograms.world.layout import PLACES, placed
from models.pictograms.world.notes import APART, caption_of, counted_out, place_of, seen
from models.pictograms.world.phrases import NUMBERS, definite, listed, plain_answer, sentence
from models.pictograms.world.requests import answering
from models.pictograms.world.scenes import Scene, Thing
from models.pictograms.world.split import is_held_out, key_of
from models.pictograms.world.wordings import asked_about, one_way, ways, wordings

TASK = "look"
_OTHER_HAND = 0.3  # share of pictures in another hand of drawing
# Kinds that the first questions ask too: their held-out compositions are held out here as well.
_AS_BEFORE = {"name": "what", "category": "what", "sort": "kind", "size": "bigger"}
_APART = 24  # pixels between the middles of two things of which one is left of the other


@dataclass(frozen=True)
class _Found:
    """A picture on the grid, the wording's kind and slots, and the answer after its notes."""

    scene: Scene
    way: str
    slots: dict[str, str]
    answer: str
    others: tuple[str, ...] = ()
    notes: str = ""


def _pair(
    rng: np.random.Generator, fits: Callable[[Thing, Thing], bool], more: int = 2
) -> tuple[Scene, Thing, Thing]:
    """A picture of two things that fit each other and up to ``more`` others."""
    while True:
        kinds = [one.id for one in pick.different(rng, 2 + int(rng.integers(more + 1)))]
        scene = scattered(rng, kinds, pick.background(rng, 0.4))
        one, other = scene.things[:2]
        if fits(one, other):
            return scene, one, other


def _concept(thing: Thing) -> Concept:
    return concepts()[thing.concept]


def _the(one: Thing, other: Thing | None = None) -> dict[str, str]:
    slots = {"the": definite(_concept(one))}
    return slots if other is None else {**slots, "the2": definite(_concept(other))}


def _named(concept: Concept) -> tuple[str, ...]:
    return (concept.name, *concept.synonyms)


def _one(rng: np.random.Generator, concept: Concept) -> Scene:
    return scattered(rng, [concept.id], pick.background(rng, 0.3), largest=192)


def _name(rng: np.random.Generator) -> _Found:
    concept = pick.concept(rng)
    return _Found(_one(rng, concept), "name", {}, concept.phrase, _named(concept))


def _clear(rng: np.random.Generator) -> Concept:
    while unclear(concept := pick.concept(rng)):
        pass
    return concept


def _category(rng: np.random.Generator) -> _Found:
    while f"category_{(concept := _clear(rng)).category}" not in wordings("questions"):
        pass
    way = f"category_{concept.category}"
    return _Found(_one(rng, concept), way, {}, concept.phrase, _named(concept))


def _sort(rng: np.random.Generator) -> _Found:
    concept = _clear(rng)
    answer = KIND_WORDS[concept.category]
    return _Found(_one(rng, concept), "sort", {}, answer, (concept.category,))


def _colour(rng: np.random.Generator) -> _Found:
    while (concept := pick.concept(rng)).colour is None:
        pass
    more = [one.id for one in pick.different(rng, int(rng.integers(1, 3)))]
    kinds = [concept.id, *(one for one in more if one != concept.id)]
    scene = scattered(rng, kinds, pick.background(rng, 0.4))
    return _Found(scene, "colour", {"the": definite(concept)}, str(concept.colour))


def _background(rng: np.random.Generator) -> _Found:
    kinds = [one.id for one in pick.different(rng, int(rng.integers(1, 4)))]
    scene = scattered(rng, kinds, pick.choice(rng, pick.backgrounds()))
    return _Found(scene, "background", {}, scene.background)


def _where(rng: np.random.Generator) -> _Found:
    place, concept = pick.choice(rng, tuple(PLACES)), pick.concept(rng)
    scene = placed(concept.id, place, pick.background(rng, 0.4))
    return _Found(scene, "where", _the(scene.things[0]), place, (), seen(scene))


def _crowd(rng: np.random.Generator) -> tuple[Scene, Concept, int, Concept, int]:
    """Things of two kinds and others, with the numbers of both."""
    while True:
        one, other = pick.countable(rng), pick.countable(rng)
        if one == other:
            continue
        many = 1 + int(rng.choice(9, p=(0.1, 0.16, 0.18, 0.16, 0.13, 0.09, 0.07, 0.06, 0.05)))
        few = int(rng.integers(0, max(1, min(5, 10 - many))))
        scene = scattered(rng, [one.id] * many + [other.id] * few, pick.background(rng, 0.5), 96)
        return scene, one, many, other, few


def _count(rng: np.random.Generator) -> _Found:
    scene, one, many, other, few = _crowd(rng)
    if few and rng.random() < 0.3:
        one, many = other, few
    notes = counted_out(scene, one.id)
    return _Found(scene, "count", {"plural": one.plural}, NUMBERS[many], (str(many),), notes)


def _pointed(things: Sequence[Thing]) -> str:
    """Every thing pointed at with its name: "1 cat a1, 2 owl c5"."""
    each = (f"{n} {_concept(one).name} {place_of(one)}" for n, one in enumerate(things, 1))
    return f"{', '.join(each)}{APART}"


def _count_all(rng: np.random.Generator) -> _Found:
    scene = _crowd(rng)[0]
    number = len(scene.things)
    notes = _pointed(reading_order(scene))
    return _Found(scene, "count_all", {}, NUMBERS[number], (str(number),), notes)


def _mixed(rng: np.random.Generator) -> Scene:
    kinds = [one.id for one in pick.different(rng, int(rng.integers(2, 6)))]
    kinds += [pick.choice(rng, kinds) for _ in range(int(rng.integers(0, 3)))]
    return scattered(rng, kinds, pick.background(rng, 0.5), 96)


def _count_kinds(rng: np.random.Generator) -> _Found:
    scene = _mixed(rng)
    number = len({thing.concept for thing in scene.things})
    return _Found(scene, "count_kinds", {}, NUMBERS[number], (str(number),), seen(scene))


def _group(rng: np.random.Generator) -> tuple[str, Scene, list[Thing]]:
    """The name of a group, a picture of some of it and of others, and those of it."""
    groups = tuple(wordings("groups"))
    while True:
        name = pick.choice(rng, groups)
        scene = _mixed(rng)
        # A thing that people would argue about makes the number uncertain.
        if any(unclear(_concept(thing)) for thing in scene.things):
            continue
        members = [one for one in reading_order(scene) if _concept(one).category == name]
        if members:
            return name, scene, members


def _count_group(rng: np.random.Generator) -> _Found:
    name, scene, members = _group(rng)
    slots, number = {"group": ways("groups", name)[0]}, len(members)
    notes = _pointed(members)
    return _Found(scene, "count_group", slots, NUMBERS[number], (str(number),), notes)


def _category_which(rng: np.random.Generator) -> _Found:
    while True:
        name, scene, members = _group(rng)
        if len(members) == 1:
            break
    slots, concept = {"group_one": ways("groups", name)[1]}, _concept(members[0])
    answer = concept.phrase
    return _Found(scene, "category_which", slots, answer, _named(concept), seen(scene))


def _more(rng: np.random.Generator) -> _Found:
    while True:
        scene, one, many, other, few = _crowd(rng)
        if few and many != few:
            break
    way = pick.choice(rng, ("more", "fewer"))
    answer = (one if many > few else other) if way == "more" else (other if many > few else one)
    names = [one, other] if rng.random() < 0.5 else [other, one]
    notes = "".join(
        f"{concept.plural}: {counted_out(scene, concept.id).strip()}. " for concept in names
    )
    slots = {"plural": names[0].plural, "plural2": names[1].plural}
    said = f"the {answer.plural}"
    return _Found(scene, way, slots, said, (answer.plural,), f"{notes.strip()}{APART}")


def _size(rng: np.random.Generator) -> _Found:
    scene, one, other = _pair(rng, lambda a, b: a.size != b.size, 1)
    way = pick.choice(rng, ("bigger", "smaller"))
    answer = max(one, other, key=lambda thing: thing.size * (1 if way == "bigger" else -1))
    if rng.random() < 0.5:
        one, other = other, one
    concept = _concept(answer)
    return _Found(scene, way, _the(one, other), definite(concept), _named(concept), seen(scene))


def _extreme(rng: np.random.Generator) -> _Found:
    way = pick.choice(rng, ("biggest", "smallest"))
    while True:
        kinds = [one.id for one in pick.different(rng, int(rng.integers(2, 5)))]
        scene = scattered(rng, kinds, pick.background(rng, 0.4))
        ordered = sorted(scene.things, key=lambda one: one.size, reverse=way == "biggest")
        if ordered[0].size != ordered[1].size:
            break
    concept = _concept(ordered[0])
    return _Found(scene, way, {}, definite(concept), _named(concept), seen(scene))


def _middle(thing: Thing) -> tuple[float, float]:
    return thing.x + thing.size / 2, thing.y + thing.size / 2


def _is_left(one: Thing, other: Thing) -> bool:
    return _middle(other)[0] - _middle(one)[0] > max(_APART, abs(_down(one, other)))


def _is_above(one: Thing, other: Thing) -> bool:
    return _down(one, other) > max(_APART, abs(_middle(other)[0] - _middle(one)[0]))


def _down(one: Thing, other: Thing) -> float:
    return _middle(other)[1] - _middle(one)[1]


def _side(rng: np.random.Generator) -> _Found:
    way = pick.choice(rng, ("left", "right", "above", "below"))
    fits = _is_left if way in ("left", "right") else _is_above
    scene, one, other = _pair(rng, fits, 0)
    answer, anchor = (one, other) if way in ("left", "above") else (other, one)
    concept = _concept(answer)
    return _Found(scene, way, _the(anchor), concept.phrase, _named(concept), seen(scene))


def _relation(rng: np.random.Generator) -> _Found:
    way = pick.choice(rng, ("is_left", "is_above"))
    scene, one, other = _pair(rng, _is_left if way == "is_left" else _is_above, 1)
    yes = bool(rng.random() < 0.5)
    asked = _the(one, other) if yes else _the(other, one)
    return _Found(scene, way, asked, "yes" if yes else "no", (), seen(scene))


def _present(rng: np.random.Generator) -> _Found:
    *shown, missing = pick.different(rng, int(rng.integers(2, 7)))
    scene = scattered(rng, [one.id for one in shown], pick.background(rng, 0.4))
    yes = bool(rng.random() < 0.5)
    asked = pick.choice(rng, shown) if yes else missing
    return _Found(scene, "present", {"a": asked.phrase}, "yes" if yes else "no", (), seen(scene))


def _list(rng: np.random.Generator) -> _Found:
    scene = _mixed(rng)
    names = [concepts()[kind].phrase for kind in {one.concept: 0 for one in reading_order(scene)}]
    white = Scene("white", scene.things)
    return _Found(scene, "list", {}, caption_of(white), (listed(names),), seen(scene))


_SAMPLERS: dict[str, tuple[float, Callable[[np.random.Generator], _Found]]] = {
    "name": (0.13, _name),
    "category": (0.09, _category),
    "sort": (0.04, _sort),
    "colour": (0.04, _colour),
    "background": (0.05, _background),
    "where": (0.06, _where),
    "count": (0.15, _count),
    "count_all": (0.05, _count_all),
    "count_kinds": (0.03, _count_kinds),
    "count_group": (0.04, _count_group),
    "category_which": (0.04, _category_which),
    "more": (0.05, _more),
    "size": (0.05, _size),
    "extreme": (0.04, _extreme),
    "side": (0.05, _side),
    "relation": (0.03, _relation),
    "present": (0.05, _present),
    "list": (0.05, _list),
}
KINDS = tuple(_SAMPLERS)


def _hand(rng: np.random.Generator, scene: Scene) -> str:
    """Another hand of drawing at times, where it has all of the picture's things."""
    there = all(
        thing.concept not in NO_OTHER_STYLE and _concept(thing).category != "flag"
        for thing in scene.things
    )
    return OTHER_STYLE if there and rng.random() < _OTHER_HAND else ""


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One question about a picture as it comes from outside."""
    shares = np.array([share for share, _ in _SAMPLERS.values()])
    kind = KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))]
    while True:
        found = _SAMPLERS[kind][1](rng)
        ids = sorted({thing.concept for thing in found.scene.things})
        key = key_of(f"question-{_AS_BEFORE.get(kind, kind)}", *ids, found.scene.background)
        if is_held_out(key) == (split == "heldout"):
            break
    question = one_way(rng, "questions", found.way).format(**found.slots)
    meta: Meta = {
        "concepts": tuple(ids),
        "composition": key,
        "answers": tuple(plain_answer(one) for one in (found.answer, *found.others)),
        "held": ("composition",) if split == "heldout" else (),
    }
    style = _hand(rng, found.scene)
    if style:
        meta["style"] = style
    shown = (loosened(rng, found.scene), asked_about(rng, question, "looking"))
    return answering(TASK, kind, shown, f"{found.notes}{sentence(found.answer)}", meta)
