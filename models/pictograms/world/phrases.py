"""Small words: articles, numbers, names of backgrounds, and ways of saying the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.pictograms.world.concepts import Concept
from models.pictograms.world.example import Split
from models.pictograms.world.pick import choice

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AN = ("a", "e", "i", "o", "u")
_NOT_AN = ("unicorn", "ufo", "united", "union", "one-", "one ", "us ", "uk ", "euro", "eucalyptus")
_YET_AN = ("hourglass", "x mark", "8")


@dataclass(frozen=True)
class Phrasings:
    """Ways of saying one thing: those of training, and those kept for grading."""

    train: tuple[str, ...]
    heldout: tuple[str, ...]

    def choose(self, rng: np.random.Generator, unseen: bool) -> str:
        """One way of saying it; ``unseen`` picks among those that training never says."""
        return choice(rng, self.heldout if unseen else self.train)


def unseen_phrasing(rng: np.random.Generator, split: Split, share: float = 0.5) -> bool:
    """Whether to use a kept phrasing: never in training, else with the given probability."""
    return split == "heldout" and bool(rng.random() < share)


def article_of(word: str) -> str:
    """ "a" or "an", by the sound that the word begins with."""
    low = word.lower()
    if low.startswith(_YET_AN):
        return "an"
    return "an" if low.startswith(_AN) and not low.startswith(_NOT_AN) else "a"


def indefinite(concept: Concept, word: str | None = None) -> str:
    """ "a cat", "an apple", "the sun", "jeans": a name or synonym as it stands in "draw ..."."""
    if word is None or word == concept.name:
        return concept.phrase
    if word in concept.bare or ("'s flag" in word and not word.startswith("United")):
        return word
    if concept.article == "the" and not word.startswith("the "):
        return f"the {word}"
    if word.startswith("the "):
        return word
    return f"{article_of(word)} {word}"


def definite(concept: Concept, word: str | None = None) -> str:
    """ "the cat", "Mount Fuji": a thing that was named before."""
    name = word or concept.name
    return name if concept.article == "" or name.startswith("the ") else f"the {name}"


def described(concept: Concept, adjective: str) -> str:
    """ "a small cat", "an angry ...": the name after an adjective."""
    if concept.article in ("the", ""):
        article = "the" if concept.article == "the" else ""
        return f"{article} {adjective} {concept.name}".strip()
    if concept.article == "some":
        return f"some {adjective} {concept.name}"
    return f"{article_of(adjective)} {adjective} {concept.name}"


def several(concept: Concept, count: int, digits: bool = False) -> str:
    """ "three cats", "1 cat", "no cats"."""
    number = str(count) if digits else NUMBERS[count]
    return f"{number} {concept.name if count == 1 else concept.plural}"


def listed(phrases: Sequence[str]) -> str:
    """ "a cat, a dog and a bell"."""
    if len(phrases) == 1:
        return phrases[0]
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A short answer as a sentence: "Three.", "A cat."."""
    return f"{capital(text)}."


_LANDSCAPE_WORDS = {
    "day": Phrasings(
        (
            "during the day",
            "by day",
            "in the daytime",
            "on a bright day",
            "at noon",
            "in sunlight",
            "under a blue sky",
            "outside by day",
            "on a sunny day",
        ),
        ("in daylight",),
    ),
    "night": Phrasings(
        (
            "at night",
            "by night",
            "in the night",
            "at midnight",
            "in the dark of night",
            "under the stars",
            "in the dark",
            "late at night",
        ),
        ("under the night sky",),
    ),
    "sea": Phrasings(
        (
            "at sea",
            "on the sea",
            "in front of the sea",
            "on the water",
            "by the sea",
            "out at sea",
            "on the waves",
            "at the seaside",
        ),
        ("on the ocean",),
    ),
    "meadow": Phrasings(
        (
            "in a meadow",
            "on the grass",
            "in the meadow",
            "on a green meadow",
            "in the grass",
            "on a lawn",
            "in a pasture",
            "on green land",
        ),
        ("in a grassy field",),
    ),
    "snow": Phrasings(
        (
            "in the snow",
            "on snow",
            "in the white snow",
            "on a snowy day",
            "in winter snow",
            "in winter",
            "on a snow field",
            "in deep snow",
        ),
        ("in a snowy place",),
    ),
}
_PLAIN_WORDS = Phrasings(
    (
        "on a {} background",
        "with a {} background",
        "on {}",
        "on a {} page",
        "in front of a {} wall",
        "with {} behind",
        "before a {} curtain",
        "on a solid {} canvas",
        "over {}",
        "and the background is {}",
        "with everything behind it {}",
        "on {} paper",
        "surrounded by {}",
        "in a {} room",
        "with a background of {}",
        "on a {} sheet",
        "where all behind is {}",
    ),
    ("in front of a {} backdrop", "on a plain {} background", "against {}"),
)


def is_landscape(background: str) -> bool:
    """Whether the background is a landscape or time of day, not one colour."""
    return background in _LANDSCAPE_WORDS


def on_background(rng: np.random.Generator, background: str, unseen: bool = False) -> str:
    """ "on a red background", "at night"."""
    if is_landscape(background):
        return _LANDSCAPE_WORDS[background].choose(rng, unseen)
    words = _PLAIN_WORDS.choose(rng, unseen)
    colour = "grey" if background == "gray" and unseen else background
    if colour == "orange":
        words = words.replace("a {}", "an {}")
    return words.format(colour)


def caption_background(background: str) -> str:
    """The one way in which a caption names a background: "on red", "at night", or nothing."""
    if is_landscape(background):
        return _LANDSCAPE_WORDS[background].train[0]
    return "" if background == "white" else f"on {background}"


def polish(rng: np.random.Generator, text: str) -> str:
    """A prompt as people type: at times without capitals or without the last full stop."""
    if rng.random() < 0.12:
        text = text.lower()
    if rng.random() < 0.15 and text.endswith("."):
        text = text[:-1]
    return text


def plain_answer(text: str) -> str:
    """An answer for comparison: lower case, without articles, full stop and outer spaces."""
    words = text.lower().strip().rstrip(".!").split()
    return " ".join(word for word in words if word not in ("a", "an", "the", "some"))
