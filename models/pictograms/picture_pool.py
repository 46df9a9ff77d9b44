"""A pool of pictures with what is costly to compute, the encoder's grids, and what they show.

The neck learns from these pictures, apart from the language model as in the paper. Most are
pictures of the tasks' own training split, so that what is learnt best is what is asked for; the
rest are random scenes, save those that a held-out case asks to be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
import torch

from models.metamorph.encoder import Backbone, to_encoder_input
from models.metamorph.precision import mixed_precision
from models.paths import train_folder
from models.pictograms.codes import codes
from models.pictograms.config import ENCODER
from models.pictograms.tasks.mixture import examples
from models.pictograms.tasks.questions_one import OTHER_STYLE
from models.pictograms.world.concepts import concept_ids
from models.pictograms.world.example import pictures
from models.pictograms.world.scenes import BACKGROUNDS, Scene, Thing, render
from models.pictograms.world.sprites import Pixels, atlas

OTHER_STYLE_SHARE = 0.2
POOL_WEIGHTS = {
    "generate": 5.0,
    "several": 3.0,
    "nuance": 0.7,
    "edit": 1.5,
    "story": 0.7,
    "frames": 1.0,
    "question": 1.0,
    "video": 0.3,
    "thinking": 0.7,
}
CENTRED = {64: 96, 96: 64, 128: 64, 192: 32, 256: 0}
PAIRS = ((0, 64), (128, 64)), ((64, 0), (64, 128)), ((0, 0), (128, 128)), ((128, 0), (0, 128))
TRIPLE = ((0, 0), (128, 0), (64, 128))
QUAD = ((0, 0), (128, 0), (0, 128), (128, 128))

Spots = tuple[tuple[int, int], ...]


def _same_or_mixed(
    rng: np.random.Generator, any_id: Callable[[], str], spots: Spots, size: int
) -> tuple[Thing, ...]:
    """A thing at each spot: all of one concept, or each of any."""
    first = any_id()
    same = rng.random() < 0.5
    return tuple(Thing(first if same else any_id(), size, x, y) for x, y in spots)


def random_scene(rng: np.random.Generator, ids: Sequence[str]) -> Scene:
    """A scene of the world: centred objects first of all, then places, pairs, counts, crowds."""
    ground = "white" if rng.random() < 0.25 else str(rng.choice(BACKGROUNDS))

    def any_id() -> str:
        return ids[int(rng.integers(len(ids)))]

    kind = rng.random()
    if kind < 0.50:
        size = int(rng.choice([192, 192, 192, 128, 256, 64, 96]))
        place = CENTRED[size]
        return Scene(ground, (Thing(any_id(), size, place, place),))
    if kind < 0.62:
        size = int(rng.choice([64, 96, 128]))
        x, y = (int(v) * 32 for v in rng.integers(0, (256 - size) // 32 + 1, 2))
        return Scene(ground, (Thing(any_id(), size, x, y),))
    if kind < 0.80:
        places = PAIRS[0] if rng.random() < 0.5 else PAIRS[int(rng.integers(1, len(PAIRS)))]
        first = any_id()
        second = first if rng.random() < 0.3 else any_id()
        pair = zip((first, second), places, strict=True)
        return Scene(ground, tuple(Thing(c, 128, x, y) for c, (x, y) in pair))
    if kind < 0.90:
        spots: Spots = TRIPLE if rng.random() < 0.6 else QUAD
        return Scene(ground, _same_or_mixed(rng, any_id, spots, 128))
    if kind < 0.99:
        cells = rng.permutation(9)[: int(rng.integers(1, 10))]
        spots = tuple((int(c) % 3 * 96, int(c) // 3 * 96) for c in sorted(cells))
        return Scene(ground, _same_or_mixed(rng, any_id, spots, 64))
    return Scene(ground)


def random_pictures(rng: np.random.Generator, count: int) -> tuple[list[Scene], Pixels]:
    """Random scenes and their pictures, uint8 (count, 256, 256, 3)."""
    ids = concept_ids()
    scenes = [random_scene(rng, ids) for _ in range(count)]
    return scenes, np.stack([render(s) for s in scenes])


def held_out_scenes(count: int = 20_000, seed: int = 99) -> set[Scene]:
    """Pictures that held-out compositions of drawing ask for, as many as ``count`` cases show."""
    drawing = {"generate": 1.0, "several": 1.0, "nuance": 0.5}
    return {
        scene
        for example in islice(examples(seed, "heldout", drawing), count)
        if "composition" in example.meta.get("held", ())
        for scene in example.meta.get("scenes", ())
    }


def pool_scenes(count: int, seed: int) -> Iterator[Scene]:
    """Two thirds pictures of the tasks' training split, each once, one third random scenes."""
    held, seen = held_out_scenes(), set[Scene]()
    ids, rng = concept_ids(), np.random.default_rng(seed)
    of_tasks = (
        scene for example in examples(seed, "train", POOL_WEIGHTS) for scene in pictures(example)
    )
    while len(seen) < count:
        scene = random_scene(rng, ids) if rng.random() < 1 / 3 else next(of_tasks)
        if scene not in seen and scene not in held:
            seen.add(scene)
            yield scene


def style_of(rng: np.random.Generator, scene: Scene) -> str:
    """The set of icons that a scene is drawn with: at times another one where it has one thing."""
    if len(scene.things) != 1 or rng.random() > OTHER_STYLE_SHARE:
        return "noto"
    return OTHER_STYLE if scene.things[0].concept in atlas(OTHER_STYLE) else "noto"


@torch.no_grad()
def build(count: int, seed: int = 0, chunk: int = 64) -> None:
    """Writes ``pool-cells.npy`` (n, 64, 768) fp16 and ``pool-told.npy`` (n, 1 + 64 + 64) int16.

    A row of the second is what a picture shows in numbers of the code tables: the background, then
    concept and layout of each cell in the order of the tokens.
    """
    folder = train_folder()
    backbone = Backbone(ENCODER).to(memory_format=torch.channels_last)
    cells_of_all = ENCODER.cells**2
    shape = (count, cells_of_all, ENCODER.cell_width)
    maps = np.lib.format.open_memmap(folder / "pool-cells.npy", "w+", np.float16, shape)
    numbers = np.zeros((count, 1 + 2 * cells_of_all), np.int16)
    source = pool_scenes(count, seed)
    rng = np.random.default_rng(seed + 1)
    for begin in range(0, count, chunk):
        scenes = list(islice(source, chunk))
        drawn = np.stack([render(s, style_of(rng, s)) for s in scenes])
        pixels = to_encoder_input(drawn).contiguous(memory_format=torch.channels_last)
        with mixed_precision():
            cells = backbone(pixels)
        end = begin + len(scenes)
        maps[begin:end] = cells.float().clamp(-6e4, 6e4).numpy().astype(np.float16)
        ground, concept, layout = codes().numbers(scenes)
        row = torch.cat([ground[:, None], concept.flatten(1), layout.flatten(1)], 1)
        numbers[begin:end] = row.numpy().astype(np.int16)
        if begin % (chunk * 20) == 0:
            print(f"pool {end} of {count}", flush=True)
    np.save(folder / "pool-told.npy", numbers)
