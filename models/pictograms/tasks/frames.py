"""Predicting frames: the next, the previous, and shuffled ones redrawn in their order."""

from itertools import permutations

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.example import Example, Part, Split, assistant, user
from models.pictograms.world.motions import MOTIONS, Motion, motion
from models.pictograms.world.notes import APART, frame_notes
from models.pictograms.world.phrases import Phrasings, polish, unseen_phrasing
from models.pictograms.world.split import draw_until, key_of

TASK = "frames"
KINDS = ("next", "previous", "shuffled")

_NEXT = Phrasings(
    (
        "What comes next?",
        "Draw the next frame.",
        "Predict the next frame.",
        "Continue the video.",
        "What happens next?",
        "What will the next frame be?",
        "Show the next frame.",
        "Show me what comes next.",
        "Draw what happens next.",
        "And then?",
        "Go on.",
        "Carry on with the clip.",
        "What does the next picture look like?",
        "Add one more frame.",
        "What is the fourth frame?",
        "Predict what comes next.",
        "Extend this by one frame.",
        "Keep going.",
        "What is next?",
    ),
    ("Show how it goes on.", "Which frame follows?"),
)
_PREVIOUS = Phrasings(
    (
        "What came before?",
        "Draw the previous frame.",
        "Draw the frame before these.",
        "Predict the previous frame.",
        "Show the previous frame.",
        "Go back one frame.",
        "What happened before this?",
        "Draw what came earlier.",
        "What was there earlier?",
        "Draw the picture before the first.",
        "What did it look like earlier?",
        "Rewind by one frame.",
        "Give me the one before.",
        "Predict what came before.",
        "What is missing at the front?",
        "Add a frame at the front.",
    ),
    ("Show how it began.", "Which frame was just before?"),
)
_SHUFFLED = Phrasings(
    ("Put the frames in order.", "Sort the frames.", "Draw these frames in the right order."),
    ("The frames are mixed up. Sort them.", "Bring the frames into order."),
)
NEXT_ANSWER = "Here is the next frame: "
PREVIOUS_ANSWER = "Here is the previous frame: "
ORDER_IS = "The right order is"
SHUFFLED_ANSWER = "Here are the frames in order: "

# Orders of which at least one frame is out of place.
_ORDERS = tuple(order for order in permutations(range(3)) if order != (0, 1, 2))
# Without a sentence, these could be read in either direction; bouncing has no one order at all.
_SORTABLE = tuple(name for name in MOTIONS if name != "bounce")
_NEEDS_WORDS = frozenset({"straight", "grow", "shrink", "appear", "vanish", "life", "fall"})


def _key(kind: str, one: Motion) -> str:
    return key_of(f"frames-{kind}", *one.key_parts)


def _forecast(one: Motion, kind: str, asking: str) -> str:
    """The given frames noted, what they show, the wanted frame noted: all but its picture."""
    if kind == "next":
        given, wanted, first, number = one.frames[:3], one.frames[3:], 1, 4
    else:
        given, wanted, first, number = one.frames[1:], one.frames[:1], 2, 1
    said = f"{frame_notes(given, first)}{one.words}{APART}{frame_notes(wanted, number)}"
    return f"{said}{asking}"


def sample(rng: np.random.Generator, split: Split) -> Example:
    """Three frames of a motion and what is asked of them."""
    kind = KINDS[int(rng.choice(3, p=(0.45, 0.25, 0.3)))]
    names = _SORTABLE if kind == "shuffled" else MOTIONS
    one = draw_until(rng, split, lambda r: motion(r, names), lambda m: _key(kind, m))
    unseen = unseen_phrasing(rng, split)
    held = ("composition", "phrasing") if unseen else ("composition",)
    parts: tuple[Part, ...]
    order: tuple[int, ...] = ()
    if kind == "shuffled":
        frames = one.frames[:3] if rng.random() < 0.5 else one.frames[1:]
        shown = pick.choice(rng, _ORDERS)
        order = tuple(shown.index(i) + 1 for i in range(3))
        words = _SHUFFLED.choose(rng, unseen)
        if one.name in _NEEDS_WORDS:
            words = f"{one.words} {words}"
        asked = user(*(frames[i] for i in shown), polish(rng, words))
        said = f"{ORDER_IS} {order[0]}, {order[1]}, {order[2]}."
        noted = frame_notes([frames[i] for i in shown])
        parts = (f"{noted}{said}{APART}{SHUFFLED_ANSWER}", *frames)
        targets = frames
    elif kind == "next":
        asked = user(*one.frames[:3], polish(rng, _NEXT.choose(rng, unseen)))
        targets = one.frames[3:]
        parts = (_forecast(one, kind, NEXT_ANSWER), *targets)
    else:
        asked = user(*one.frames[1:], polish(rng, _PREVIOUS.choose(rng, unseen)))
        targets = one.frames[:1]
        parts = (_forecast(one, kind, PREVIOUS_ANSWER), *targets)
    example = Example(
        TASK,
        kind,
        (asked, assistant(*parts)),
        {
            "concepts": tuple(dict.fromkeys(one.concepts)),
            "composition": _key(kind, one),
            "scenes": targets,
            "held": held if split == "heldout" else (),
        },
    )
    if order:
        example.meta["order"] = order
    else:
        # The baseline that copies the most recent (or earliest) frame.
        example.meta["before"] = one.frames[2] if kind == "next" else one.frames[1]
    return example
