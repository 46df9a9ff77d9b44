"""Ways of asking for a picture and of answering with one, shared by the tasks."""

import numpy as np

from models.pictograms.world.example import Example, Meta, Part, Split, assistant, user
from models.pictograms.world.notes import caption_of
from models.pictograms.world.phrases import Phrasings, capital, polish
from models.pictograms.world.scenes import Scene

BARE = "Here is an image based on your request: "  # where there is nothing to name


def here_is(scene: Scene) -> str:
    """What stands before a drawn picture: it names what is drawn, by its plainest name.

    So an unusual word is first understood in words and then drawn as surely as the usual one.
    """
    return f"Here is an image of {caption_of(scene)}: " if scene.things else BARE


ASKING = Phrasings(
    train=(
        "Draw {}.",
        "Draw me {}.",
        "Generate an image of {}.",
        "Generate an image of {}.",
        "Create an image of {}.",
        "Make a picture of {}.",
        "Show me {}.",
        "Show {}.",
        "Please draw {}.",
        "Can you draw {}?",
        "I want a picture of {}.",
        "Paint {}.",
        "A picture of {}.",
        "{}",
        "Draw a picture of {}.",
        "Make an image showing {}.",
        "Could you draw {}?",
        "I need a picture of {}.",
        "Please make a picture of {}.",
        "Create a drawing of {}.",
        "Picture of {}, please.",
        "Give me a picture of {}.",
        "I'd love a drawing of {}.",
        "Render {}.",
        "Would you paint {} for me?",
        "Depict {}.",
        "Make a sketch of {}.",
        "Can I see {}?",
        "Do you know {}? Paint it.",
        "Have you seen {}? Show it to me.",
        "How would you draw {}?",
        "Imagine {} and draw it.",
    ),
    heldout=(
        "Could you make an image of {} for me?",
        "I would like to see {}.",
        "Sketch {}, please.",
        "Give me a drawing of {}.",
        "Produce a picture that shows {}.",
        "Let me see {}.",
        "Illustrate {}.",
        "What does {} look like? Draw it.",
    ),
)


def asked(rng: np.random.Generator, what: str, unseen: bool) -> str:
    """A request for a picture of ``what``, as people type it."""
    text = ASKING.choose(rng, unseen).format(what)
    return polish(rng, capital(text))


def drawing(
    task: str,
    kind: str,
    split: Split,
    prompt: str,
    scene: Scene,
    meta: Meta,
    reason: str = "",
    lead: str = "",
) -> Example:
    """An example whose prompt is text alone and whose answer is one picture.

    ``reason`` is what the answer says before it draws, in whole sentences: a thing that was found
    in words is drawn as surely as one that was named. ``lead`` stands in for the
    sentence that names the picture.
    """
    said = f"{reason.strip()} {lead or here_is(scene)}".lstrip()
    full: Meta = {**meta, "scenes": (scene,)}
    full.setdefault("held", ("composition",) if split == "heldout" else ())
    return Example(task, kind, (user(prompt), assistant(said, scene)), full)


def answering(
    task: str, kind: str, asked_with: tuple[Part, ...], answer: str, meta: Meta
) -> Example:
    """An example whose user turn is pictures and a question, and whose answer is text."""
    return Example(task, kind, (user(*asked_with), assistant(answer)), meta)
