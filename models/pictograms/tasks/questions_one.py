"""Questions about one thing in a picture: what, colour, background, place, kind, fact."""

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.arrange import alone
from models.pictograms.world.concepts import Concept, concepts
from models.pictograms.world.example import Example, Meta, Split
from models.pictograms.world.layout import PLACES, placed
from models.pictograms.world.notes import seen
from models.pictograms.world.phrases import (
    Phrasings,
    is_landscape,
    plain_answer,
    polish,
    sentence,
    unseen_phrasing,
)
from models.pictograms.world.requests import answering
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, key_of

TASK = "question"
NO_OTHER_STYLE = frozenset({"harp", "enraged-face", "swan", "treasure-chest"})
OTHER_STYLE = "fluent-emoji-flat"

# Kinds of thing that a child would name without doubt, and the answer.
KIND_WORDS = {
    "animal": "an animal",
    "food": "food",
    "plant": "a plant",
    "vehicle": "a vehicle",
    "clothes": "clothes",
    "instrument": "a musical instrument",
    "tool": "a tool",
    "flag": "a flag",
    "face": "a face",
    "clock": "a clock",
    "person": "a person",
}
UNCLEAR = frozenset(
    {"mushroom", "spiral-shell", "alien", "ghost", "robot", "clown-face", "magnet", "anchor"}
)

_WHAT = Phrasings(
    ("What is this?", "What is in the picture?", "What do you see?", "What does this show?"),
    ("Name the thing in this image.", "Which thing is shown here?", "What am I looking at?"),
)
_COLOUR = Phrasings(
    (
        "What colour is {}?",
        "Which colour does {} have?",
        "What color is {}?",
        "Say which colour {} has.",
        "In which colour is {}?",
        "Which colour do you see on {}?",
        "How is {} coloured?",
    ),
    ("Tell me the colour of {}.",),
)
_ITS_COLOUR = Phrasings(
    ("What colour is it?", "Which colour does it have?", "What color is that?"),
    ("Tell me its colour.",),
)
_BACKGROUND = Phrasings(
    (
        "What is the background?",
        "What colour is the background?",
        "Which background is it?",
        "Which colour has the background?",
        "Tell me the background.",
    ),
    ("Name the background.", "What is behind it?"),
)
_LAND = Phrasings(("What is the background?", "Which background is it?"), ("Name the background.",))
_WHERE = Phrasings(
    (
        "Where is {}?",
        "Where in the picture is {}?",
        "In which part is {}?",
        "Say where {} is.",
    ),
    ("At which place do you see {}?",),
)
_KIND = Phrasings(
    (
        "What kind of thing is this?",
        "What sort of thing is it?",
        "Is it an animal or what?",
        "Which sort of thing do you see?",
        "What type of thing is this?",
        "Which category is it?",
        "Is this food, an animal or something else?",
    ),
    ("To which group does this belong?",),
)


def about_drawn(rng: np.random.Generator, scene: Scene) -> tuple[str, str] | None:
    """A question about a picture that the model has drawn before, and its answer, in words of
    training; none where the picture shows more than one thing."""
    if len(scene.things) != 1:
        return None
    concept = concepts()[scene.things[0].concept]
    plain = not is_landscape(scene.background)
    asked = [
        (_WHAT.choose(rng, False), concept.phrase),
        ((_BACKGROUND if plain else _LAND).choose(rng, False), scene.background),
    ]
    if concept.colour is not None:
        asked.append((_COLOUR.choose(rng, False).format(f"the {concept.name}"), concept.colour))
        asked.append((_ITS_COLOUR.choose(rng, False), concept.colour))
    if not unclear(concept):
        asked.append((_KIND.choose(rng, False), KIND_WORDS[concept.category]))
    question, answer = pick.choice(rng, tuple(asked))
    return polish(rng, question), sentence(answer)


def unclear(concept: Concept) -> bool:
    """Whether people would argue about the kind of thing."""
    return concept.category not in KIND_WORDS or concept.id in UNCLEAR


