"""Runs the paper's findings at small scale (``grading/findings.py``), a file a run.

Runs that the folder holds are not made again; several processes at once share the work.

python -m models.scripts.findings --out FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from models.grading.findings import SETUPS, Budget, run
from models.paths import ROOT


def main() -> None:
    """Runs what the folder does not hold yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=90)
    parser.add_argument(
        "--count", type=int, default=80, help="pictures asked for; twice the answers"
    )
    parser.add_argument("--processes", type=int, default=0, help="that make the batches")
    parser.add_argument("--package", type=Path, default=ROOT / "models" / "package")
    chosen = parser.parse_args()
    budget = Budget(chosen.package, chosen.steps, chosen.count, chosen.processes)
    torch.set_num_threads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for number, setup in enumerate(SETUPS):
        path = chosen.out / f"{number}.json"
        try:
            path.touch(exist_ok=False)  # so that another process leaves it alone
        except FileExistsError:
            continue
        try:
            row = run(setup, budget)
        except BaseException:
            path.unlink()
            raise
        path.write_text(json.dumps(row, indent=1) + "\n")
        print({k: v for k, v in row.items() if k != "kinds"}, flush=True)


if __name__ == "__main__":
    main()
