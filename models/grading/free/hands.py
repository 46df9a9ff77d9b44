"""Two hands of drawing: the world's own sprites, and Twemoji's, that no training has shown."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np

from models.grading.free.borrowed import Pixels, atlas, train_folder

HERE = Path(__file__).resolve().parent
SVGS = HERE / "hand" / "twemoji.json"
SIDE = 256


@cache
def _twemoji() -> dict[str, Pixels]:
    """Sprites of the second hand, rendered at first use. Raises RuntimeError without Node."""
    version = hashlib.sha256(SVGS.read_bytes()).hexdigest()[:12]
    prefix = train_folder() / f"free-twemoji-{version}"
    raw, listed = prefix.with_suffix(".raw"), prefix.with_suffix(".json")
    if not listed.exists():
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("node is not there: install Node, which renders the pictograms.")
        command = [node, str(HERE / "hands.mjs"), str(SVGS), str(SIDE), str(prefix)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or "The second hand could not be rendered.")
    names: list[str] = json.loads(listed.read_text())
    pixels = np.fromfile(raw, np.uint8).reshape(len(names), SIDE, SIDE, 4)
    return dict(zip(names, pixels, strict=True))


def sprite(hand: str, thing: str) -> Pixels:
    """One thing as RGBA (256, 256, 4). Raises KeyError where the hand does not know it."""
    return (atlas() if hand == "noto" else _twemoji())[thing]
