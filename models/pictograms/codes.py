"""What a visual token is taught to say: the meaning of its place, in the language model's terms.

A picture of the world has 8 x 8 cells of 32 pixels; one visual token speaks for 2 x 2 of them. It
says the background, and for each cell which concept covers it and which part of which size that is.
The codes of concepts and backgrounds are SmolLM2's own text states of their captions, whitened and
pushed apart, so that tokens live near the language, as SigLIP's do. The encoder's neck is taught to
give these codes for pixels, the language model to give them for words, and the visualizer to draw
them. Paper: section 2 (visual tokens of a language-supervised encoder).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.metamorph.smollm2 import encode, load_smollm2
from models.paths import train_folder
from models.pictograms.world.anywhere import on_grid
from models.pictograms.world.concepts import concept_ids, concepts
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIDE, SIZES, Scene

CELLS_A_SIDE = SIDE // GRID
TOKENS_A_SIDE = CELLS_A_SIDE // 2
PARTS = 4  # cells that one token speaks for
GROUND_WIDTH = 24
CONCEPT_WIDTH = 36  # of each part
LAYOUT_WIDTH = 22  # of each part
WIDTH = GROUND_WIDTH + PARTS * (CONCEPT_WIDTH + LAYOUT_WIDTH)
# Shares of a token's squared length.
GROUND_SHARE, CONCEPT_SHARE, LAYOUT_SHARE = 0.16, 0.13, 0.08
LAYOUTS = sum((size // GRID) ** 2 for size in SIZES)  # parts of a thing over all its sizes
NOTHING_LAYOUT = LAYOUTS  # the row after the last stands for a bare cell
FILE = "codes.pt"


def layout_number(size: int, column: int, row: int) -> int:
    """Number of the part (column, row) of a thing of this size; sizes in the order of SIZES."""
    before = sum((s // GRID) ** 2 for s in SIZES[: SIZES.index(size)])
    return before + row * (size // GRID) + column


@torch.no_grad()
def text_states() -> Tensor:
    """Mean middle-layer state of SmolLM2 for each concept's caption and background, (n, 576)."""
    captions = [f"a picture of {concepts()[i].phrase}" for i in concept_ids()]
    captions += [f"a picture with a {name} background" for name in BACKGROUNDS]
    model = load_smollm2()
    model.blocks = model.blocks[:20]
    rows = []
    for caption in captions:
        ids = torch.tensor([encode(caption)])
        states, _ = model.trunk(model.embedding(ids))
        rows.append(states[0, 3:].mean(0))
    return torch.stack(rows)


def whitened(states: Tensor, width: int) -> Tensor:
    """The first principal components of rows, each of equal spread, (n, width)."""
    centred = states - states.mean(0)
    u, _, _ = torch.linalg.svd(centred, full_matrices=False)
    return u[:, :width] * len(states) ** 0.5


