"""Writes graded figures into a package's training card; the weights stay as they are.

python -m models.scripts.card --package models/package --grades grades.json
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.grading.card import write_grades

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, default=Path("models/package"))
    parser.add_argument("--grades", type=Path, required=True)
    chosen = parser.parse_args()
    write_grades(chosen.package, chosen.grades)
