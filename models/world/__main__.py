"""``python -m models.world show --task edit --n 40 --out samples.html``."""

import argparse
from itertools import islice
from pathlib import Path

from models.world.mixture import TASKS, WEIGHTS, examples
from models.world.show import page


def main() -> None:
    """Reads the arguments and writes one page of samples."""
    parser = argparse.ArgumentParser(prog="python -m models.world")
    commands = parser.add_subparsers(dest="command", required=True)
    show = commands.add_parser("show", help="write one HTML page of samples")
    show.add_argument("--task", choices=(*TASKS, "all"), default="all")
    show.add_argument("--split", choices=("train", "heldout"), default="train")
    show.add_argument("--n", type=int, default=40)
    show.add_argument("--seed", type=int, default=0)
    show.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    weights = WEIGHTS if options.task == "all" else {options.task: 1.0}
    chosen = islice(examples(options.seed, options.split, weights), options.n)
    options.out.write_text(page(chosen), encoding="utf-8")
    print(f"{options.n} samples of {options.task} in {options.out}")


if __name__ == "__main__":
    main()
