"""The curves of a stage's log, one line of JSON a measured step, and their plot."""

from __future__ import annotations

import json
from pathlib import Path

SMOOTH = 0.85  # of a running mean; batches of different tasks jump
# The keys of logs, and what they measure.
TITLES = {
    "text": "cross-entropy of the words",
    "kept": "plain talk: distance to the base model, nats a word",
    "cosine": "cosine of visual tokens",
    "told": "what visual tokens say, loss",
    "right": "share of drawn cells that say the right thing",
}


def curves(lines: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Minutes and running mean of each figure.

    Steps without pictures are left out of the visual figures, those without plain talk out of its
    own: nothing was measured there. A damaged line (the stage was killed while it wrote) is left
    out too.
    """
    by_name: dict[str, list[tuple[float, float]]] = {name: [] for name in TITLES}
    for line in lines:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if "text" not in row:
            continue
        measured = {"text": True, "kept": row.get("kept", 0) > 0}
        for name in TITLES:
            if not measured.get(name, row["told"] > 0):
                continue
            past = by_name[name]
            value = float(row[name])
            mean = SMOOTH * past[-1][1] + (1 - SMOOTH) * value if past else value
            past.append((float(row["minutes"]), mean))
    return by_name


def plot(log: Path, out: Path) -> None:
    """Writes the picture; its form is that of the file's ending (svg, png)."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SystemExit('The plot needs matplotlib: run "pip install matplotlib".') from error
    figure = Figure(figsize=(11, 6), layout="constrained")
    for number, (name, points) in enumerate(curves(log.read_text().splitlines()).items(), 1):
        axes = figure.add_subplot(2, 3, number)
        axes.plot([x for x, _ in points], [y for _, y in points], linewidth=1)
        axes.set_title(TITLES[name], fontsize=8)
        axes.set_xlabel("minutes", fontsize=8)
    figure.savefig(out)
