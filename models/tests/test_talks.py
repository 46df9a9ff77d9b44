"""Longer talks: what a question after a picture is about."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

pytest.importorskip("torch")

from models.pictograms.talks import asked_about  # noqa: E402
from models.pictograms.tasks.mixture import examples  # noqa: E402
from models.pictograms.tasks.questions_one import KIND_WORDS  # noqa: E402
from models.pictograms.world.concepts import concepts  # noqa: E402
from models.pictograms.world.example import Example, pictures  # noqa: E402
from models.pictograms.world.phrases import sentence  # noqa: E402

pytestmark = pytest.mark.heavy


def test_a_question_about_a_drawn_picture_is_answered_by_that_picture() -> None:
    """Fault: the question stands after another turn, or its answer tells of another thing."""
    rng = np.random.default_rng(3)
    asked = 0
    for one in islice(examples(6, "train", {"generate": 1.0, "several": 1.0}), 300):
        turns = asked_about(rng, one.turns)
        assert turns[:2] == one.turns
        if len(turns) == 2:
            continue
        asked += 1
        (scene,) = pictures(Example("talk", "talk", turns))
        (thing,) = scene.things
        concept = concepts()[thing.concept]
        truths = {concept.phrase, scene.background, KIND_WORDS.get(concept.category)}
        said = turns[3].parts[0]
        assert said in {sentence(one) for one in (*truths, concept.colour) if one}, turns
    assert asked > 50
