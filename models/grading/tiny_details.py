"""Details that are lost when a large picture is made small for the encoder.

A picture of 1024 pixels has three big things and, in the fourth quarter, one of an eighth of the
side: 32 of the 256 pixels that the encoder sees. It is asked about at once, after thinking
visually, and with the true crop of its quarter: beside the picture with the same question, as the
studio's zoom view asks, and the crop alone with a simpler question. Whoever asks with a crop knows
the quarter. What the encoder never saw only a crop can tell; ``grade`` asks about details that it
does see. Training has no thing as small as that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from models.grading.answers import answer_of
from models.grading.figures import Share
from models.grading.words import says
from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept
from models.pictograms.world.layout import QUADRANT_WORDS
from models.pictograms.world.notes import conclusion
from models.pictograms.world.scenes import SIDE, background
from models.pictograms.world.sprites import Pixels, sprite

SEED = 5_000_011
LARGE = 4  # times the encoder's side
DETAIL = 128  # pixels of the large picture
QUESTION = "What is the tiny thing in the {}?"
CROPPED = "What is this?"
ARMS = ("at once", "thinking", "crop beside", "crop alone")


@dataclass(frozen=True)
class Detail:
    """A large picture (1024, 1024, 3), where its detail lies, and what it is."""

    picture: Pixels
    place: str
    concept: Concept

    @property
    def crop(self) -> Pixels:
        """The quarter of the picture around the detail, (512, 512, 3)."""
        half = SIDE * LARGE // 2
        left = half if "right" in self.place else 0
        top = half if "bottom" in self.place else 0
        return self.picture[top : top + half, left : left + half]


def _enlarged(pixels: Pixels, side: int) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))


def details(count: int) -> Iterator[Detail]:
    """So many pictures, always the same ones."""
    rng = np.random.default_rng(SEED)
    half = SIDE * LARGE // 2
    for _ in range(count):
        things = pick.different(rng, 4)
        canvas = _enlarged(background(pick.background(rng, 0.4)), SIDE * LARGE).astype(np.float32)
        place = pick.choice(rng, QUADRANT_WORDS)
        target, *others = things
        for word in QUADRANT_WORDS:
            tiny = word == place
            side = DETAIL if tiny else half
            left = half * ("right" in word) + (half - side) // 2
            top = half * ("bottom" in word) + (half - side) // 2
            shown = sprite((target if tiny else others.pop()).id, SIDE)
            thing = _enlarged(shown, side).astype(np.float32)
            alpha = thing[..., 3:] / 255
            view = canvas[top : top + side, left : left + side]
            view[:] = view * (1 - alpha) + thing[..., :3] * alpha
        yield Detail(np.round(canvas).astype(np.uint8), place, target)


def question_id(number: int, arm: str) -> str:
    """The id of a question."""
    return f"{number}-{arm.replace(' ', '-')}"


def lines(count: int, folder: Path) -> Iterator[dict[str, object]]:
    """The questions of all arms for ``ask --batch``; writes their pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, detail in enumerate(details(count)):
        large, crop = folder / f"{number}.png", folder / f"{number}-crop.png"
        Image.fromarray(detail.picture).save(large)
        Image.fromarray(detail.crop).save(crop)
        question = QUESTION.format(detail.place)
        for arm in ARMS:
            shown = {"crop beside": [large, crop], "crop alone": [crop]}.get(arm, [large])
            words = CROPPED if arm == "crop alone" else question
            turn = {"prompt": words, "images": [str(path) for path in shown]}
            think = "always" if arm == "thinking" else "never"
            yield {"id": question_id(number, arm), "turns": [turn], "think": think}


def right_share(arm: str, count: int, folder: Path) -> Share:
    """How many of the questions of an arm were answered rightly, by the answers in ``folder``."""
    right = sum(
        says(
            conclusion(answer_of(question_id(number, arm), folder).text),
            (detail.concept.name, detail.concept.phrase, *detail.concept.synonyms),
        )
        for number, detail in enumerate(details(count))
    )
    return Share(right, count)
