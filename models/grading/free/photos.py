"""Photographs that the judge shows; no training may use them. Their sources: photos/README.md."""

from __future__ import annotations

from pathlib import Path

PHOTOS = Path(__file__).resolve().parent / "photos"


def photo(name: str) -> Path:
    """The file of a photograph. Raises ValueError for an unknown one."""
    path = PHOTOS / f"{name}.jpg"
    if not path.exists():
        raise ValueError(f"There is no photograph {name!r} in {PHOTOS}.")
    return path
