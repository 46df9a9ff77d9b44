"""The runs of ``findings.py`` as a table, a plot, and how understanding goes with generation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from models.grading.figures import Share

Row = dict[str, Any]


def rows_of(folder: Path) -> list[Row]:
    """The runs that are done, in their order; raises RuntimeError where there is none."""
    files = sorted(folder.glob("*.json"), key=lambda path: int(path.stem))
    rows: list[Row] = [json.loads(path.read_text()) for path in files if path.stat().st_size]
    if not rows:
        raise RuntimeError(
            f'{folder} holds no run: give "python -m models.scripts.findings" first.'
        )
    return rows


def cell(right: int, of: int) -> str:
    """ "62 % (54 to 70)"."""
    low, high = Share(right, of).interval
    return f"{100 * right / of:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def table(rows: list[Row]) -> str:
    """A line a run: pictures, answers, and answers of each kind."""
    kinds = list(rows[0]["kinds"])
    head = ["Shown", "Pictures right", "Answers right", *kinds]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows:
        each = [f"{100 * row['kinds'][k][0] / row['kinds'][k][1]:.0f} %" for k in kinds]
        cells = [row["setup"], cell(*row["drawn"]), cell(*row["answered"]), *each]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def correlations(rows: list[Row]) -> dict[str, float]:
    """Pearson's r, over the runs, of the right answers of each kind with the right pictures; kinds
    that never change are left out."""
    drawn = np.array([row["drawn"][0] / row["drawn"][1] for row in rows])
    by_kind = {}
    for kind in ("answered", *rows[0]["kinds"]):
        pairs = [row[kind] if kind == "answered" else row["kinds"][kind] for row in rows]
        shares = np.array([right / of for right, of in pairs])
        if shares.std() > 0 and drawn.std() > 0:
            by_kind[kind] = float(np.corrcoef(shares, drawn)[0, 1])
    return by_kind


def plot(rows: list[Row], path: Path) -> None:
    """Bars with their 95 % intervals; needs matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SystemExit('The plot needs matplotlib: run "pip install matplotlib".') from error
    figure = Figure(figsize=(9, 0.5 * len(rows) + 1.2), layout="constrained")
    axes = figure.add_subplot()
    heights = np.arange(len(rows))[::-1]
    for shift, (name, colour) in enumerate((("drawn", "#e8590c"), ("answered", "#1c7ed6"))):
        shares = [Share(*row[name]) for row in rows]
        ends = np.array([(s.value - s.interval[0], s.interval[1] - s.value) for s in shares]).T
        label = "pictures right" if name == "drawn" else "answers right"
        axes.barh(
            heights + 0.2 - 0.4 * shift,
            [100 * s.value for s in shares],
            0.38,
            xerr=100 * ends,
            color=colour,
            label=label,
            error_kw={"linewidth": 1},
        )
    axes.set_yticks(heights, [row["setup"] for row in rows], fontsize=8)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of held-out cases, with 95 % intervals", fontsize=8)
    axes.legend(fontsize=8)
    figure.savefig(path)
