"""The graded cases: held-out examples in a fixed order, and their form for the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from models.grading.chat import chat_cases
from models.grading.rows import ROWS, Row
from models.pictograms.tasks.mixture import examples
from models.pictograms.tasks.puzzles import paper_examples
from models.pictograms.tasks.thinking import answered_at_once
from models.pictograms.world.example import Example
from models.pictograms.world.scenes import Scene, render

SEED = 4_000_004  # of the stream of cases; training uses small seeds and the other split
_LEAST = {"paper": 6}  # asked in full, however few cases there are of the other rows
_SEARCHED = 400  # examples seen before in a row after which there are no more


@dataclass(frozen=True)
class Case:
    """One graded example; ``id`` names its folder and changes when the example does."""

    id: str
    row: Row
    example: Example

    @property
    def prompt(self) -> str:
        """The last thing that was asked."""
        asked = self.example.turns[-2].parts
        return " ".join(part for part in asked if isinstance(part, str))

    @property
    def shown(self) -> tuple[Scene, ...]:
        """The pictures that the person gave, in order."""
        asked = (turn for turn in self.example.turns if turn.role == "user")
        return tuple(part for turn in asked for part in turn.parts if isinstance(part, Scene))


def _stream(row: Row) -> Iterator[Example]:
    if row.task == "paper":
        yield from paper_examples()
    elif row.task == "chat":
        yield from chat_cases()
    else:
        task = "generate" if row.rule == "redrawn" else row.task
        for example in examples(SEED, "heldout", {task: 1.0}):
            if row.takes(example):
                yield answered_at_once(example) if row.at_once else example


def cases_of(row: Row, count: int) -> list[Case]:
    """The first ``count`` different cases of a row, fewer where it has no more.

    A longer list begins with the shorter one, so that a full grading goes on from a quick one.
    """
    found: list[Case] = []
    seen: set[str] = set()
    idle = 0
    for example in _stream(row):
        if len(found) == count or idle > _SEARCHED:
            break
        idle += 1
        said = repr(example.turns[:-1]).lower()
        key = hashlib.sha256(said.encode()).hexdigest()[:8]
        if key in seen:
            continue
        seen.add(key)
        idle = 0
        found.append(Case(f"{row.id}-{len(found):04d}-{key}", row, example))
    return found


def all_cases(count: int, only: Sequence[str] = ()) -> list[Case]:
    """``count`` cases of every row, or of those named. Raises ValueError for an unknown row."""
    known = {row.id for row in ROWS}
    for name in only:
        if name not in known:
            raise ValueError(f"No row is called {name}; the rows are {', '.join(sorted(known))}.")
    rows = [row for row in ROWS if not only or row.id in only]
    return [case for row in rows for case in cases_of(row, max(count, _LEAST.get(row.id, 1)))]


def picture_file(scene: Scene, style: str, folder: Path) -> Path:
    """A scene as a PNG in a folder, drawn unless it is there."""
    name = hashlib.sha256(f"{style}{scene!r}".encode()).hexdigest()[:20]
    path = folder / f"{name}.png"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        Image.fromarray(render(scene, style)).save(unfinished, "PNG")
        unfinished.replace(path)
    return path


def batch_line(case: Case, pictures: Path) -> str:
    """The case as a line for ``ask --batch``; its pictures are written to a folder."""
    style = case.example.meta.get("style", "noto")
    turns = []
    for turn in case.example.turns:
        if turn.role != "user":
            continue
        words = [part for part in turn.parts if isinstance(part, str)]
        scenes = [part for part in turn.parts if isinstance(part, Scene)]
        images = [str(picture_file(scene, style, pictures)) for scene in scenes]
        turns.append({"prompt": " ".join(words), "images": images})
    line: dict[str, object] = {"id": case.id, "turns": turns}
    if case.row.at_once:
        line["think"] = "never"
    return json.dumps(line, ensure_ascii=False)
