"""Readings of the answers' pictures, kept in a file so that a grading goes on where it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from models.grading.reader import Read, Reading, world_reader
from models.pictograms.world.scenes import SIDE

_SOURCES = ("reader.py", "comparison.py", "templates.py", "backgrounds.py", "arrangement.py")


def reader_version() -> str:
    """Changes with the reader's sources, so that no reading outlives the reader that made it."""
    here = Path(__file__).parent
    found = b"".join((here / name).read_bytes() for name in _SOURCES)
    return hashlib.sha256(found).hexdigest()[:16]


class Readings:
    """Reads picture files; each is read once for a version of the reader."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"readings-{reader_version()}.jsonl"
        self._known: dict[str, Reading] = {}
        if self._file.exists():
            text = self._file.read_text(encoding="utf-8")
            if text and not text.endswith("\n"):
                self._file.write_text(text + "\n", encoding="utf-8")
            for line in text.splitlines():
                self._keep(line)

    def _keep(self, line: str) -> None:
        try:
            row = json.loads(line)
        except ValueError:
            return  # The last line of a run that was killed.
        things = tuple(Read(**one) for one in row["things"])
        self._known[row["picture"]] = Reading(row["background"], things, row["rest"], row["energy"])

    def name_of(self, picture: Path) -> str:
        """What a picture's reading is kept under: the SHA-256 of the file."""
        return hashlib.sha256(picture.read_bytes()).hexdigest()

    def of(self, picture: Path) -> Reading:
        """The reading of a PNG. Raises OSError when it cannot be opened."""
        name = self.name_of(picture)
        if name not in self._known:
            with Image.open(picture) as opened:
                image = opened.convert("RGB")
            if image.size != (SIDE, SIDE):
                image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
            reading = world_reader().read(np.asarray(image))
            self._known[name] = reading
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"picture": name, **asdict(reading)}) + "\n")
        return self._known[name]
