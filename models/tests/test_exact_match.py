"""A look at held-out answers that calls wrong ones right."""

import pytest

torch = pytest.importorskip("torch")

from models.grading.exact_match import all_right, in_batches  # noqa: E402
from models.tests.test_packing import words  # noqa: E402

pytestmark = pytest.mark.heavy


def test_one_wrong_word_makes_its_own_answer_wrong_and_no_other() -> None:
    """Fault: words counted for another sequence, or most of an answer being enough."""
    right = torch.tensor([True, True, False, True, True])
    owner = torch.tensor([0, 0, 1, 1, 2])
    assert all_right(right, owner, 4).tolist() == [True, False, True, True]


def test_names_stay_with_their_sequences_when_rows_are_filled_by_length() -> None:
    """Fault: verdicts reported for another kind, since packing changes the order."""
    named = [("short", words(*range(1, 11), learnt=2)), ("long", words(*range(1, 91), learnt=7))]
    (held,) = in_batches(named, 1)
    lengths = {
        name: int((held.batch.segment == number).sum()) for number, name in enumerate(held.names)
    }
    assert lengths == {"short": 10, "long": 90}
