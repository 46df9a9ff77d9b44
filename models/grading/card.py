"""Writes graded figures into a package's training card; the weights stay as they are."""

from __future__ import annotations

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
    figures = []
    for row in ROWS:
        if right := verdicts.get(row.id):
            share = Share(sum(right), len(right))
            low, high = share.interval
            figure = {"task": row.title, "value": share.value, "low": low, "high": high}
            figures.append({**figure, "cases": share.of})
    return figures


def write_grades(package: Path, grades: Path) -> None:
    """Puts the figures into ``manifest.json``, which gives the package another identity."""
    path = package / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["trainingCard"]["metrics"] = metrics(json.loads(grades.read_text(encoding="utf-8")))
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