def pushed_apart(codes: Tensor, steps: int, sharpness: float = 12.0) -> Tensor:
    """Unit rows, pushed apart where they are alike while they stay near where they began."""
    begin = F.normalize(codes, dim=-1)
    moved = begin.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([moved], lr=0.01)
    for _ in range(steps):
        unit = F.normalize(moved, dim=-1)
        likeness = unit @ unit.T - 2 * torch.eye(len(unit))
        loss = likeness.mul(sharpness).logsumexp(-1).mean() / sharpness
        loss = loss + 0.1 * (1 - (unit * begin).sum(-1)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return F.normalize(moved.detach(), dim=-1)


class Codes:
    """The tables: ``ground`` (backgrounds, 24), ``concept`` (4, n + 1, 36), ``layout`` (130, 22).

    The last row of ``concept`` and of ``layout`` stands for a bare cell. All rows have length one.
    """

    def __init__(self, ground: Tensor, concept: Tensor, layout: Tensor) -> None:
        self.ground, self.concept, self.layout = ground, concept, layout
        self.number = {name: i for i, name in enumerate(concept_ids())}

    def to(self, device: torch.device) -> Codes:
        """The same tables on a device."""
        return Codes(self.ground.to(device), self.concept.to(device), self.layout.to(device))

    @property
    def nothing(self) -> int:
        """Row of the concept tables that stands for a bare cell."""
        return self.concept.shape[1] - 1

    def cells(self, scene: Scene) -> tuple[int, np.ndarray, np.ndarray]:
        """Background's number, and concept and layout of each of the 8 x 8 cells."""
        concept = np.full((CELLS_A_SIDE, CELLS_A_SIDE), self.nothing)
        layout = np.full((CELLS_A_SIDE, CELLS_A_SIDE), NOTHING_LAYOUT)
        for thing in map(on_grid, scene.things):
            parts = thing.size // GRID
            for row in range(parts):
                for column in range(parts):
                    y, x = thing.y // GRID + row, thing.x // GRID + column
                    if 0 <= y < CELLS_A_SIDE and 0 <= x < CELLS_A_SIDE:
                        concept[y, x] = self.number[thing.concept]
                        layout[y, x] = layout_number(thing.size, column, row)
        return BACKGROUNDS.index(scene.background), concept, layout

    def of_cells(self, ground: Tensor, concept: Tensor, layout: Tensor) -> Tensor:
        """Numbers (B), (B, 16, 4), (B, 16, 4) to tokens (B, 16, 256) of length one."""
        parts = torch.arange(PARTS, device=concept.device)
        places = concept.shape[1]
        behind = self.ground[ground][:, None].expand(-1, places, -1) * GROUND_SHARE**0.5
        what = self.concept[parts, concept].flatten(2) * CONCEPT_SHARE**0.5
        where = self.layout[layout].flatten(2) * LAYOUT_SHARE**0.5
        return torch.cat([behind, what, where], -1)

    def numbers(self, scenes: list[Scene]) -> tuple[Tensor, Tensor, Tensor]:
        """What the tokens of scenes say: background (B), concept and layout (B, 16, 4)."""
        cells = [self.cells(scene) for scene in scenes]
        ground = torch.tensor([g for g, _, _ in cells])
        concept = by_token(torch.from_numpy(np.stack([c for _, c, _ in cells])))
        layout = by_token(torch.from_numpy(np.stack([w for _, _, w in cells])))
        return ground, concept, layout

    def tokens(self, scenes: list[Scene]) -> Tensor:
        """The tokens (B, 16, 256) that an encoder without fault would give."""
        return self.of_cells(*self.numbers(scenes))


def by_token(cells: Tensor) -> Tensor:
    """Cells (B, 8, 8) to (B, 16, 4): those of each token's place, row by row."""
    b = cells.shape[0]
    split = cells.view(b, TOKENS_A_SIDE, 2, TOKENS_A_SIDE, 2)
    return split.permute(0, 1, 3, 2, 4).reshape(b, TOKENS_A_SIDE**2, PARTS)


def split_token(tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens (..., 256) to background (..., 24), concepts (..., 4, 36), layouts (..., 4, 22)."""
    ends = (GROUND_WIDTH, PARTS * CONCEPT_WIDTH, PARTS * LAYOUT_WIDTH)
    ground, concept, layout = tokens.split(ends, -1)
    return (
        ground,
        concept.unflatten(-1, (PARTS, CONCEPT_WIDTH)),
        layout.unflatten(-1, (PARTS, LAYOUT_WIDTH)),
    )


def make_codes() -> Codes:
    """Makes the tables from the base model's text states and writes them to ``codes.pt``."""
    torch.manual_seed(0)
    states = text_states()
    many = len(concept_ids())
    meaning = whitened(states[:many], PARTS * CONCEPT_WIDTH)
    bare = torch.randn(1, PARTS * CONCEPT_WIDTH)
    rows = torch.cat([meaning, bare])
    # Neighbouring components go to different parts, so that each part says as much.
    concept = torch.stack([pushed_apart(rows[:, q::PARTS], 300) for q in range(PARTS)])
    behind = states[many:]
    few = whitened(behind, len(BACKGROUNDS) - 1)
    ground = pushed_apart(F.pad(few, (0, GROUND_WIDTH - few.shape[1])), 100)
    layout = pushed_apart(torch.randn(LAYOUTS + 1, LAYOUT_WIDTH), 600)
    tables = {"ground": ground, "concept": concept, "layout": layout}
    torch.save(tables, train_folder() / FILE)
    return Codes(**tables)


@cache
def codes() -> Codes:
    """The tables of this training, made at first use."""
    path = train_folder() / FILE
    return Codes(**torch.load(path, weights_only=True)) if path.exists() else make_codes()


@cache
def codes_on(device: torch.device) -> Codes:
    """The tables of this training on a device, moved there once."""
    return codes().to(device)
