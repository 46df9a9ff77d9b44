"""Where large files lie: outside the sources, overridable by the environment.

``METAMORPH_TRAIN`` is the folder of checkpoints, caches and logs (default ``.cache/train``).
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def train_folder() -> Path:
    """Folder of checkpoints, caches and logs; made when missing."""
    folder = Path(os.environ.get("METAMORPH_TRAIN", ROOT / ".cache" / "train"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
