"""``python -m models.grading.free``: judges a package by the second world, through the program.

Stopped at any moment, the same command goes on where it was. ``calibrate`` says how often the
reader of pictures is wrong about this world's own scenes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from models.grading.free.bank import ROWS
from models.grading.free.base_talk import answered
from models.grading.free.borrowed import ROOT, train_folder
from models.grading.free.calibrate import calibrated
from models.grading.free.results import markdown, report, write_sheets
from models.grading.free.run import ask, judged
from models.grading.free.seal import SHA256, sealed_cases


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.grading.free", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("judge", "calibrate"), default="judge")
    parser.add_argument("--cases", type=int, default=40, help="cases a row (40)")
    parser.add_argument("--only", nargs="+", choices=tuple(ROWS), default=[], metavar="ROW")
    parser.add_argument("--package", type=Path, default=ROOT / "models" / "package")
    parser.add_argument("--out", type=Path, help="folder of the answers (one for each package)")
    parser.add_argument("--table", type=Path, help="Markdown file to write")
    parser.add_argument("--json", type=Path, help="JSON file of every case to write")
    parser.add_argument("--sheets", type=Path, help="folder of contact sheets to write")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Runs the command; returns the exit code."""
    given = _arguments(words)
    try:
        if given.cases < 1:
            raise ValueError("--cases takes a number from 1 on.")
        cases = sealed_cases()
        if given.action == "calibrate":
            print(calibrated(cases, given.cases))
            return 0
        return _judge(given, cases)
    except (RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _judge(given: argparse.Namespace, all_cases: list[dict]) -> int:
    rows = given.only or tuple(ROWS)
    cases = []
    for row in rows:
        some = [one for one in all_cases if one["row"] == row]
        if row == "talk":
            known = answered()
            some = [one for one in some if one["prompt"] in known]
        cases += some[: given.cases]
    package = given.package.resolve()
    manifest = package / "manifest.json"
    if not manifest.is_file():
        raise RuntimeError(f"{package} holds no manifest.json: give --package a model package.")
    identity = hashlib.sha256(manifest.read_bytes()).hexdigest()
    folder = (given.out or train_folder() / "free" / identity[:12]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    faults = ask(cases, folder, package)
    found = judged(cases, faults, folder)
    about = json.loads(manifest.read_text(encoding="utf-8"))
    name = f"{about['name']} {about['version']} ({identity[:12]})"
    table = markdown(found, name, SHA256)
    print(table)
    if given.table:
        given.table.write_text(table, encoding="utf-8")
    document = {"package": name, "bank": SHA256, "cases": report(found)}
    path = given.json or folder / "judged.json"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.sheets:
        write_sheets(found, folder / "shown", given.sheets)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