def _asked(
    rng: np.random.Generator,
    kind: str,
    split: Split,
    scene: Scene,
    question: str,
    answer: str,
    key: str,
    unseen: bool,
    others: tuple[str, ...] = (),
    notes: str = "",
) -> Example:
    held = ("composition", "phrasing") if unseen else ("composition",)
    meta: Meta = {
        "concepts": tuple(thing.concept for thing in scene.things),
        "composition": key,
        "answers": tuple(plain_answer(one) for one in (answer, *others)),
        "held": held if split == "heldout" else (),
    }
    said = notes + sentence(answer)
    return answering(TASK, kind, (scene, polish(rng, question)), said, meta)


def _pair(
    rng: np.random.Generator, split: Split, kind: str, fits: bool = False
) -> tuple[Concept, str, str]:
    def draw(source: np.random.Generator) -> tuple[Concept, str]:
        concept = pick.concept(source)
        while fits and (unclear(concept) if kind == "kind" else concept.colour is None):
            concept = pick.concept(source)
        return concept, pick.background(source, 0.3)

    def key(drawn: tuple[Concept, str]) -> str:
        return key_of(f"question-{kind}", drawn[0].id, drawn[1])

    drawn = draw_until(rng, split, draw, key)
    return drawn[0], drawn[1], key(drawn)


def what(rng: np.random.Generator, split: Split) -> Example:
    """The name of the one thing; at times in the hand of another set of icons."""
    concept, background, key = _pair(rng, split, "what")
    unseen = unseen_phrasing(rng, split)
    scene = alone(rng, concept, background)
    question = _WHAT.choose(rng, unseen)
    names = (concept.name, *concept.synonyms)
    example = _asked(rng, "what", split, scene, question, concept.phrase, key, unseen, names)
    other = concept.category != "flag" and concept.id not in NO_OTHER_STYLE
    if other and rng.random() < 0.25:
        example.meta["style"] = OTHER_STYLE
        return Example(example.task, "style", example.turns, example.meta)
    return example


def colour(rng: np.random.Generator, split: Split) -> Example:
    """The chief colour of the thing."""
    concept, background, key = _pair(rng, split, "colour", fits=True)
    unseen = unseen_phrasing(rng, split)
    question = _COLOUR.choose(rng, unseen).format(f"the {concept.name}")
    scene = alone(rng, concept, background)
    return _asked(rng, "colour", split, scene, question, str(concept.colour), key, unseen)


def background(rng: np.random.Generator, split: Split) -> Example:
    """The colour or landscape behind the thing."""
    concept, behind, key = _pair(rng, split, "background")
    unseen = unseen_phrasing(rng, split)
    plain = behind not in ("day", "night", "sea", "meadow", "snow")
    question = (_BACKGROUND if plain else _LAND).choose(rng, unseen)
    scene = alone(rng, concept, behind)
    others = ("grey",) if behind == "gray" else ()
    return _asked(rng, "background", split, scene, question, behind, key, unseen, others)


def where(rng: np.random.Generator, split: Split) -> Example:
    """The place of the one thing, one of nine."""
    concept, behind, key = _pair(rng, split, "where")
    place = pick.choice(rng, tuple(PLACES))
    unseen = unseen_phrasing(rng, split)
    name = concept.name if concept.article == "" else f"the {concept.name}"
    question = _WHERE.choose(rng, unseen).format(name)
    scene = placed(concept.id, place, behind)
    others = (f"in the {place}", f"at the {place}", f"{place} corner")
    notes = seen(scene)
    return _asked(rng, "where", split, scene, question, place, key, unseen, others, notes)


def kind_of_thing(rng: np.random.Generator, split: Split) -> Example:
    """Animal, food, tool and so on."""
    concept, behind, key = _pair(rng, split, "kind", fits=True)
    unseen = unseen_phrasing(rng, split)
    scene = alone(rng, concept, behind)
    answer = KIND_WORDS[concept.category]
    others = (concept.category, f"a {concept.category}")
    return _asked(rng, "kind", split, scene, _KIND.choose(rng, unseen), answer, key, unseen, others)
