"""A pool of pictures with what is dear to compute for each: encoder grid and latent.

The visualizer and the neck learn from these pictures, apart from the language model as in the
paper. Most are pictures of the tasks' own training split, so that what is learnt best is what is
asked for; the rest are random scenes, save those that a held-out case asks to be drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
import torch

from models.encoder import CELL_WIDTH, CELLS, INPUT_SIZE, Backbone
from models.paths import train_folder
from models.world.concepts import concept_ids
from models.world.example import pictures as shown
from models.world.mixture import examples
from models.world.scenes import BACKGROUNDS, Scene, Thing, render
from models.world.sprites import Pixels

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
        spots = TRIPLE if rng.random() < 0.6 else QUAD
        one = any_id()
        same = rng.random() < 0.5
        return Scene(ground, tuple(Thing(one if same else any_id(), 128, x, y) for x, y in spots))
    if kind < 0.99:
        cells = rng.permutation(9)[: int(rng.integers(1, 10))]
        one = any_id()
        same = rng.random() < 0.5
        spots9 = [(int(c) % 3 * 96, int(c) // 3 * 96) for c in sorted(cells)]
        return Scene(ground, tuple(Thing(one if same else any_id(), 64, x, y) for x, y in spots9))
    return Scene(ground)


def to_encoder_input(pictures: Pixels) -> torch.Tensor:
    """uint8 (B, 256, 256, 3) to the encoder's (B, 3, 128, 128) in -1..1 by 2 x 2 means."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    return torch.nn.functional.avg_pool2d(x, 256 // INPUT_SIZE) / 127.5 - 1


def batch(rng: np.random.Generator, count: int) -> tuple[list[Scene], Pixels]:
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
    told = (scene for example in examples(seed, "train", POOL_WEIGHTS) for scene in shown(example))
    while len(seen) < count:
        scene = random_scene(rng, ids) if rng.random() < 1 / 3 else next(told)
        if scene not in seen and scene not in held:
            seen.add(scene)
            yield scene


def labels(scenes: list[Scene]) -> npt.NDArray[np.float32]:
    """Multi-hot (B, concepts + backgrounds) of what each scene shows."""
    ids = {c: i for i, c in enumerate(concept_ids())}
    out = np.zeros((len(scenes), len(ids) + len(BACKGROUNDS)), np.float32)
    for row, scene in zip(out, scenes, strict=True):
        row[len(ids) + BACKGROUNDS.index(scene.background)] = 1
        for thing in scene.things:
            row[ids[thing.concept]] = 1
    return out


def sizes(scenes: list[Scene]) -> npt.NDArray[np.uint16]:
    """How many things each scene shows, and the size of the largest; (B, 2)."""
    rows = [(len(s.things), max((t.size for t in s.things), default=0)) for s in scenes]
    return np.array(rows, np.uint16)


@torch.no_grad()
def build(count: int, seed: int = 0, chunk: int = 64) -> None:
    """Writes ``pool-cells.npy`` and ``pool-latent.npy`` (fp16), ``pool-labels`` and ``-sizes``."""
    from models.latent import LatentSpace

    folder = train_folder()
    space = LatentSpace.load()
    backbone = Backbone().to(memory_format=torch.channels_last)
    width = labels([Scene("white")]).shape[1]
    shapes = {"cells": (count, CELLS * CELLS, CELL_WIDTH), "latent": (count, 64, space.width)}
    maps = {
        k: np.lib.format.open_memmap(folder / f"pool-{k}.npy", "w+", np.float16, s)
        for k, s in shapes.items()
    }
    marks = np.zeros((count, width), np.uint8)
    measures = np.zeros((count, 2), np.uint16)
    source = pool_scenes(count, seed)
    for at in range(0, count, chunk):
        scenes = list(islice(source, chunk))
        pictures = np.stack([render(s) for s in scenes])
        pixels = to_encoder_input(pictures).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            cells = backbone(pixels)
        end = at + len(scenes)
        maps["cells"][at:end] = cells.float().clamp(-6e4, 6e4).numpy().astype(np.float16)
        maps["latent"][at:end] = space.encode(torch.from_numpy(pictures)).numpy().astype(np.float16)
        marks[at:end] = labels(scenes)
        measures[at:end] = sizes(scenes)
        if at % (chunk * 20) == 0:
            print(f"pool {end} of {count}", flush=True)
    np.save(folder / "pool-labels.npy", marks)
    np.save(folder / "pool-sizes.npy", measures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    build(given.count, given.seed)
