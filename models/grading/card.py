"""Writes graded figures into a package's training card; the weights stay as they are.

python -m models.grading.card --package models/package --grades grades.json
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from models.grading.figures import Share
from models.grading.rows import ROWS


def metrics(grades: dict[str, Any]) -> list[dict[str, Any]]:
    """One figure a row of the table: share, interval of 95 %, and number of cases."""
    verdicts: dict[str, list[bool]] = defaultdict(list)
    for case in grades["cases"]:
        verdicts[case["row"]].append(bool(case["right"]))
    made = []
    for row in ROWS:
        if found := verdicts.get(row.id):
            share = Share(sum(found), len(found))
            low, high = share.interval
            figure = {"task": row.title, "value": share.value, "low": low, "high": high}
            made.append({**figure, "cases": share.of})
    return made


def write(package: Path, grades: Path) -> None:
    """Puts the figures into ``manifest.json``, which gives the package another identity."""
    path = package / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["trainingCard"]["metrics"] = metrics(json.loads(grades.read_text(encoding="utf-8")))
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, default=Path("models/package"))
    parser.add_argument("--grades", type=Path, required=True)
    given = parser.parse_args()
    write(given.package, given.grades)
