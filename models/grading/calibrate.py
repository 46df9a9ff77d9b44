"""How often the reader itself is wrong: pictures drawn without a model, true, soft and broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from models.grading.figures import Share
from models.grading.reader import Reading, world_reader
from models.grading.readings import reader_version
from models.grading.scoring import NEAR_FRAME, in_place, right_size, same_things
from models.paths import train_folder
from models.pictograms.tasks.mixture import examples
from models.pictograms.world.concepts import concept_ids
from models.pictograms.world.layout import centred
from models.pictograms.world.scenes import Scene, render
from models.pictograms.world.sprites import Pixels

Spoiled = Callable[[Pixels, np.random.Generator], Pixels]
_SEED = 917


@dataclass(frozen=True)
class Calibration:
    """One kind of pictures: shares in which things (and all) are read as they are."""

    name: str
    things: Share
    all_right: Share


def _blurred(sigma: float, noise: float) -> Spoiled:
    def spoil(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        image = Image.fromarray(pixels)
        if sigma:
            image = image.filter(ImageFilter.GaussianBlur(sigma))
        found = np.asarray(image, np.float32) + rng.normal(0, noise, pixels.shape)
        return np.clip(np.round(found), 0, 255).astype(np.uint8)

    return spoil


def _cast(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Moved by up to 10 pixels, blurred a little and with a cast of colour."""
    dx, dy = (int(one) for one in rng.integers(-10, 11, 2))
    moved = np.pad(pixels, ((10, 10), (10, 10), (0, 0)), "edge")
    moved = moved[10 + dy : 266 + dy, 10 + dx : 266 + dx]
    tinted = moved * rng.uniform(0.9, 1.05, 3) + rng.uniform(-10, 10, 3)
    return _blurred(2, 0)(np.clip(tinted, 0, 255).astype(np.uint8), rng)


def _true(pixels: Pixels, _: np.random.Generator) -> Pixels:
    return pixels


def _scenes(task: str) -> Iterator[Scene]:
    for example in examples(_SEED, "heldout", {task: 1.0}):
        yield example.meta["scenes"][-1]


def _right(scene: Scene, read: Reading) -> tuple[bool, bool]:
    things = same_things(scene.things, read.things)
    placed = in_place(scene.things, read.things, NEAR_FRAME) and right_size(
        scene.things, read.things
    )
    return things, things and placed and read.background == scene.background


def measured(name: str, scenes: Iterator[Scene], spoil: Spoiled, count: int) -> Calibration:
    """Reads so many pictures after ``spoil`` and counts what was read as it is."""
    rng = np.random.default_rng(_SEED)
    found = [
        _right(scene, world_reader().read(spoil(render(scene), rng)))
        for scene in islice(scenes, count)
    ]
    things = Share(sum(one for one, _ in found), len(found))
    return Calibration(name, things, Share(sum(both for _, both in found), len(found)))


def mixed_up(count: int, parts: int = 8) -> tuple[Share, Share]:
    """Blobs, each the mean of several pictures: in how many the reader claims any thing, and in how
    many exactly the thing that a coin chose among those that were mixed.
    """
    rng = np.random.default_rng(_SEED)
    ids = concept_ids()
    claimed = given = 0
    for _ in range(count):
        chosen = [ids[int(i)] for i in rng.choice(len(ids), parts, replace=False)]
        pictures = [render(Scene("white", (centred(one),))).astype(np.float32) for one in chosen]
        things = world_reader().read(np.mean(pictures, axis=0).round().astype(np.uint8)).things
        claimed += bool(things)
        given += [one.concept for one in things] == [chosen[0]]
    return Share(claimed, count), Share(given, count)


def broken(count: int) -> Share:
    """Pictures cut in squares of 32 pixels, each from another picture: in how many the reader finds
    exactly the thing that a coin chose among those that were cut.
    """
    rng = np.random.default_rng(_SEED)
    ids = concept_ids()
    found = 0
    for _ in range(count):
        chosen = [ids[int(i)] for i in rng.choice(len(ids), 6, replace=False)]
        pictures = [render(Scene("white", (centred(one),))) for one in chosen]
        made = np.empty_like(pictures[0])
        for y in range(0, 256, 32):
            for x in range(0, 256, 32):
                made[y : y + 32, x : x + 32] = pictures[int(rng.integers(6))][
                    y : y + 32, x : x + 32
                ]
        found += [one.concept for one in world_reader().read(made).things] == [chosen[0]]
    return Share(found, count)


def calibrations(count: int) -> Iterator[Calibration]:
    """Single things and several; as drawn, and a third as many soft, noisy, moved and tinted."""
    spoilt: tuple[tuple[str, Spoiled, int], ...] = (
        ("as drawn", _true, count),
        ("blurred by 4 pixels, noise of 8", _blurred(4, 8), count // 3),
        ("blurred by 8 pixels", _blurred(8, 0), count // 3),
        ("moved by up to 10 pixels, tinted, blurred by 2", _cast, count // 3),
    )
    for task, title in (("generate", "one thing"), ("several", "two to nine things")):
        for name, spoil, some in spoilt:
            yield measured(f"{title}, {name}", _scenes(task), spoil, max(1, some))


def _kept() -> Path:
    return train_folder() / "grade" / f"calibration-{reader_version()}.json"


def calibrate(count: int) -> str:
    """Measures the reader's own error; returns a Markdown table and keeps it for tables of grades.

    ``count`` is the number of true pictures of each kind.
    """
    lines = ["| Pictures | Read | Things right | Backgrounds, places, sizes too |"]
    lines.append("| --- | --- | --- | --- |")
    found = []
    for one in calibrations(count):
        cells = [f"{100 * share.value:.1f} %" for share in (one.things, one.all_right)]
        lines.append(f"| {one.name} | {one.things.of} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
        found.append(one)
    few = max(20, count // 5)
    (claimed, given), patched = mixed_up(few), broken(few)
    lines.append("")
    lines.append(
        f"Of {few} blobs (the mean of eight pictures) something was claimed of "
        f"{100 * claimed.value:.0f} %, a given one of the eight of {100 * given.value:.0f} %; of "
        f"{few} pictures patched together from six others, a given one of the six was found in "
        f"{100 * patched.value:.0f} %."
    )
    true = [one for one in found if one.name.endswith("as drawn")]
    things = Share(sum(one.things.right for one in true), sum(one.things.of for one in true))
    low, high = things.interval
    said = (
        f"The reader itself finds the right things in {100 * things.value:.1f} % of {things.of} "
        f"true pictures ({100 * low:.1f} to {100 * high:.1f})."
    )
    _kept().parent.mkdir(parents=True, exist_ok=True)
    _kept().write_text(json.dumps({"note": said, "table": lines}), encoding="utf-8")
    return "\n".join([*lines, "", said])


def calibration_note() -> str:
    """What the last calibration of this very reader found, in a sentence; empty without one."""
    if not _kept().exists():
        return ""
    return str(json.loads(_kept().read_text(encoding="utf-8"))["note"])
