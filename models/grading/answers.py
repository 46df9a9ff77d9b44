"""Asks the shipped program the cases' questions, as a person would on the command line."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.grading.cases import Case, batch_line, picture_file
from models.paths import ROOT


@dataclass(frozen=True)
class Answer:
    """What the program answered last: its words, its pictures in order, or why there is none."""

    text: str
    pictures: tuple[Path, ...]
    milliseconds: float
    fault: str = ""


def package_hash(package: Path) -> str:
    """SHA-256 of the manifest, which is the package's identity.

    Raises RuntimeError when the folder holds no package.
    """
    manifest = package / "manifest.json"
    if not manifest.is_file():
        raise RuntimeError(f"{package} holds no manifest.json: give --package a model package.")
    return hashlib.sha256(manifest.read_bytes()).hexdigest()


def ask_all(cases: Sequence[Case], folder: Path, package: Path) -> dict[str, Answer]:
    """Answers by case id; what an earlier run finished in the same folder is not asked again.

    ``folder`` holds ``answers/ID/answer.json`` with its pictures. Raises RuntimeError when the
    command cannot run at all; a single question that fails becomes an answer with a fault.
    """
    done = folder / "answers"
    left = [case for case in cases if not (done / case.id / "answer.json").exists()]
    faults: dict[str, str] = {}
    redrawn = [case for case in left if case.row.rule == "redrawn"]
    asked = [case for case in left if case.row.rule != "redrawn"]
    if redrawn:
        _redraw(redrawn, folder, done, package)
    if asked:
        faults = ask_lines([batch_line(case, folder / "shown") for case in asked], folder, package)
    return {case.id: answer_of(case.id, folder, faults.get(case.id)) for case in cases}


def ask_lines(lines: Sequence[str], folder: Path, package: Path) -> dict[str, str]:
    """Asks by the batch form of the command line, into ``folder``; returns single faults by id."""
    done = folder / "answers"
    done.mkdir(parents=True, exist_ok=True)
    batch = folder / "batch.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [_program("npm"), "run", "--silent", "ask", "--", "--batch", str(batch), "--json"]
    command += ["--out", str(done), "--skip-done", "--package", str(package)]
    reports = _run(command, len(lines))
    return {str(one["id"]): str(one["error"]) for one in reports if "error" in one}


def _redraw(left: Sequence[Case], folder: Path, done: Path, package: Path) -> None:
    """Draws each case's true picture again from its visual tokens, by the studio's runtime."""
    done.mkdir(parents=True, exist_ok=True)
    shown = folder / "shown"
    rows = [
        {"id": c.id, "picture": str(picture_file(c.example.meta["scenes"][0], "noto", shown))}
        for c in left
    ]
    listed = folder / "redraw.json"
    listed.write_text(json.dumps(rows), encoding="utf-8")
    script = ROOT / "models" / "grading" / "redraw.mjs"
    _run([_program("node"), str(script), str(package), str(listed), str(done)], len(left))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not there: install Node, which runs the studio.")
    return found


def _run(command: Sequence[str], count: int) -> list[dict[str, Any]]:
    """The JSON lines that a command prints. Raises RuntimeError when it fails."""
    reports: list[dict[str, Any]] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            reports.append(json.loads(line))
            if len(reports) % 10 == 0 or len(reports) == count:
                print(f"answered {len(reports)} of {count}", flush=True)
    if process.returncode != 0:
        raise RuntimeError(
            f"The program ended with {process.returncode} while it answered: "
            "see what it said above; the same command goes on where it was."
        )
    return reports


def answer_of(case: str, folder: Path, fault: str | None = None) -> Answer:
    """The answer to a question by its id, as it lies in ``folder``, or that there is none."""
    path = folder / "answers" / case / "answer.json"
    if not path.exists():
        return Answer("", (), 0.0, fault or "There is no answer.")
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    words = [str(part["text"]) for part in report["parts"] if part["type"] == "text"]
    # Beside the report, since the folder may have moved since it was written.
    pictures = [
        path.parent / Path(str(part["path"])).name
        for part in report["parts"]
        if part["type"] == "image"
    ]
    return Answer("".join(words), tuple(pictures), float(report["timings"]["total"]))
