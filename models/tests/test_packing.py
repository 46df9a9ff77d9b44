"""Packing that mixes conversations up, or loses what is to be learnt."""

import pytest

torch = pytest.importorskip("torch")

from models.metamorph.llama import Block, PackedRows, run_blocks  # noqa: E402
from models.metamorph.packing import Packer, attention_mask  # noqa: E402
from models.metamorph.sequences import VISUAL, TokenSequence  # noqa: E402
from models.metamorph.smollm2 import SMOLLM2  # noqa: E402

pytestmark = pytest.mark.heavy
ROW = 256
PACKER = Packer(ROW)


def words(*ids: int, learnt: int) -> TokenSequence:
    """A sequence of words of which the last so many are to be learnt."""
    made = TokenSequence()
    made.add_text(list(ids[: len(ids) - learnt]), False)
    made.add_text(list(ids[len(ids) - learnt :]), True)
    return made


def test_a_conversation_in_a_row_of_several_is_seen_as_if_alone() -> None:
    """Fault: one conversation sees another, or its positions do not begin anew."""
    torch.manual_seed(0)
    batch = PACKER.pack([[words(*range(1, 41), learnt=3), words(*range(50, 81), learnt=2)]])
    blocks = [Block(SMOLLM2) for _ in range(2)]
    table = torch.randn(100, 576)
    x = torch.nn.functional.embedding(batch.ids, table)
    with torch.no_grad():
        mask = attention_mask(batch.segment, x.dtype)
        rows = PackedRows.of(SMOLLM2, batch.position, mask)
        packed = run_blocks(SMOLLM2, blocks, x, rows)
        apart = torch.nn.functional.embedding(torch.arange(50, 81), table)[None]
        alone = run_blocks(SMOLLM2, blocks, apart)
    assert torch.allclose(packed[0, 40:71], alone[0], atol=1e-4)


def test_every_learnt_word_is_wanted_of_the_state_before_it() -> None:
    """Fault: words to learn are lost, shifted, or taken from the question or from plain talk."""
    first, second = words(5, 6, 7, 8, learnt=2), words(9, 10, 11, learnt=1)
    batch = PACKER.pack([[first, second], [words(12, 13, 14, learnt=1)]], plain_from=1)
    ids = batch.ids.flatten()
    assert batch.text_targets.tolist() == [7, 8, 11]
    assert ids[batch.predict_text + 1].tolist() == [7, 8, 11]
    assert batch.plain_rows.tolist() == [1]
    assert ids[ROW:][batch.plain + 1].tolist() == [13, 14]


def test_visual_tokens_are_learnt_in_answers_and_stand_where_they_stood() -> None:
    """Fault: a picture's tokens at wrong positions, or the user's pictures to be learnt."""
    pytest.importorskip("gguf")
    from models.pictograms.config import CHAT
    from models.pictograms.config import PACKER as OF_WORLD
    from models.pictograms.picture import Picture
    from models.pictograms.world.scenes import Scene

    made = TokenSequence()
    CHAT.add_image(made, Picture(Scene("red")), False)
    made.add_text([3, 4], False)
    CHAT.add_image(made, Picture(Scene("blue")), True)
    batch = OF_WORLD.pack([[words(1, 2, learnt=1), made]])
    at = [2 + i for i, token in enumerate(made.ids) if token == VISUAL]
    assert batch.visual.tolist() == at
    assert batch.in_answer.tolist() == [False] * 16 + [True] * 16
    assert batch.visual_targets.tolist() == list(range(16, 32))
    assert (batch.predict_visual + 1).tolist() == at[16:]
    assert batch.encoded.tolist() == [0]
    assert len(batch.pixels) == 1


def test_rows_are_filled_and_nothing_is_lost() -> None:
    """Fault: sequences dropped or doubled while they are laid into rows."""
    sizes = [200, 100, 90, 60, 50, 250, 10]
    made = [words(*([1] * size), learnt=1) for size in sizes]
    rows, left = PACKER.fill(made, 3)
    lengths = sorted(len(s.ids) for row in rows for s in row) + sorted(len(s.ids) for s in left)
    assert sorted(lengths) == sorted(sizes)
    assert all(sum(len(s.ids) for s in row) <= ROW for row in rows)
