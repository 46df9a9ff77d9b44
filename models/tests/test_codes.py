"""Visual tokens that say the wrong thing: a cell's part told at another place, or lost."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.pictograms.codes import (  # noqa: E402
    CONCEPT_WIDTH,
    GROUND_WIDTH,
    LAYOUT_WIDTH,
    LAYOUTS,
    PARTS,
    Codes,
    by_token,
    layout_number,
)
from models.pictograms.world.concepts import concept_ids  # noqa: E402
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIZES, Scene, Thing  # noqa: E402

pytestmark = pytest.mark.heavy


def _tables() -> Codes:
    made = torch.Generator().manual_seed(0)

    def rows(*shape: int) -> object:
        drawn = torch.randn(*shape, generator=made)
        return drawn / drawn.norm(dim=-1, keepdim=True)

    return Codes(
        rows(len(BACKGROUNDS), GROUND_WIDTH),
        rows(PARTS, len(concept_ids()) + 1, CONCEPT_WIDTH),
        rows(LAYOUTS + 1, LAYOUT_WIDTH),
    )


def test_two_parts_of_things_never_share_a_number() -> None:
    numbers = [
        layout_number(size, column, row)
        for size in SIZES
        for row in range(size // GRID)
        for column in range(size // GRID)
    ]
    assert sorted(numbers) == list(range(LAYOUTS))


def test_a_place_speaks_for_its_own_four_cells() -> None:
    cells = torch.arange(64).view(1, 8, 8)
    assert by_token(cells)[0, 0].tolist() == [0, 1, 8, 9]
    assert by_token(cells)[0, 5].tolist() == [18, 19, 26, 27]


def test_a_thing_is_told_where_it_lies_and_nowhere_else() -> None:
    concept = concept_ids()[7]
    tables = _tables()
    scene = Scene("night", (Thing(concept, 64, 96, 160),))
    ground, told, layout = tables.numbers([scene])
    covered = np.argwhere((told[0] != tables.nothing).numpy())
    # Cells (5..6, 3..4) of the picture: the lower right of place 9 to the upper left of place 14.
    assert BACKGROUNDS[int(ground[0])] == "night"
    assert covered.tolist() == [[9, 3], [10, 2], [13, 1], [14, 0]]
    assert [int(layout[0, p, q]) for p, q in covered] == [0, 1, 2, 3]


def test_tokens_have_length_one_and_differ_where_pictures_do() -> None:
    concept = concept_ids()[7]
    tables = _tables()
    scenes = [
        Scene("white", (Thing(concept, 64, 0, 0),)),
        Scene("white", (Thing(concept, 64, 32, 0),)),
        Scene("white"),
    ]
    tokens = tables.tokens(scenes)
    assert torch.allclose(tokens.norm(dim=-1), torch.ones(3, 16), atol=1e-5)
    assert not torch.allclose(tokens[0, 0], tokens[1, 0], atol=1e-3)
    assert torch.allclose(tokens[0, 5], tokens[2, 5], atol=1e-6)
