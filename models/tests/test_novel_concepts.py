"""Made-up things: nothing of their lenders is seen, and the world is as before afterwards."""

from __future__ import annotations

from itertools import islice

import pytest

torch = pytest.importorskip("torch")

from models.grading.findings import DRAWN_KINDS, KINDS  # noqa: E402
from models.pictograms.codes import codes  # noqa: E402
from models.pictograms.novel_concepts import lenders, made_up_words, novel_concepts  # noqa: E402
from models.pictograms.tasks.mixture import examples  # noqa: E402
from models.pictograms.world.concepts import by_word, concepts  # noqa: E402
from models.pictograms.world.example import pictures, texts  # noqa: E402

pytestmark = pytest.mark.heavy


def test_new_words_are_no_words_of_the_world() -> None:
    """Fault: a made-up word that the model knows, or two things of one name."""
    made = made_up_words()
    assert len(set(made)) == len(made) == len(lenders())
    assert not set(made) & set(by_word())


def test_examples_tell_nothing_of_the_lenders() -> None:
    """Fault: a lender's name in a question, or its known visual token in a picture."""
    old = {name for one in lenders() for name in (one.name, one.plural, *one.synonyms)}
    before = codes().concept.clone()
    with novel_concepts() as ids:
        for task, kinds in (("question", KINDS), ("generate", DRAWN_KINDS)):
            for one in islice(examples(4, "train", {task: 1.0}), 300):
                if one.kind not in kinds:
                    continue
                said = set(" ".join(texts(one)).lower().replace(".", "").split())
                assert not said & old, one
                assert {t.concept for s in pictures(one) for t in s.things} <= set(ids)
        rows = [list(concepts()).index(name) for name in ids]
        alike = (codes().concept[:, rows] * before[:, rows]).sum(-1)
        assert float(alike.abs().mean()) < 0.3


def test_the_world_is_as_before() -> None:
    """Fault: made-up names or tokens stay and go into training or grading."""
    names, tokens = dict(concepts()), codes().concept.clone()
    with pytest.raises(ValueError, match="stop"), novel_concepts():
        raise ValueError("stop")
    assert names == concepts()
    assert torch.equal(tokens, codes().concept)
