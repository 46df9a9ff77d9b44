"""The files of a package as its manifest lists them."""

from __future__ import annotations

import hashlib
from pathlib import Path


def listed(path: Path) -> dict[str, object]:
    """Path, size in bytes and SHA-256 of one file."""
    content = path.read_bytes()
    return {"path": path.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
