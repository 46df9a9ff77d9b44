"""Packing that mixes conversations up, or loses what is to be learnt."""

import pytest

torch = pytest.importorskip("torch")

from models.metamorph.llama import Block  # noqa: E402
from models.metamorph.model import laid, through  # noqa: E402
from models.metamorph.packing import ROW, attention_mask, into_rows, pack  # noqa: E402
from models.metamorph.sequences import VISUAL, Sequence  # noqa: E402

pytestmark = pytest.mark.heavy


def words(*ids: int, learnt: int) -> Sequence:
    """A sequence of words of which the last so many are to be learnt."""
    made = Sequence()
    made.add_text(list(ids[: len(ids) - learnt]), False)
    made.add_text(list(ids[len(ids) - learnt :]), True)
    return made


def test_a_conversation_in_a_row_of_several_is_seen_as_if_alone() -> None:
    """Fault: one conversation sees another, or its positions do not begin anew."""
    torch.manual_seed(0)
    batch = pack([[words(*range(1, 41), learnt=3), words(*range(50, 81), learnt=2)]])
    blocks = [Block() for _ in range(2)]
    table = torch.randn(100, 576)
    x = torch.nn.functional.embedding(batch.ids, table)
    with torch.no_grad():
        packed = through(blocks, x, laid(batch.position, attention_mask(batch.owner, x.dtype)))
        alone = through(blocks, torch.nn.functional.embedding(torch.arange(50, 81), table)[None])
    assert torch.allclose(packed[0, 40:71], alone[0], atol=1e-4)


def test_every_learnt_word_is_wanted_of_the_state_before_it() -> None:
    """Fault: words to learn are lost, shifted, or taken from the question or from plain talk."""
    first, second = words(5, 6, 7, 8, learnt=2), words(9, 10, 11, learnt=1)
    batch = pack([[first, second], [words(12, 13, 14, learnt=1)]], kept_from=1)
    ids = batch.ids.flatten()
    assert batch.wanted.tolist() == [7, 8, 11]
    assert ids[batch.words + 1].tolist() == [7, 8, 11]
    assert batch.kept_rows.tolist() == [1]
    assert ids[ROW:][batch.kept + 1].tolist() == [13, 14]


def test_visual_tokens_are_learnt_in_answers_and_stand_where_they_stood() -> None:
    """Fault: a picture's tokens at wrong positions, or the user's pictures to be learnt."""
    from models.pictograms.world.scenes import Scene

    pytest.importorskip("gguf")
    made = Sequence()
    made.add_picture(Scene("red"), False)
    made.add_text([3, 4], False)
    made.add_picture(Scene("blue"), True)
    batch = pack([[words(1, 2, learnt=1), made]])
    at = [2 + i for i, token in enumerate(made.ids) if token == VISUAL]
    assert batch.visual.tolist() == at
    assert batch.answer.tolist() == [False] * 16 + [True] * 16
    assert batch.learnt.tolist() == list(range(16, 32))
    assert (batch.drawn + 1).tolist() == at[16:]
    assert batch.asked.tolist() == [0]
    assert len(batch.pixels) == 1


def test_rows_are_filled_and_nothing_is_lost() -> None:
    """Fault: sequences dropped or doubled while they are laid into rows."""
    sizes = [200, 100, 90, 60, 50, 250, 10]
    made = [words(*([1] * size), learnt=1) for size in sizes]
    rows, left = into_rows(made, 3)
    lengths = sorted(len(s.ids) for row in rows for s in row) + sorted(len(s.ids) for s in left)
    assert sorted(lengths) == sorted(sizes)
    assert all(sum(len(s.ids) for s in row) <= ROW for row in rows)
