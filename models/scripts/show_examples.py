"""Writes examples of a task as one HTML page.

python -m models.scripts.show_examples --task edit --split train --n 40 --seed 0 --out samples.html
"""

import argparse
from itertools import islice
from pathlib import Path

from models.pictograms.show import page
from models.pictograms.tasks.mixture import ALL_TASKS, WEIGHTS, examples


def main() -> None:
    """Reads the arguments and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", choices=(*ALL_TASKS, "all"), default="all")
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--n", type=int, default=40, help="how many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    weights = WEIGHTS if options.task == "all" else {options.task: 1.0}
    chosen = islice(examples(options.seed, options.split, weights), options.n)
    options.out.write_text(page(chosen), encoding="utf-8")
    print(f"{options.n} samples of {options.task} in {options.out}")


if __name__ == "__main__":
    main()
