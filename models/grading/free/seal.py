"""The seal: bank and cases are as they were before any training was changed, or none is judged."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from models.grading.free.bank import FOLDER
from models.grading.free.hands import SVGS
from models.grading.free.make import FILE
from models.grading.free.photos import PHOTOS

# Also in models/LOG.md. Another bank is another judge: it gets a name of its own, not this one.
SHA256 = "68489582bcb179433def9ecedd746a698138b7fc4b41b3b8dfdfbe528cee4ef6"


def sealed_hash() -> str:
    """SHA-256 of the bank, the cases, the second hand and the photographs, by name and content."""
    hasher = hashlib.sha256()
    files = sorted(FOLDER.glob("*.json")) + [FILE, SVGS] + sorted(PHOTOS.glob("*.jpg"))
    for file in files:
        content = file.read_bytes()
        if file.suffix == ".json":
            content = content.replace(b"\r\n", b"\n")
        hasher.update(f"{file.name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return hasher.hexdigest()


def sealed_cases() -> list[dict[str, Any]]:
    """Every case. Raises ValueError where what lies here is not what was sealed."""
    found = sealed_hash()
    if found != SHA256:
        raise ValueError(
            f"The free bank was changed: its SHA-256 is {found}, sealed is {SHA256}. "
            "Put models/grading/free/bank, cases.json, hand and photos back as they were."
        )
    cases: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return cases
