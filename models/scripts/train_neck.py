"""Stage "neck": the encoder learns to say what a picture shows (``neck_stage.py``).

python -m models.scripts.train_neck --minutes 16 --threads 2
"""

from __future__ import annotations

import argparse

from models.pictograms.neck_stage import train

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    train(chosen.minutes, chosen.threads)
