"""Facts by questions in words alone: the single steps that puzzles join."""

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import concepts
from models.pictograms.world.example import Example, Split
from models.pictograms.world.facts import clues, entities, questions, saying
from models.pictograms.world.phrases import Phrasings, plain_answer, polish
from models.pictograms.world.requests import answering
from models.pictograms.world.split import key_of

TASK = "fact"
KINDS = ("question", "entity", "clue")

_ENTITY = Phrasings(
    ("Name {}.", "Who or what is {}?", "What do you call {}?"), ("Tell me the name of {}.",)
)
_CLUE = Phrasings(("What is {}?", "Name {}.", "What do you call {}?"), ("Tell me the name of {}.",))


def sample(rng: np.random.Generator, split: Split) -> Example:
    """One question without pictures. Every fact is trained; held-out is the phrasing."""
    kind = KINDS[int(rng.choice(3, p=(0.15, 0.5, 0.35) if split == "train" else (0, 0.6, 0.4)))]
    unseen = split == "heldout"
    accepted: tuple[str, ...]
    if kind == "question":
        prompt, answer = pick.choice(rng, questions())
        accepted = (answer,)
    elif kind == "entity":
        entity = pick.choice(rng, entities())
        descriptor = pick.choice(rng, entity.descriptors)
        prompt = _ENTITY.choose(rng, unseen).format(descriptor)
        answer = entity.naming(descriptor)
        accepted = (entity.name,)
    else:
        concept_id, clue = pick.choice(rng, clues())
        concept = concepts()[concept_id]
        prompt, answer = _CLUE.choose(rng, unseen).format(clue), saying(clue, concept_id)
        accepted = (concept.name, *concept.synonyms)
    return answering(
        TASK,
        kind,
        (polish(rng, prompt),),
        answer,
        {
            "answers": tuple(plain_answer(one) for one in accepted),
            "composition": key_of("fact", kind, answer),
            "held": ("phrasing",) if unseen else (),
        },
    )
