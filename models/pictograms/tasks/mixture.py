"""All tasks by name, their weights, and an endless seeded stream of examples."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from models.pictograms.tasks import (
    edits,
    facts_in_words,
    frames,
    generate,
    noting,
    nuance,
    puzzles,
    questions,
    several,
    stories,
    thinking,
    video,
)
from models.pictograms.tasks.open import asking, changing, clips, groups, honesty, looking, tales
from models.pictograms.world.example import Example, Split, texts
from models.pictograms.world.paper import joins_paper_puzzle

Sampler = Callable[[np.random.Generator, Split], Example]

TASKS: dict[str, Sampler] = {
    generate.TASK: generate.sample,
    several.TASK: several.sample,
    questions.TASK: questions.sample,
    edits.TASK: edits.sample,
    puzzles.TASK: puzzles.sample,
    facts_in_words.TASK: facts_in_words.sample,
    frames.TASK: frames.sample,
    nuance.TASK: nuance.sample,
    stories.TASK: stories.sample,
    video.TASK: video.sample,
    thinking.TASK: thinking.sample,
    noting.TASK: noting.sample,
}

# In any wording, with pictures as they come from outside; not graded by the generator itself.
OPEN_TASKS: dict[str, Sampler] = {
    asking.TASK: asking.sample,
    groups.TASK: groups.sample,
    looking.TASK: looking.sample,
    changing.TASK: changing.sample,
    clips.TASK: clips.sample,
    honesty.TASK: honesty.sample,
    tales.TASK: tales.sample,
}
ALL_TASKS = {**TASKS, **OPEN_TASKS}

# Shares of a full mixture; a stage of training may pass its own.
WEIGHTS: dict[str, float] = {
    "generate": 3.0,
    "several": 2.0,
    "question": 2.5,
    "edit": 2.5,
    "puzzle": 1.2,
    "fact": 0.5,
    "frames": 1.5,
    "nuance": 0.8,
    "story": 1.0,
    "video": 1.2,
    "thinking": 1.2,
    "note": 1.2,
}


def examples(seed: int, split: Split, weights: Mapping[str, float] = WEIGHTS) -> Iterator[Example]:
    """Endless examples; the same seed, split and weights give the same stream.

    ``weights`` need not sum to one. Raises KeyError for an unknown task and ValueError when no
    weight is positive. Use ``pick.limited`` around the consumption to narrow the concepts.
    """
    wanted = {name: weight for name, weight in weights.items() if weight > 0}
    if not wanted:
        raise ValueError("Give at least one task a positive weight.")
    unknown = [name for name in wanted if name not in ALL_TASKS]
    if unknown:
        raise KeyError(f"No task is called {unknown[0]!r}; the tasks are {', '.join(ALL_TASKS)}.")
    names = tuple(wanted)
    shares = np.array([wanted[name] for name in names])
    shares = shares / shares.sum()
    rng = np.random.default_rng(seed)
    while True:
        example = ALL_TASKS[names[int(rng.choice(len(names), p=shares))]](rng, split)
        if split == "heldout" or not joins_paper_puzzle(" ".join(texts(example))):
            yield example
