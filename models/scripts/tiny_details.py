"""Asks a package about details that its encoder cannot see (``grading/tiny_details.py``).

python -m models.scripts.tiny_details --cases 100
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from models.grading.answers import ask_lines, package_hash
from models.grading.figures import difference
from models.grading.tiny_details import ARMS, lines, right_share
from models.paths import ROOT, train_folder


def main() -> None:
    """Asks, and prints a line for each arm and the gains over answering at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--package", type=Path, default=ROOT / "models" / "package")
    chosen = parser.parse_args()
    folder = train_folder() / "tiniest" / package_hash(chosen.package)[:12]
    asked = [json.dumps(line) for line in lines(chosen.cases, folder / "shown")]
    ask_lines(asked, folder, chosen.package.resolve())
    shares = {arm: right_share(arm, chosen.cases, folder) for arm in ARMS}
    for arm, share in shares.items():
        low, high = share.interval
        print(f"{arm}: {share.right} of {share.of} ({100 * low:.0f} to {100 * high:.0f} %)")
    for arm in ARMS[1:]:
        gap, low, high = (100 * v for v in difference(shares[arm], shares["at once"]))
        print(f"{arm} less at once: {gap:+.0f} points ({low:+.0f} to {high:+.0f})")


if __name__ == "__main__":
    main()
