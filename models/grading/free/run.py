"""Asks the shipped program every case, as a person would, and reads what it drew."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from models.grading.free.borrowed import ROOT, Read, Reading
from models.grading.free.draw import rendered
from models.grading.free.judging import Checks, judge
from models.grading.free.photos import photo
from models.grading.free.reading import SIDE, read

LONGEST = 256  # tokens of an answer; what is asked for needs far fewer
_THINKS = {"detail": "always"}  # how the question is asked, where not as the program decides
# Rows whose answers' pictures count.
_DRAWN = ("drawn", "several", "puzzle", "paper", "edit", "frames", "story")
_READERS = (
    "reading.py",
    "../reader.py",
    "../comparison.py",
    "../templates.py",
    "../backgrounds.py",
)
Case = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """A case with its answer and the checks; a fault is why there is no answer."""

    case: Case
    text: str
    pictures: tuple[Path, ...]
    checks: Checks
    fault: str = ""

    @property
    def right(self) -> bool:
        """Whether every check is true."""
        return not self.fault and bool(self.checks) and all(self.checks.values())


def shown_file(picture: dict[str, Any], folder: Path) -> Path:
    """A case's picture as a file, drawn unless it is there."""
    if "photo" in picture:
        return photo(picture["photo"])
    name = hashlib.sha256(json.dumps(picture, sort_keys=True).encode()).hexdigest()[:20]
    path = folder / f"{name}.png"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        Image.fromarray(rendered(picture)).save(unfinished, "PNG")
        unfinished.replace(path)
    return path


def _line(case: Case, folder: Path) -> str:
    images = [str(shown_file(one, folder / "shown")) for one in case.get("pictures", [])]
    line: dict[str, Any] = {"id": _folder(case)}
    line["turns"] = [{"prompt": case["prompt"], "images": images}]
    if case["row"] in _THINKS:
        line["think"] = _THINKS[case["row"]]
    return json.dumps(line, ensure_ascii=False)


def _folder(case: Case) -> str:
    """The case's id with a mark of its contents, so that no answer to another case is taken."""
    text = json.dumps(case, sort_keys=True, ensure_ascii=False)
    return f"{case['id']}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def ask(cases: Sequence[Case], folder: Path, package: Path) -> dict[str, str]:
    """Asks what was not answered yet in ``folder``; returns single faults by case id.

    Raises RuntimeError when the program cannot run at all.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not there: install Node, which runs the studio.")
    done = folder / "answers"
    left = [one for one in cases if not (done / _folder(one) / "answer.json").exists()]
    if not left:
        return {}
    done.mkdir(parents=True, exist_ok=True)
    batch = folder / "batch.jsonl"
    batch.write_text("".join(_line(one, folder) + "\n" for one in left), encoding="utf-8")
    command = [npm, "run", "--silent", "ask", "--", "--batch", str(batch), "--json"]
    command += ["--max-tokens", str(LONGEST), "--out", str(done), "--skip-done"]
    command += ["--package", str(package)]
    faults: dict[str, str] = {}
    said = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for row in process.stdout:
            if row.startswith("{"):
                report = json.loads(row)
                if "error" in report:
                    faults[str(report["id"]).rpartition("-")[0]] = str(report["error"])
                said += 1
                if said % 10 == 0 or said == len(left):
                    print(f"answered {said} of {len(left)}", flush=True)
    if process.returncode != 0:
        raise RuntimeError(
            f"The program ended with {process.returncode} while it answered: "
            "see what it said above; the same command goes on where it was."
        )
    return faults


class Readings:
    """Readings of pictures, kept in a file so that a grading goes on where it was."""

    def __init__(self, folder: Path) -> None:
        here = Path(__file__).resolve().parent
        sources = b"".join((here / name).read_bytes() for name in _READERS)
        self._file = folder / f"read-{hashlib.sha256(sources).hexdigest()[:12]}.jsonl"
        self._known: dict[str, Reading] = {}
        if self._file.exists():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                except ValueError:
                    continue  # The last line of a run that was killed.
                picture = row.pop("picture")
                things = tuple(Read(**one) for one in row.pop("things"))
                self._known[picture] = Reading(things=things, **row)

    def of(self, picture: Path) -> Reading:
        """The reading of a picture file. Raises OSError when it cannot be opened."""
        name = hashlib.sha256(picture.read_bytes()).hexdigest()
        if name not in self._known:
            with Image.open(picture) as opened:
                image = opened.convert("RGB")
            if image.size != (SIDE, SIDE):
                image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
            self._known[name] = read(np.asarray(image))
            row = {"picture": name, **asdict(self._known[name])}
            with self._file.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(row))
        return self._known[name]


def judged(cases: Sequence[Case], faults: dict[str, str], folder: Path) -> list[Judged]:
    """Every case with its verdict, from the answers that lie in ``folder``."""
    readings = Readings(folder)
    found = []
    for case in cases:
        place = folder / "answers" / _folder(case)
        report = place / "answer.json"
        if not report.exists():
            fault = faults.get(case["id"], "There is no answer.")
            found.append(Judged(case, "", (), {}, fault))
            continue
        parts = json.loads(report.read_text(encoding="utf-8"))["parts"]
        text = "".join(str(part["text"]) for part in parts if part["type"] == "text")
        images = [part for part in parts if part["type"] == "image"]
        # Beside the report, since the folder may have moved since it was written.
        pictures = tuple(place / Path(str(part["path"])).name for part in images)
        read_too = [readings.of(one) for one in pictures] if case["row"] in _DRAWN else []
        found.append(Judged(case, text, pictures, judge(case, text, read_too)))
    return found
