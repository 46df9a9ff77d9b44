"""Grades a model package through the real program, against held-out cases.

Asks so many cases a row by the command line's batch form, reads the pictures in pixels, and writes
a table, a JSON of every case and contact sheets. Stopped at any moment, the same command goes on
where it was. ``calibrate`` states how often the reader of pictures is itself wrong.

python -m models.scripts.grade --cases 40
python -m models.scripts.grade calibrate
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from models.grading.answers import ask_all, package_hash
from models.grading.calibrate import calibrate, calibration_note
from models.grading.cases import all_cases
from models.grading.graded import grade_all
from models.grading.readings import Readings
from models.grading.rows import ROWS
from models.grading.sheets import write_sheets
from models.grading.table import markdown
from models.paths import ROOT, train_folder


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.scripts.grade", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("grade", "calibrate"), default="grade")
    parser.add_argument("--cases", type=int, default=40, help="cases a row (40; full: 300)")
    parser.add_argument("--only", nargs="+", default=[], metavar="ROW", help="these rows alone")
    parser.add_argument("--without", nargs="+", default=[], metavar="ROW", help="all but these")
    parser.add_argument("--package", type=Path, default=ROOT / "models" / "package")
    parser.add_argument("--out", type=Path, help="folder of the answers (one for each package)")
    parser.add_argument("--table", type=Path, help="Markdown file to write")
    parser.add_argument("--json", type=Path, help="JSON file of every case to write")
    parser.add_argument("--sheets", type=Path, help="folder of contact sheets to write")
    parser.add_argument("--pictures", type=int, default=500, help="calibrate: true pictures a kind")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Runs the command; returns the exit code."""
    chosen = _arguments(words)
    try:
        if chosen.action == "calibrate":
            text = calibrate(chosen.pictures)
            print(text)
            if chosen.table:
                _write(chosen.table, text + "\n")
            return 0
        return _grade(chosen)
    except (RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _grade(chosen: argparse.Namespace) -> int:
    if chosen.cases < 1:
        raise ValueError("--cases takes a number from 1 on.")
    only = chosen.only or [row.id for row in ROWS]
    cases = all_cases(chosen.cases, [name for name in only if name not in chosen.without])
    package = chosen.package.resolve()
    identity = package_hash(package)
    folder = chosen.out or train_folder() / "grade" / identity[:12]
    folder = folder.resolve()
    answers = ask_all(cases, folder, package)
    graded = grade_all(cases, answers, Readings(folder))
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    name = f"{manifest['name']} {manifest['version']} ({identity[:12]})"
    table = markdown(graded, name, calibration_note())
    print(table)
    if chosen.table:
        _write(chosen.table, table)
    if chosen.json:
        rows = [one.row() for one in graded]
        document = {"package": name, "hash": identity, "cases": rows}
        _write(chosen.json, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if chosen.sheets:
        write_sheets(graded, chosen.sheets)
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
