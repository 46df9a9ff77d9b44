"""How often the reader is wrong about this world's own pictures: edits and frames, as asked."""

from __future__ import annotations

from typing import Any

from models.grading.free.borrowed import Share
from models.grading.free.draw import rendered
from models.grading.free.judging import FRAME_NEAR, FRAME_SIZE, matches
from models.grading.free.reading import read
from models.grading.free.results import percent

Case = dict[str, Any]


def _right(scene: dict[str, Any], ground: str | None) -> bool:
    reading = read(rendered(scene))
    named = ground is None or reading.background == ground
    return named and matches(scene["things"], reading, FRAME_NEAR, FRAME_SIZE)


def calibrated(cases: list[Case], count: int) -> str:
    """The reader's rates on the pictures shown with edits, spoiled as they are and clean."""
    edits = [one for one in cases if one["row"] == "edit"][:count]
    frames = [one for one in cases if one["row"] == "frames"][:count]
    lines = []
    for title, noisy in (("as they are shown", True), ("without compression", False)):
        right = 0
        for one in edits:
            scene = one["pictures"][0]
            scene = scene if noisy else {**scene, "noise": []}
            right += _right(scene, one["truth"]["ground_before"])
        lines.append(f"Scenes to be edited, {title}: {percent(Share(right, len(edits)))}.")
    right = sum(
        _right({**one["pictures"][0], "w": 256, "h": 256, "things": one["truth"]["frame"]}, None)
        for one in frames
    )
    lines.append(f"Frames that are asked for: {percent(Share(right, len(frames)))}.")
    return "\n".join(lines)
