"""Grades a model package through the real program, against held-out cases.

``python -m models.grade --cases 40`` asks 40 cases a row by the command line's batch form, reads
the pictures in pixels, and writes a table, a JSON of every case and contact sheets. Stopped at any
moment, the same command goes on where it was. ``python -m models.grade calibrate`` states how often
the reader of pictures is itself wrong.
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
    parser = argparse.ArgumentParser(prog="python -m models.grade", description=__doc__)
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
    given = _arguments(words)
    try:
        if given.action == "calibrate":
            text = calibrate(given.pictures)
            print(text)
            if given.table:
                _write(given.table, text + "\n")
            return 0
        return _grade(given)
    except (RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _grade(given: argparse.Namespace) -> int:
    if given.cases < 1:
        raise ValueError("--cases takes a number from 1 on.")
    only = given.only or [row.id for row in ROWS]
    cases = all_cases(given.cases, [name for name in only if name not in given.without])
    package = given.package.resolve()
    identity = package_hash(package)
    folder = given.out or train_folder() / "grade" / identity[:12]
    folder = folder.resolve()
    answers = ask_all(cases, folder, package)
    graded = grade_all(cases, answers, Readings(folder))
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    name = f"{manifest['name']} {manifest['version']} ({identity[:12]})"
    table = markdown(graded, name, calibration_note())
    print(table)
    if given.table:
        _write(given.table, table)
    if given.json:
        rows = [one.row() for one in graded]
        document = {"package": name, "hash": identity, "cases": rows}
        _write(given.json, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if given.sheets:
        write_sheets(graded, given.sheets)
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
