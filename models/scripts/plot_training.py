"""Draws a stage's log, one line of JSON a measured step, as a picture.

python -m models.scripts.plot_training --log .cache/train/language.jsonl --out models/language.svg
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.metamorph.training_curves import plot

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    plot(chosen.log, chosen.out)
