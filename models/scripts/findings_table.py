"""Prints the runs of the findings as a table with their correlations, and draws them.

python -m models.scripts.findings_table --runs FOLDER --plot models/findings.svg
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.grading.findings_table import correlations, plot, rows_of, table

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--plot", type=Path)
    chosen = parser.parse_args()
    rows = rows_of(chosen.runs)
    print(table(rows))
    for kind, r in correlations(rows).items():
        print(f"r of {kind} with pictures: {r:+.2f}")
    if chosen.plot:
        plot(rows, chosen.plot)
